//! Ids of spaces where a dialect takes more than one spelling: a client may have got the id from another
//! dialect.

use super::container_id;
use coffer_core::Drive;
use coffer_model::{Code, Error, Result, SpaceId};

/// The space that a text names: a decimal number, or `IAA…`, the number sealed.
///
/// # Errors
/// `SpaceNotFound` for anything that is neither.
pub fn read(drive: &Drive, text: &str) -> Result<SpaceId> {
    let sealed = container_id::read(drive.opaque(), text);
    let id = sealed.or_else(|| text.parse().ok());
    id.ok_or_else(|| Error::new(Code::SpaceNotFound))
}
