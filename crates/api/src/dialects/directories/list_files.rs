//! The files of a folder.

use super::auth::Caller;
use super::dto::FileItemResult;
use super::errors::FailureBody;
use super::pages::{self, Page};
use super::reply::ListReply;
use super::{Failed, TAG, Tools};
use crate::kit::Params;
use axum::extract::State;

/// Files of one answer.
const MOST: u32 = 10_000;

/// The files that are directly in a folder, in the order of names; at most 10,000 in one answer.
#[utoipa::path(
    get,
    path = "/v1/directories/file/list",
    tag = TAG,
    params(Page),
    responses((status = 200, body = ListReply<FileItemResult>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(page): Params<Page>,
) -> Result<ListReply<FileItemResult>, Failed> {
    let (listed, next) = pages::read(&tools, &caller.ctx, &page, true, MOST).await?;
    let files = listed.entries.iter().map(FileItemResult::of).collect();
    Ok(ListReply::new(&caller.ctx, files, next))
}
