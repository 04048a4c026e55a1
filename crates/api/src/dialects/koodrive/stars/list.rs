//! 4.14.2: what the caller has starred.

use super::entry::{Entries, StarFileInfo};
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::sort;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_STARS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::favourites::{ListFavourites, Star};
use coffer_model::file_type::FileType;
use coffer_model::{Error, NodeId, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The page when none is asked for.
const PAGE: u32 = 100;

/// Query (reference, table 4-299).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    #[serde(default, deserialize_with = "lenient::optional")]
    page_size: Option<u32>,
    #[serde(default, deserialize_with = "lenient::optional")]
    page_cursor: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional")]
    sort_type: Option<u8>,
    #[serde(default, deserialize_with = "lenient::optional")]
    sort_direction: Option<u8>,
    #[serde(default, deserialize_with = "lenient::optional")]
    file_type: Option<i64>,
}

/// A page of favourites (reference, table 4-301).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StarFilesResponse {
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Files that were erased for good, which this call took out of the list.
    auto_deleted: usize,
    /// The favourites.
    star_files: Vec<StarFileInfo>,
}

/// What the caller has starred (4.14.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/star/files",
    tag = TAG_STARS,
    params(
        ("pageSize" = Option<u32>, Query, description = "The most files to answer, 1-100; 100 when absent. A page that is not the last may have fewer."),
        ("pageCursor" = Option<String>, Query, description = "`nextCursor` of the page before; `0` is the beginning."),
        ("sortType" = Option<u8>, Query, description = "1: the time of starring, the only order."),
        ("sortDirection" = Option<u8>, Query, description = "1 the oldest first, 2 the newest first; 2 when absent."),
        ("fileType" = Option<String>, Query, description = "Only this kind: 10 folder, 15 picture, 20 video, 26 word, 27 excel, 28 ppt, 30 audio, 35 archive, 40 application, 45 other. Files in spaces that the caller may not use are left out.")
    ),
    responses((status = 200, body = Reply<StarFilesResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<StarFilesResponse>, Failed> {
    let descending = sort::newest_first((request.sort_type, 1), request.sort_direction)?;
    let file_type = request.file_type.map(file_type).transpose()?;
    let purpose = format!("stars {} {descending} {file_type:?}", caller.ctx.user());
    let cursor = request.page_cursor.filter(|cursor| cursor != "0");
    let after = cursor.map(|cursor| read_star(&koo, &purpose, &cursor));
    let command = ListFavourites {
        descending,
        file_type,
        after: after.transpose()?,
        limit: request.page_size.unwrap_or(PAGE),
    };
    let page = koo.drive.list_favourites(&caller.ctx, command).await?;
    let next_cursor = page.next.map(|star| write_star(&koo, &purpose, star));
    let entries = Entries::new(&koo.drive, &caller.ctx);
    let star_files = page.favourites.into_iter();
    let response = StarFilesResponse {
        next_cursor: next_cursor.transpose()?,
        auto_deleted: page.removed,
        star_files: star_files.map(|star| entries.entry(star)).collect(),
    };
    Ok(Reply::new(caller.ctx.locale, response))
}

fn file_type(number: i64) -> Result<FileType> {
    FileType::from_number(number).ok_or_else(|| Error::parameter("fileType"))
}

fn write_star(koo: &Koo, purpose: &str, star: Star) -> Result<String> {
    let payload = [star.at.0.to_be_bytes(), star.node.0.to_be_bytes()].concat();
    koo.cursors.encode(purpose, &payload)
}

fn read_star(koo: &Koo, purpose: &str, cursor: &str) -> Result<Star> {
    let wrong = || Error::parameter("pageCursor");
    let payload = koo.cursors.decode(purpose, cursor).map_err(|_| wrong())?;
    let (at, node) = payload.split_first_chunk().ok_or_else(wrong)?;
    let node = node.try_into().map_err(|_| wrong())?;
    Ok(Star {
        at: Timestamp(i64::from_be_bytes(*at)),
        node: NodeId(i64::from_be_bytes(node)),
    })
}
