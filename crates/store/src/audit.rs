//! The audit log: who changed what in the organisation. Rows are only ever added; the database
//! itself refuses anything else.

use crate::{StoreError, Tx, args, statements};
use coffer_model::{AppId, TenantId, Timestamp, UserId};

statements! { "audit": INSERT = both "insert" }

/// One change.
#[derive(Debug)]
pub struct NewAuditEntry<'a> {
    /// The id, which orders the log.
    pub id: i64,
    /// The tenant.
    pub tenant: TenantId,
    /// When.
    pub at: Timestamp,
    /// Who; 0 for the operator at the command line.
    pub actor: UserId,
    /// The app that acted for that person.
    pub app: Option<AppId>,
    /// Where the call came from.
    pub address: &'a str,
    /// The word for the act.
    pub act: &'a str,
    /// The word for the kind of object.
    pub object_kind: &'a str,
    /// The object.
    pub object: i64,
    /// Its name at that time.
    pub object_name: &'a str,
    /// JSON: the changed fields as they were.
    pub before: &'a str,
    /// JSON: the changed fields as they are.
    pub after: &'a str,
}

/// Writes a change down.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, entry: &NewAuditEntry<'_>) -> Result<(), StoreError> {
    let values = args![
        entry.id,
        entry.tenant,
        entry.at,
        entry.actor,
        entry.app,
        entry.address,
        entry.act,
        entry.object_kind,
        entry.object,
        entry.object_name,
        entry.before,
        entry.after
    ];
    tx.execute(&INSERT, values).map(drop)
}
