//! Granting roles on a folder or file.

use super::OneNode;
use super::dto::SubjectType;
use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::done;
use crate::dialects::admin::{Failed, TAG_RIGHTS, Tools};
use crate::kit::{Input, Params, lenient, node_id};
use axum::extract::State;
use axum::response::Response;
use coffer_core::rights::GrantRoles;
use coffer_model::RoleId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Which roles, and to whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schema(as = NewGrants)]
pub(in crate::dialects::admin) struct Request {
    /// To whom.
    subject_type: SubjectType,
    /// The id of that person, group or department.
    #[serde(deserialize_with = "lenient::one")]
    #[schema(value_type = String)]
    subject_id: i64,
    /// The ids of the roles: 1 to 20.
    #[serde(deserialize_with = "lenient::list")]
    #[schema(value_type = Vec<String>)]
    role_ids: Vec<RoleId>,
}

/// Grants roles on a folder or file, for who manages it; nobody grants more than he may do there
/// himself. What was granted before stays. They count for everything below as well.
#[utoipa::path(
    put,
    path = "/api/v1/nodes/{id}/grants",
    tag = TAG_RIGHTS,
    params(OneNode),
    request_body = Request,
    responses(
        (status = 204), (status = 400, body = FailureBody), (status = 401, body = FailureBody),
        (status = 403, body = FailureBody), (status = 404, body = FailureBody), (status = 409, body = FailureBody)
    )
)]
pub(in crate::dialects::admin) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(one): Params<OneNode>,
    Input(request): Input<Request>,
) -> Result<Response, Failed> {
    let command = GrantRoles {
        node: node_id::read(&tools.drive, &one.id)?,
        subjects: vec![request.subject_type.subject(request.subject_id)],
        roles: request.role_ids,
    };
    tools.drive.grant_roles(&caller.ctx, command).await?;
    Ok(done())
}
