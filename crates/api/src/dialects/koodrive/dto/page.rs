//! Pages that are named by an offset, or by the id of the last entry before.

use crate::dialects::koodrive::state::Koo;
use coffer_model::{Error, Result};

/// The largest page.
const MAX_PAGE: u32 = 100;

/// The most entries to answer: 1-100, 100 when absent.
///
/// # Errors
/// `BadRequest` naming `limit`.
pub(in super::super) fn limit(limit: Option<u32>) -> Result<u32> {
    within(limit, "limit")
}

/// The same, where it is called `pageSize`.
///
/// # Errors
/// `BadRequest` naming `pageSize`.
pub(in super::super) fn size(size: Option<u32>) -> Result<u32> {
    within(size, "pageSize")
}

fn within(asked: Option<u32>, name: &str) -> Result<u32> {
    match asked.unwrap_or(MAX_PAGE) {
        size @ 1..=MAX_PAGE => Ok(size),
        _ => Err(Error::parameter(name).with_limit(format!("1-{MAX_PAGE}"))),
    }
}

/// How many entries to pass over and how many to answer, where both have to be said.
///
/// # Errors
/// `BadRequest` naming `offset` or `limit`.
pub(in super::super) fn both(offset: i64, asked: i64) -> Result<(u64, u32)> {
    let offset = u64::try_from(offset).map_err(|_| Error::parameter("offset").with_limit("0-"))?;
    Ok((offset, limit(Some(u32::try_from(asked).unwrap_or(0)))?))
}

/// The id behind which a page begins: `None` on the first, which is also called `0`.
///
/// # Errors
/// `BadRequest` naming `pageCursor` for a cursor that was made for nothing or for another list.
pub(in super::super) fn after(
    koo: &Koo,
    purpose: &str,
    cursor: Option<String>,
) -> Result<Option<i64>> {
    let Some(cursor) = cursor.filter(|cursor| cursor != "0") else {
        return Ok(None);
    };
    let payload = koo.cursors.decode(purpose, &cursor).ok();
    let id = payload.and_then(|payload| payload.try_into().ok());
    id.map(|id| Some(i64::from_be_bytes(id)))
        .ok_or_else(|| Error::parameter("pageCursor"))
}

/// The cursor of the page behind the entry with this id.
///
/// # Errors
/// What randomness fails with.
pub(in super::super) fn behind(
    koo: &Koo,
    purpose: &str,
    id: Option<i64>,
) -> Result<Option<String>> {
    id.map(|id| koo.cursors.encode(purpose, &id.to_be_bytes()))
        .transpose()
}
