//! Unlocking a folder.

use super::auth::Caller;
use super::delete::DirectoryRequest;
use super::dto::DirectoryResponse;
use super::errors::FailureBody;
use super::lock::require_safe_to_lock;
use super::reply::Reply;
use super::{Failed, TAG, Tools};
use crate::kit::Input;
use axum::extract::State;

/// Takes the lock off a folder: the caller's own, or that of somebody else where the caller manages the
/// folder. A folder without a lock stays as it is.
#[utoipa::path(
    post,
    path = "/v1/directories/unlock",
    tag = TAG,
    request_body = DirectoryRequest,
    responses((status = 200, body = Reply<DirectoryResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Input(request): Input<DirectoryRequest>,
) -> Result<Reply<DirectoryResponse>, Failed> {
    let ctx = &caller.ctx;
    let node = require_safe_to_lock(&tools, ctx, &request.dir_id).await?;
    tools.drive.unlock_node(ctx, node).await?;
    Ok(Reply::new(ctx, DirectoryResponse::id(node)))
}
