//! What a search may ask for.

use crate::dialects::koodrive::files::fields;
use crate::dialects::koodrive::ids::Ids;
use crate::kit::lenient;
use coffer_core::files::{Search, SearchOrder, SearchScope};
use coffer_model::node::SortField;
use coffer_model::{Code, Error, Result, Timestamp, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Longest part of a name to look for, in characters.
const MAX_KEY_WORD: usize = 80;
/// The largest page.
const MAX_PAGE: u32 = 100;
const DAY_SECONDS: i64 = 24 * 3_600;

/// A page (reference, table 4-281).
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = pageInfo)]
pub(super) struct SearchPageInfo {
    /// Hits of a page, 1-100; 100 when absent.
    #[serde(deserialize_with = "lenient::optional")]
    page_size: Option<u32>,
    /// `nextPageCursor` of the page before; absent, empty or `0` for the first.
    #[serde(deserialize_with = "lenient::optional")]
    page_cursor: Option<String>,
}

impl SearchPageInfo {
    pub(super) fn limit(&self) -> Result<u32> {
        match self.page_size.unwrap_or(MAX_PAGE) {
            limit @ 1..=MAX_PAGE => Ok(limit),
            _ => Err(Error::parameter("pageSize").with_limit(format!("1-{MAX_PAGE}"))),
        }
    }

    pub(super) fn cursor(&self) -> Option<&str> {
        self.page_cursor.as_deref().filter(|cursor| *cursor != "0")
    }
}

/// Conditions (reference, table 4-282).
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = filter)]
pub(super) struct Filter {
    /// Part of the name, at any position, in any case; at most 80 characters.
    #[serde(deserialize_with = "lenient::optional")]
    key_word: Option<String>,
    /// Only in this space; needed for `parentFolder`.
    #[serde(deserialize_with = "lenient::optional")]
    container_id: Option<String>,
    /// Only below this folder.
    #[serde(deserialize_with = "lenient::optional")]
    parent_folder: Option<String>,
    /// Only this kind.
    #[serde(deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    file_type: Option<i64>,
    /// Only files of this size: `min,max` in bytes; either may be empty.
    #[serde(alias = "sizeRang", deserialize_with = "lenient::optional")]
    size_range: Option<String>,
    /// Only what was changed then: `from,to`, days (UTC, both included) or times; either may be empty.
    #[serde(deserialize_with = "lenient::optional")]
    update_time_range: Option<String>,
    /// Only what this user made.
    #[serde(deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    owner_id: Option<UserId>,
}

/// The order (reference, table 4-283).
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = sortInfo)]
pub(super) struct SearchSortInfo {
    /// `fileName`, `size`, `type`, `updateTime`, `createTime`, `recycledTime` or `fileSuffix`; absent: the
    /// last change, in the recycle bin the time of recycling.
    #[serde(deserialize_with = "lenient::optional")]
    sort_type: Option<String>,
    /// `asc` or `desc`; absent: `desc` for the order that is taken when none is named, else `asc`.
    #[serde(deserialize_with = "lenient::optional")]
    sort_direction: Option<String>,
}

impl SearchSortInfo {
    pub(super) fn order(&self, recycled: bool) -> Result<SearchOrder> {
        let sort = match self.sort_type.as_deref() {
            None if recycled => SortField::Recycled,
            None | Some("updateTime") => SortField::Edited,
            Some("fileName") => SortField::Name,
            Some("size") => SortField::Size,
            Some("type" | "fileSuffix") => SortField::Type,
            Some("createTime") => SortField::Created,
            Some("recycledTime") => SortField::Recycled,
            Some(_) => return Err(Error::parameter("sortType")),
        };
        let descending = match self.sort_direction.as_deref() {
            None => self.sort_type.is_none(),
            Some("desc") => true,
            Some("asc") => false,
            Some(_) => return Err(Error::parameter("sortDirection").with_limit("asc | desc")),
        };
        Ok(SearchOrder { sort, descending })
    }
}

/// The search that the conditions ask for; page and order are the caller's to add.
pub(super) fn command(ids: Ids<'_>, search_type: Option<&str>, filter: Filter) -> Result<Search> {
    let scope = match search_type.map(str::trim) {
        None => return Err(Code::SearchKindMissing.into()),
        Some("personal") => SearchScope::Personal,
        Some("team") => SearchScope::Teams,
        Some(_) => return Err(Code::SearchKindUnknown.into()),
    };
    if filter
        .key_word
        .as_ref()
        .is_some_and(|word| word.chars().count() > MAX_KEY_WORD)
    {
        return Err(Error::parameter("keyWord").with_limit(format!("0-{MAX_KEY_WORD}")));
    }
    let space = filter
        .container_id
        .as_deref()
        .map(|id| ids.read_container(id))
        .transpose()?;
    let parent = match (&filter.parent_folder, space) {
        (None, _) => None,
        (Some(_), None) => return Err(Error::parameter("containerId")),
        (Some(parent), Some(space)) => Some(ids.read_target(space, parent)?),
    };
    Ok(Search {
        scope,
        space,
        parent,
        recursive: false,
        recycled: false,
        name: filter.key_word,
        file_type: fields::file_type(filter.file_type)?,
        size: filter.size_range.as_deref().map(size_range).transpose()?,
        edited: filter
            .update_time_range
            .as_deref()
            .map(time_range)
            .transpose()?,
        creator: filter.owner_id,
        order: SearchOrder {
            sort: SortField::Edited,
            descending: true,
        },
        after: None,
        limit: MAX_PAGE,
    })
}

fn size_range(text: &str) -> Result<(u64, u64)> {
    let wrong = || Error::parameter("sizeRange").with_limit("min,max");
    let (from, to) = text.split_once(',').ok_or_else(wrong)?;
    let read = |part: &str, absent| match part.trim() {
        "" => Ok(absent),
        part => part.parse().map_err(|_| wrong()),
    };
    Ok((read(from, 0)?, read(to, u64::MAX)?))
}

fn time_range(text: &str) -> Result<(Timestamp, Timestamp)> {
    let wrong = || Error::parameter("updateTimeRange").with_limit("yyyy-MM-dd,yyyy-MM-dd");
    let (from, to) = text.split_once(',').ok_or_else(wrong)?;
    let from = match from.trim() {
        "" => Timestamp(0),
        from => moment(from).ok_or_else(wrong)?.0,
    };
    let to = match to.trim() {
        "" => Timestamp(i64::MAX),
        to => {
            let (to, day) = moment(to).ok_or_else(wrong)?;
            if day {
                Timestamp(to.plus_seconds(DAY_SECONDS).0 - 1)
            } else {
                to
            }
        }
    };
    Ok((from, to))
}

/// A time, or the beginning of a day (`true`).
fn moment(text: &str) -> Option<(Timestamp, bool)> {
    match Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")) {
        Some(day) => Some((day, true)),
        None => Timestamp::parse_rfc3339(text).map(|time| (time, false)),
    }
}
