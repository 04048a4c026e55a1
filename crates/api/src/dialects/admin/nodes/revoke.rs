//! Taking roles on a folder or file.

use super::OneNode;
use super::dto::SubjectType;
use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::Reply;
use crate::dialects::admin::{Failed, TAG_RIGHTS, Tools};
use crate::kit::{Params, lenient, node_id};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_model::RoleId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The path and the query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(in crate::dialects::admin) struct Request {
    #[param(ignore)]
    id: String,
    /// From whom.
    subject_type: SubjectType,
    /// The id of that person, group or department.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    subject_id: i64,
    /// The id of the role; without it all of them.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    role_id: Option<RoleId>,
}

/// What was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Revoked)]
pub(in crate::dialects::admin) struct Answer {
    /// How many roles; 0 when there were none.
    revoked: u64,
}

/// Takes a role that somebody was granted on a folder or file, or all of them, for who manages it.
#[utoipa::path(
    delete,
    path = "/api/v1/nodes/{id}/grants",
    tag = TAG_RIGHTS,
    params(OneNode, Request),
    responses(
        (status = 200, body = Answer), (status = 400, body = FailureBody), (status = 401, body = FailureBody),
        (status = 403, body = FailureBody), (status = 404, body = FailureBody), (status = 409, body = FailureBody)
    )
)]
pub(in crate::dialects::admin) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(request): Params<Request>,
) -> Result<Response, Failed> {
    let node = node_id::read(&tools.drive, &request.id)?;
    let subject = request.subject_type.subject(request.subject_id);
    let revoked = tools
        .drive
        .revoke_roles(&caller.ctx, node, subject, request.role_id)
        .await?;
    Ok(Reply(Answer { revoked }).into_response())
}
