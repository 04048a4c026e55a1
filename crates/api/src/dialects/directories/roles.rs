//! Addition: the roles that can be granted.

use super::auth::Caller;
use super::dto::Permissions;
use super::errors::FailureBody;
use super::reply::ListReply;
use super::{Failed, TAG_OURS, Tools};
use axum::extract::State;
use coffer_core::rights::{MAX_ROLE_PAGE, RoleView};
use coffer_model::RoleId;
use serde::Serialize;
use utoipa::ToSchema;

/// A role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RoleResponse {
    /// The id.
    id: String,
    /// The name; that of a built-in role is the same in every language.
    name: String,
    /// Whether it is there without anybody defining it.
    built_in: bool,
    /// What it allows.
    permissions: Permissions,
}

impl From<RoleView> for RoleResponse {
    fn from(role: RoleView) -> Self {
        Self {
            id: role.id.to_string(),
            name: role.name,
            built_in: role.built_in,
            permissions: Permissions::of(role.rights),
        }
    }
}

/// Addition: all roles that can be granted. There are a few hundred at most.
#[utoipa::path(
    get,
    path = "/v1/roles",
    tag = TAG_OURS,
    responses((status = 200, body = ListReply<RoleResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
) -> Result<ListReply<RoleResponse>, Failed> {
    let mut roles = Vec::new();
    let mut after = Some(RoleId(0));
    while let Some(place) = after {
        let page = tools.drive.list_roles(&caller.ctx, place, MAX_ROLE_PAGE);
        let (page, next) = page.await?;
        roles.extend(page.into_iter().map(RoleResponse::from));
        after = next;
    }
    Ok(ListReply::new(&caller.ctx, roles, None))
}
