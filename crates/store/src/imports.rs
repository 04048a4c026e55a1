//! Lists of people that were verified and wait to be imported.

use crate::{ReadTx, StoreError, Tx, args, statements};
use coffer_model::{TenantId, Timestamp, UserId};

statements! {
    "imports":
    INSERT = both "insert",
    FIND = both "find",
    DELETE_OLD = both "delete_old",
    // How a JSON array becomes rows.
    KNOWN_SUBJECTS = split "known_subjects.sqlite" "known_subjects.postgres",
}

/// Keeps a list, as JSON.
///
/// # Errors
/// What the database says.
pub fn insert(
    tx: &mut Tx<'_>,
    id: i64,
    (tenant, member): (TenantId, UserId),
    people: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&INSERT, args![id, tenant, member, people, now])
        .map(drop)
}

/// A list of the tenant, which `member` made when one is named.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: i64,
    member: Option<UserId>,
) -> Result<Option<String>, StoreError> {
    let member = member.map_or(0, |member| member.0);
    let found: Option<(String,)> = tx.find(&FIND, args![tenant, id, member])?;
    Ok(found.map(|(people,)| people))
}

/// Forgets lists that were made before `until`.
///
/// # Errors
/// What the database says.
pub fn delete_old(tx: &mut Tx<'_>, until: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&DELETE_OLD, args![until])
}

/// Those of some subjects, a JSON array of texts, that people of the tenant have.
///
/// # Errors
/// What the database says.
pub fn known_subjects(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    subjects: &str,
) -> Result<Vec<String>, StoreError> {
    let found: Vec<(String,)> = tx.list(&KNOWN_SUBJECTS, args![tenant, subjects])?;
    Ok(found.into_iter().map(|(subject,)| subject).collect())
}
