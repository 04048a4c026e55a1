//! Named values of the installation.

use crate::{ReadTx, StoreError, Tx, args, statements};

statements! { "settings": INSERT = both "insert", FIND = both "find" }

/// The value of `name`, after storing `fresh` when there was none.
///
/// # Errors
/// What the database says.
pub fn get_or_insert(tx: &mut Tx<'_>, name: &str, fresh: &[u8]) -> Result<Vec<u8>, StoreError> {
    tx.execute(&INSERT, args![name, fresh])?;
    Ok(find(tx, name)?.unwrap_or_else(|| fresh.to_vec()))
}

/// The value of `name`.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let stored: Option<(Vec<u8>,)> = tx.find(&FIND, args![name])?;
    Ok(stored.map(|(value,)| value))
}
