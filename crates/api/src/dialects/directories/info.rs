//! Addition: one folder.

use super::auth::Caller;
use super::dto::DirectoryResponse;
use super::errors::FailureBody;
use super::ids;
use super::reply::Reply;
use super::{Failed, TAG_OURS, Tools};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::files::FolderView;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct InfoQuery {
    /// The folder.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String, rename = "dirId")]
    dir_id: String,
}

/// A folder with its lock.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FolderInfo {
    #[serde(flatten)]
    folder: DirectoryResponse,
    /// The lock on it or on a folder above: that of somebody else, else the caller's; null without one.
    lock: Option<LockResponse>,
}

/// A lock.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LockResponse {
    /// The folder that is locked; of one further up than the caller sees, the highest that he sees.
    dir_id: String,
    /// Who holds it.
    holder_id: String,
    /// The holder's name.
    holder_name: String,
    /// Why, in the holder's words; may be empty.
    reason: String,
    /// Since when, ISO 8601.
    locked_time: String,
}

impl FolderInfo {
    pub(super) fn of(folder: &FolderView) -> Self {
        Self {
            folder: DirectoryResponse::of(folder),
            lock: folder.lock.as_ref().map(|lock| LockResponse {
                dir_id: lock.node.to_string(),
                holder_id: lock.holder.id.to_string(),
                holder_name: lock.holder.name.clone(),
                reason: lock.reason.clone(),
                locked_time: lock.locked_at.rfc3339_millis(),
            }),
        }
    }
}

/// Addition: one folder, what the caller may do with it, and the lock that stands in the way.
#[utoipa::path(
    get,
    path = "/v1/directories/info",
    tag = TAG_OURS,
    params(InfoQuery),
    responses((status = 200, body = Reply<FolderInfo>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(query): Params<InfoQuery>,
) -> Result<Reply<FolderInfo>, Failed> {
    let folder = ids::node(&tools.drive, &caller.ctx, "dirId", &query.dir_id).await?;
    let folder = tools.drive.folder(&caller.ctx, folder).await?;
    Ok(Reply::new(&caller.ctx, FolderInfo::of(&folder)))
}
