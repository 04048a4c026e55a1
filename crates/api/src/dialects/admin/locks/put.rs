//! Locking.

use super::super::auth::Caller;
use super::super::errors::FailureBody;
use super::super::reply::Reply;
use super::super::{Failed, TAG_LOCKS, Tools};
use super::{LockAnswer, Target};
use crate::kit::{Input, Params, node_id};
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

/// What to say of the lock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct LockRequest {
    /// Why, for others to read; at most 255 characters.
    #[serde(default)]
    reason: String,
}

/// Locks a folder with all that is below, or a file: nobody but the caller changes it until the lock is
/// taken off. Who holds the lock already gives it another reason.
#[utoipa::path(
    put,
    path = "/api/v1/nodes/{id}/lock",
    operation_id = "put_lock",
    tag = TAG_LOCKS,
    params(Target),
    request_body = LockRequest,
    responses(
        (status = 200, body = LockAnswer),
        (status = 400, body = FailureBody), (status = 401, body = FailureBody), (status = 403, body = FailureBody),
        (status = 404, body = FailureBody), (status = 409, body = FailureBody),
        (status = 423, description = "Somebody else has locked it, or something above or below.", body = FailureBody)
    )
)]
pub(in super::super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(target): Params<Target>,
    Input(request): Input<LockRequest>,
) -> Result<Reply<LockAnswer>, Failed> {
    let node = node_id::read(&tools.drive, &target.id)?;
    let lock = tools
        .drive
        .lock_node(&caller.ctx, node, &request.reason)
        .await?;
    Ok(Reply(Some(lock).into()))
}
