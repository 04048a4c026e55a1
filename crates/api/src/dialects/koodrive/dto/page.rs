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
