//! Defining a role.

use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::Reply;
use crate::dialects::admin::{Failed, TAG_ROLES, Tools};
use crate::kit::{Input, lenient};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_model::rights::Rights;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRole)]
pub(in crate::dialects::admin) struct Request {
    /// The name: 1 to 64 characters, none of `< > : ~ * ? / | \ "`; no other role has it.
    #[serde(deserialize_with = "lenient::one")]
    name: String,
    /// What it allows: one right or more. Every right brings `readable`, and `manageable` brings
    /// `unlockable`.
    #[serde(deserialize_with = "lenient::list")]
    #[schema(example = json!(super::EXAMPLE))]
    rights: Vec<String>,
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Made)]
pub(in crate::dialects::admin) struct Answer {
    /// Its id.
    id: String,
}

/// Defines a role, for super administrators.
#[utoipa::path(
    post,
    path = "/admin/v1/roles",
    tag = TAG_ROLES,
    request_body = Request,
    responses(
        (status = 201, body = Answer), (status = 400, body = FailureBody), (status = 401, body = FailureBody),
        (status = 403, body = FailureBody), (status = 409, body = FailureBody)
    )
)]
pub(in crate::dialects::admin) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Input(request): Input<Request>,
) -> Result<Response, Failed> {
    let rights = Rights::from_keys(request.rights.iter().map(String::as_str))?;
    let role = tools
        .drive
        .create_role(&caller.ctx, &request.name, rights)
        .await?;
    let answer = Answer {
        id: role.to_string(),
    };
    Ok((StatusCode::CREATED, Reply(answer)).into_response())
}
