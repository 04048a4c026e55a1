//! Removal of what has expired.

use super::statements as sql;
use crate::{StoreError, Tx, args};
use coffer_model::Timestamp;

/// How much a call of [`sweep`] removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Rows that are gone.
    pub rows: u64,
    /// Whether a kind of row reached the limit, so that more may be there.
    pub more: bool,
}

/// Removes what expired before `now`, at most `limit` rows of each kind.
///
/// # Errors
/// When the database fails.
pub fn sweep(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Swept, StoreError> {
    let mut swept = Swept {
        rows: 0,
        more: false,
    };
    for statement in [
        &sql::SWEEP_SESSION,
        &sql::SWEEP_EMBEDDING,
        &sql::SWEEP_PROVIDER_TOKEN,
        &sql::SWEEP_LOGIN_GRANT,
        &sql::SWEEP_BROWSER_LOGIN,
        &sql::SWEEP_LOGIN_FAILURE,
        &sql::SWEEP_EXTERNAL_ERRAND,
    ] {
        let rows = tx.execute(statement, args![now, limit])?;
        swept.rows += rows;
        swept.more |= rows == u64::from(limit);
    }
    Ok(swept)
}
