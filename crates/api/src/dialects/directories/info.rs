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
}

impl FolderInfo {
    pub(super) fn of(folder: &FolderView) -> Self {
        Self {
            folder: DirectoryResponse::of(folder),
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
    let folder = ids::node("dirId", &query.dir_id)?;
    let folder = tools.drive.folder(&caller.ctx, folder).await?;
    Ok(Reply::new(&caller.ctx, FolderInfo::of(&folder)))
}
