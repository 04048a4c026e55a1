//! Addition: the folders of a folder.

use super::auth::Caller;
use super::errors::FailureBody;
use super::info::FolderInfo;
use super::pages::{self, Page};
use super::reply::ListReply;
use super::{Failed, TAG_OURS, Tools};
use crate::kit::Params;
use axum::extract::State;

/// Folders of one answer.
const MOST: u32 = 1_000;

/// Addition: the folders that are directly in a folder, in the order of names; at most 1,000 in one
/// answer.
#[utoipa::path(
    get,
    path = "/v1/directories/list",
    tag = TAG_OURS,
    params(Page),
    responses((status = 200, body = ListReply<FolderInfo>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(page): Params<Page>,
) -> Result<ListReply<FolderInfo>, Failed> {
    let (listed, next) = pages::read(&tools, &caller.ctx, &page, false, MOST).await?;
    let ids = listed.entries.iter().map(|entry| entry.id).collect();
    let folders = tools.drive.folders(&caller.ctx, ids).await?;
    let folders = folders.iter().map(FolderInfo::of).collect();
    Ok(ListReply::new(&caller.ctx, folders, next))
}
