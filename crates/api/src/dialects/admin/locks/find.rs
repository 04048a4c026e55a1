//! Who has locked something.

use super::super::auth::Caller;
use super::super::errors::FailureBody;
use super::super::reply::Reply;
use super::super::{Failed, TAG_LOCKS, Tools};
use super::{LockAnswer, Target};
use crate::kit::{Params, node_id};
use axum::extract::State;

/// The lock on a folder or file that counts for the caller: one of somebody else on it or on something
/// above it, else one of his own.
#[utoipa::path(
    get,
    path = "/api/v1/nodes/{id}/lock",
    operation_id = "find_lock",
    tag = TAG_LOCKS,
    params(Target),
    responses(
        (status = 200, body = LockAnswer),
        (status = 401, body = FailureBody), (status = 404, body = FailureBody),
        (status = 409, body = FailureBody), (status = 500, body = FailureBody)
    )
)]
pub(in super::super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(target): Params<Target>,
) -> Result<Reply<LockAnswer>, Failed> {
    let node = node_id::read(&tools.drive, &target.id)?;
    let lock = tools.drive.find_lock(&caller.ctx, node).await?;
    Ok(Reply(lock.into()))
}
