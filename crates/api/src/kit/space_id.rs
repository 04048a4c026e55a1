//! Ids of spaces where a dialect takes more than one spelling: a client may have got the id from another
//! dialect.

use coffer_core::{Drive, OpaqueKind};
use coffer_model::{Code, Error, Result, SpaceId};

/// Characters before the sealed number, and all of them.
const SEALED: (usize, usize) = (15, 47);

/// The space that a text names: a decimal number, or `IAA…`, which ends in the number sealed.
///
/// # Errors
/// `SpaceNotFound` for anything that is neither.
pub fn read(drive: &Drive, text: &str) -> Result<SpaceId> {
    let (from, length) = SEALED;
    let sealed = Some(text)
        .filter(|text| text.len() == length && text.starts_with("IAA"))
        .and_then(|text| text.get(from..))
        .and_then(|sealed| drive.opaque().open(OpaqueKind::Space, sealed));
    let id = sealed.map(SpaceId).or_else(|| text.parse().ok());
    id.ok_or_else(|| Error::new(Code::SpaceNotFound))
}
