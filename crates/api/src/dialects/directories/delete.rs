//! Throwing a folder away.

use super::auth::Caller;
use super::dto::DirectoryResponse;
use super::errors::FailureBody;
use super::ids;
use super::reply::Reply;
use super::{Failed, TAG, Tools};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::files::{BatchAct, StartBatch};
use coffer_model::Error;
use serde::Deserialize;
use utoipa::ToSchema;

/// Body.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DirectoryRequest {
    /// The folder.
    #[serde(deserialize_with = "lenient::one")]
    pub(super) dir_id: String,
}

/// Throws a folder away, with all that is in it: into the recycle bin of its space.
#[utoipa::path(
    post,
    path = "/v1/directories/delete",
    tag = TAG,
    request_body = DirectoryRequest,
    responses((status = 200, body = Reply<DirectoryResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Input(request): Input<DirectoryRequest>,
) -> Result<Reply<DirectoryResponse>, Failed> {
    let (drive, ctx) = (&tools.drive, &caller.ctx);
    let id = ids::node(drive, ctx, "dirId", &request.dir_id).await?;
    let folder = drive.folder(ctx, id).await?;
    let command = StartBatch {
        space: folder.node.space,
        act: BatchAct::Recycle,
        nodes: vec![id],
    };
    let job = drive.start_batch(ctx, command).await?;
    // A batch of one has ended when it is recorded.
    let job = drive.job(ctx, job).await?;
    let failure = job.outcomes.into_iter().find_map(|outcome| outcome.failure);
    match failure {
        Some(key) => Err(Error::of_key(&key).into()),
        None => Ok(Reply::new(ctx, DirectoryResponse::of(&folder))),
    }
}
