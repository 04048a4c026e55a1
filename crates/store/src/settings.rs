//! Named values of the installation.

use crate::{StoreError, Tx, args, statements};

statements! { "settings": INSERT = both "insert", FIND = both "find" }

/// The value of `name`, after storing `fresh` when there was none.
///
/// # Errors
/// What the database says.
pub fn get_or_insert(tx: &mut Tx<'_>, name: &str, fresh: &[u8]) -> Result<Vec<u8>, StoreError> {
    tx.execute(&INSERT, args![name, fresh])?;
    let stored: Option<(Vec<u8>,)> = tx.find(&FIND, args![name])?;
    Ok(stored.map_or_else(|| fresh.to_vec(), |(value,)| value))
}
