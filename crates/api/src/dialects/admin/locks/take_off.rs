//! Taking a lock off.

use super::super::auth::Caller;
use super::super::errors::FailureBody;
use super::super::reply::Reply;
use super::super::{Failed, TAG_LOCKS, Tools};
use super::Target;
use crate::kit::{Params, node_id};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct UnlockAnswer {
    /// Whether there was a lock.
    unlocked: bool,
}

/// Takes the lock off a folder or file. Taking off the lock of somebody else needs the right to do so, is
/// written into the audit log, and its holder is told.
#[utoipa::path(
    delete,
    path = "/api/v1/nodes/{id}/lock",
    operation_id = "take_off_lock",
    tag = TAG_LOCKS,
    params(Target),
    responses(
        (status = 200, body = UnlockAnswer),
        (status = 401, body = FailureBody), (status = 403, body = FailureBody), (status = 404, body = FailureBody),
        (status = 409, body = FailureBody),
        (status = 423, description = "What is locked by somebody else is further up.", body = FailureBody),
        (status = 500, body = FailureBody)
    )
)]
pub(in super::super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(target): Params<Target>,
) -> Result<Reply<UnlockAnswer>, Failed> {
    let node = node_id::read(&tools.drive, &target.id)?;
    let unlocked = tools.drive.unlock_node(&caller.ctx, node).await?;
    Ok(Reply(UnlockAnswer { unlocked }))
}
