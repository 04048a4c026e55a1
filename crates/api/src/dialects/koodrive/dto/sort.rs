//! Paging and order of the file lists.

use crate::kit::lenient;
use coffer_model::node::SortField;
use coffer_model::{Error, Result};
use serde::Deserialize;
use utoipa::ToSchema;

/// The largest page of a file list.
const MAX_PAGE: u32 = 1_000;

/// A page of a list (reference, table 4-209).
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct PageInfo {
    /// Entries of a page, 1-1000; 100 when absent.
    #[serde(deserialize_with = "lenient::optional")]
    page_size: Option<u32>,
    /// Where the page begins: `nextCursor` of the page before; absent, empty or `0` for the first.
    #[serde(deserialize_with = "lenient::optional")]
    page_cursor: Option<String>,
}

impl PageInfo {
    pub(in super::super) fn limit(&self) -> Result<u32> {
        match self.page_size.unwrap_or(100) {
            limit @ 1..=MAX_PAGE => Ok(limit),
            _ => Err(Error::parameter("pageSize").with_limit(format!("1-{MAX_PAGE}"))),
        }
    }

    pub(in super::super) fn cursor(&self) -> Option<&str> {
        self.page_cursor.as_deref().filter(|cursor| *cursor != "0")
    }
}

/// The order of a list (reference, table 4-210).
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct FileSortInfo {
    /// 1 name, 2 size, 3 time of creation, 4 time of change, 5 time of recycling, 6 kind. Absent: name,
    /// in the recycle bin the time of recycling.
    #[serde(deserialize_with = "lenient::optional")]
    sort_type: Option<u8>,
    /// 1 ascending, 2 descending. Absent: ascending, in the recycle bin descending.
    #[serde(deserialize_with = "lenient::optional")]
    sort_direction: Option<u8>,
}

impl FileSortInfo {
    /// The order and whether it is turned round.
    pub(in super::super) fn order(&self, bin: bool) -> Result<(SortField, bool)> {
        let sort = match self.sort_type {
            None if bin => SortField::Recycled,
            None | Some(1) => SortField::Name,
            Some(2) => SortField::Size,
            Some(3) => SortField::Created,
            Some(4) => SortField::Edited,
            Some(5) if bin => SortField::Recycled,
            Some(6) => SortField::Type,
            Some(_) => return Err(Error::parameter("sortType").with_limit("1-6")),
        };
        let descending = descending(self.sort_direction)?;
        Ok((sort, descending.unwrap_or(bin && self.sort_type.is_none())))
    }
}

/// Whether an order is turned round: `sortDirection` 2, not 1. `None` when nothing is said.
///
/// # Errors
/// `BadRequest` naming `sortDirection`.
pub(in super::super) fn descending(sort_direction: Option<u8>) -> Result<Option<bool>> {
    match sort_direction {
        None => Ok(None),
        Some(1) => Ok(Some(false)),
        Some(2) => Ok(Some(true)),
        Some(_) => Err(Error::parameter("sortDirection").with_limit("1-2")),
    }
}

/// The same for a list that is ordered by time alone, which its `sortType` calls `time`: the newest comes
/// first when nothing is said.
///
/// # Errors
/// `BadRequest` naming `sortType` or `sortDirection`.
pub(in super::super) fn newest_first(
    (sort_type, time): (Option<u8>, u8),
    sort_direction: Option<u8>,
) -> Result<bool> {
    if sort_type.is_some_and(|asked| asked != time) {
        return Err(Error::parameter("sortType").with_limit(time));
    }
    Ok(descending(sort_direction)?.unwrap_or(true))
}
