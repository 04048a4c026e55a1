//! Which servers run, and from which part of the id space each makes its ids.

use crate::{StoreError, Tx, args, statements};
use coffer_model::Timestamp;

statements! { "leases": LIST = both "list", TAKE = both "take", DROP = both "drop" }

/// Numbers that are held at `now`.
///
/// # Errors
/// What the database says.
pub fn list_held(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<i64>, StoreError> {
    let rows: Vec<(i64,)> = tx.list(&LIST, args![now])?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Takes or prolongs `number` for `holder`; `false` when another holds it.
///
/// # Errors
/// What the database says.
pub fn take(
    tx: &mut Tx<'_>,
    number: i64,
    holder: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&TAKE, args![number, holder, until, now])? > 0)
}

/// Gives up what `holder` holds.
///
/// # Errors
/// What the database says.
pub fn drop_all(tx: &mut Tx<'_>, holder: &str) -> Result<(), StoreError> {
    tx.execute(&DROP, args![holder])?;
    Ok(())
}
