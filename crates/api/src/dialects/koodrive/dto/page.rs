//! Pages that are named by an offset.

use coffer_model::{Error, Result};

/// The largest page.
const MAX_PAGE: u32 = 100;

/// The most entries to answer: 1..=100, 100 when absent.
///
/// # Errors
/// `BadRequest` naming `limit`.
pub(in super::super) fn limit(limit: Option<u32>) -> Result<u32> {
    match limit.unwrap_or(MAX_PAGE) {
        limit @ 1..=MAX_PAGE => Ok(limit),
        _ => Err(Error::parameter("limit").with_limit(format!("1..={MAX_PAGE}"))),
    }
}

/// How many entries to pass over and how many to answer, where both have to be said.
///
/// # Errors
/// `BadRequest` naming `offset` or `limit`.
pub(in super::super) fn both(offset: i64, asked: i64) -> Result<(u64, u32)> {
    let offset = u64::try_from(offset).map_err(|_| Error::parameter("offset").with_limit("0.."))?;
    Ok((offset, limit(Some(u32::try_from(asked).unwrap_or(0)))?))
}
