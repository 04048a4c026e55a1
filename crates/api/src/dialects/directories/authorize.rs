//! Granting roles on a folder.

use super::auth::Caller;
use super::errors::FailureBody;
use super::reply::Reply;
use super::targets::TargetType;
use super::{Failed, TAG, Tools, ids};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::rights::{GrantRoles, MAX_SUBJECTS};
use coffer_model::{Error, RoleId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Body.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthorizeRequest {
    /// The folder.
    #[serde(deserialize_with = "lenient::one")]
    dir_id: String,
    /// The roles, 1-20.
    #[serde(deserialize_with = "lenient::list")]
    role_ids: Vec<String>,
    /// To whom, 1-100.
    #[serde(deserialize_with = "lenient::list")]
    auth_target: Vec<String>,
    /// What the targets are: 1 people; 2 groups or departments; 3 departments (an addition).
    #[serde(deserialize_with = "lenient::one")]
    target_type: i64,
}

/// Grants each of the roles to each of the targets, on the folder and on all that is below. What is
/// granted already stays.
#[utoipa::path(
    post,
    path = "/v1/directories/authorize",
    tag = TAG,
    request_body = AuthorizeRequest,
    responses((status = 200, body = Reply<String>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Input(request): Input<AuthorizeRequest>,
) -> Result<Reply<&'static str>, Failed> {
    let (drive, ctx) = (&tools.drive, &caller.ctx);
    let node = ids::node(drive, ctx, "dirId", &request.dir_id).await?;
    let target_type = TargetType::read(request.target_type)?;
    // Each of them is looked up.
    if !(1..=MAX_SUBJECTS).contains(&request.auth_target.len()) {
        let limit = format!("1-{MAX_SUBJECTS}");
        return Err(Error::parameter("authTarget").with_limit(limit).into());
    }
    let roles: coffer_model::Result<Vec<RoleId>> = request
        .role_ids
        .iter()
        .map(|id| ids::number("roleIds", id).map(RoleId))
        .collect();
    let mut command = GrantRoles {
        node: drive.folder(ctx, node).await?.node.id,
        subjects: Vec::with_capacity(request.auth_target.len()),
        roles: roles?,
    };
    for text in &request.auth_target {
        let subject = target_type.subject(&tools, ctx, "authTarget", text).await?;
        command.subjects.push(subject);
    }
    drive.grant_roles(ctx, command).await?;
    Ok(Reply::new(ctx, "Authorize success"))
}
