//! Giving a folder another name.

use super::auth::Caller;
use super::dto::DirectoryResponse;
use super::errors::FailureBody;
use super::ids;
use super::reply::Reply;
use super::{Failed, TAG, Tools};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::files::Rename;
use coffer_model::Code;
use coffer_model::node::OnClash;
use serde::Deserialize;
use utoipa::ToSchema;

/// Body.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RenameRequest {
    /// The folder.
    #[serde(deserialize_with = "lenient::one")]
    dir_id: String,
    /// The new name, at most 250 characters.
    #[serde(deserialize_with = "lenient::one")]
    name: String,
}

/// Gives a folder another name.
#[utoipa::path(
    post,
    path = "/v1/directories/rename",
    tag = TAG,
    request_body = RenameRequest,
    responses((status = 200, body = Reply<DirectoryResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Input(request): Input<RenameRequest>,
) -> Result<Reply<DirectoryResponse>, Failed> {
    let (drive, ctx) = (&tools.drive, &caller.ctx);
    let id = ids::node(drive, ctx, "dirId", &request.dir_id).await?;
    let folder = drive.folder(ctx, id).await?;
    let command = Rename {
        space: folder.node.space,
        node: id,
        name: request.name.clone(),
        on_clash: OnClash::Refuse,
    };
    let renamed = drive.rename(ctx, command).await;
    renamed.map_err(|error| match error.code() {
        Code::NameTaken => error.with_name(request.name),
        _ => error,
    })?;
    let folder = drive.folder(ctx, id).await?;
    Ok(Reply::new(ctx, DirectoryResponse::of(&folder)))
}
