//! Locking a folder.

use super::auth::Caller;
use super::dto::DirectoryResponse;
use super::errors::FailureBody;
use super::reply::Reply;
use super::{Failed, TAG, Tools, ids};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_model::{Code, Error, NodeId, Result};
use serde::Deserialize;
use utoipa::ToSchema;

/// Body.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LockRequest {
    /// The folder.
    #[serde(deserialize_with = "lenient::one")]
    dir_id: String,
    /// Addition: why, at most 255 characters.
    #[serde(default, deserialize_with = "lenient::optional")]
    reason: Option<String>,
}

/// Locks a folder: nobody but the caller changes anything in it, until it is unlocked.
#[utoipa::path(
    post,
    path = "/v1/directories/lock",
    tag = TAG,
    request_body = LockRequest,
    responses((status = 200, body = Reply<DirectoryResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Input(request): Input<LockRequest>,
) -> Result<Reply<DirectoryResponse>, Failed> {
    let ctx = &caller.ctx;
    let node = require_safe_to_lock(&tools, ctx, &request.dir_id).await?;
    let reason = request.reason.unwrap_or_default();
    tools.drive.lock_node(ctx, node, &reason).await?;
    Ok(Reply::new(ctx, DirectoryResponse::id(node)))
}

/// The folder, unless it is one that this protocol neither locks nor unlocks.
pub(super) async fn require_safe_to_lock(tools: &Tools, ctx: &Ctx, text: &str) -> Result<NodeId> {
    let node = ids::node(&tools.drive, ctx, "dirId", text).await?;
    match tools.drive.folder(ctx, node).await {
        Ok(folder) if folder.in_safe => Err(Error::new(Code::FolderUnsafe)),
        Ok(folder) => Ok(folder.node.id),
        Err(error) if error.code() == Code::SpaceDisabled => Err(Error::new(Code::FolderUnsafe)),
        Err(error) => Err(error),
    }
}
