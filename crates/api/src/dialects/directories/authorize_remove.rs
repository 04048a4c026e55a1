//! Taking roles on a folder.

use super::auth::Caller;
use super::errors::FailureBody;
use super::reply::Reply;
use super::targets::TargetType;
use super::{Failed, TAG, Tools, ids};
use crate::kit::{Input, lenient};
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

/// Body.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthorizeRemoveRequest {
    /// The folder.
    #[serde(deserialize_with = "lenient::one")]
    dir_id: String,
    /// From whom.
    #[serde(deserialize_with = "lenient::one")]
    target: String,
    /// What the target is: 1 a person; 2 a group or department; 3 a department (an addition).
    #[serde(deserialize_with = "lenient::one")]
    target_type: i64,
}

/// Takes all roles that the target has on the folder itself. Whoever has none loses none.
#[utoipa::path(
    post,
    path = "/v1/directories/authorize/remove",
    tag = TAG,
    request_body = AuthorizeRemoveRequest,
    responses((status = 200, body = Reply<String>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Input(request): Input<AuthorizeRemoveRequest>,
) -> Result<Reply<&'static str>, Failed> {
    let (drive, ctx) = (&tools.drive, &caller.ctx);
    let node = ids::node(drive, ctx, "dirId", &request.dir_id).await?;
    let target_type = TargetType::read(request.target_type)?;
    let node = drive.folder(ctx, node).await?.node.id;
    let subject = target_type
        .subject(&tools, ctx, "target", &request.target)
        .await?;
    drive.revoke_roles(ctx, node, subject, None).await?;
    Ok(Reply::new(ctx, "Authorize remove success"))
}
