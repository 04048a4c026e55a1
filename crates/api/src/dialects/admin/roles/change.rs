//! Changing a role.

use super::OneRole;
use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::done;
use crate::dialects::admin::{Failed, TAG_ROLES, Tools};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use axum::response::Response;
use coffer_model::rights::Rights;
use serde::Deserialize;
use utoipa::ToSchema;

/// What changes; what is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RoleChange)]
pub(in crate::dialects::admin) struct Request {
    /// The name.
    #[serde(default, deserialize_with = "lenient::optional")]
    name: Option<String>,
    /// What it allows. Who has the role may do that at once.
    #[serde(default)]
    rights: Option<Vec<String>>,
}

/// Changes a role that super administrators defined, for them.
#[utoipa::path(
    patch,
    path = "/admin/v1/roles/{id}",
    tag = TAG_ROLES,
    params(OneRole),
    request_body = Request,
    responses(
        (status = 204), (status = 400, body = FailureBody), (status = 401, body = FailureBody),
        (status = 403, body = FailureBody), (status = 404, body = FailureBody), (status = 409, body = FailureBody)
    )
)]
pub(in crate::dialects::admin) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(one): Params<OneRole>,
    Input(request): Input<Request>,
) -> Result<Response, Failed> {
    let rights = request.rights.as_ref();
    let rights = rights.map(|keys| Rights::from_keys(keys.iter().map(String::as_str)));
    let rights = rights.transpose()?;
    tools
        .drive
        .change_role(&caller.ctx, one.id, request.name, rights)
        .await?;
    Ok(done())
}
