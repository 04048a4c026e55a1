//! Making a folder.

use super::auth::Caller;
use super::dto::DirectoryResponse;
use super::errors::FailureBody;
use super::ids;
use super::reply::Reply;
use super::{Failed, TAG, Tools};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::files::CreateFolder;
use coffer_core::{Ctx, NodeRef};
use coffer_model::node::OnClash;
use coffer_model::{Code, Error, NodeId, Result, SpaceId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Body.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateRequest {
    /// The name, at most 250 characters.
    #[serde(deserialize_with = "lenient::one")]
    name: String,
    /// The folder that will hold it; counts before `principalId`.
    #[serde(default, deserialize_with = "lenient::optional")]
    parent_id: Option<String>,
    /// Whose root will hold it: the id of a person, department, group or space. The caller's own when
    /// there is no parent either.
    #[serde(default, deserialize_with = "lenient::optional")]
    principal_id: Option<String>,
    /// Whether a folder of that name is answered instead of a failure.
    #[serde(default, deserialize_with = "lenient::optional")]
    skip: Option<bool>,
}

/// Makes a folder.
#[utoipa::path(
    post,
    path = "/v1/directories/create",
    tag = TAG,
    request_body = CreateRequest,
    responses((status = 200, body = Reply<DirectoryResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Input(request): Input<CreateRequest>,
) -> Result<Reply<DirectoryResponse>, Failed> {
    let (drive, ctx) = (&tools.drive, &caller.ctx);
    let (space, parent) = place(&tools, ctx, &request).await?;
    let command = CreateFolder {
        space,
        parent,
        name: request.name.clone(),
        on_clash: OnClash::Refuse,
        description: String::new(),
        created_at: None,
        edited_at: None,
    };
    let id = match drive.create_folder(ctx, command).await {
        Ok((id, _)) => id,
        Err(error) if error.code() == Code::NameTaken => {
            existing(&tools, ctx, (space, parent), &request)
                .await?
                .ok_or_else(|| error.with_name(request.name))?
        }
        Err(error) => return Err(error.into()),
    };
    let folder = drive.folder(ctx, id).await?;
    Ok(Reply::new(ctx, DirectoryResponse::of(&folder)))
}

/// The space and the folder to make it in.
async fn place(tools: &Tools, ctx: &Ctx, request: &CreateRequest) -> Result<(SpaceId, NodeRef)> {
    let drive = &tools.drive;
    if let Some(parent) = &request.parent_id {
        let parent = ids::node(drive, ctx, "parentId", parent).await?;
        let space = drive.space_of_node(ctx, parent).await?;
        return Ok((space, NodeRef::Id(parent)));
    }
    let space = match &request.principal_id {
        Some(principal) => ids::space_of(drive, ctx, principal).await?,
        None => ids::own_space(drive, ctx).await?.id,
    };
    Ok((space, NodeRef::Root))
}

/// The folder that is there, when that is as good.
async fn existing(
    tools: &Tools,
    ctx: &Ctx,
    (space, parent): (SpaceId, NodeRef),
    request: &CreateRequest,
) -> Result<Option<NodeId>, Error> {
    if !request.skip.unwrap_or(false) {
        return Ok(None);
    }
    tools
        .drive
        .find_folder(ctx, space, parent, &request.name)
        .await
}
