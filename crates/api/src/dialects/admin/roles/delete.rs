//! Removing a role.

use super::OneRole;
use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::done;
use crate::dialects::admin::{Failed, TAG_ROLES, Tools};
use crate::kit::Params;
use axum::extract::State;
use axum::response::Response;

/// Removes a role that super administrators defined and that is granted nowhere, for them.
#[utoipa::path(
    delete,
    path = "/admin/v1/roles/{id}",
    tag = TAG_ROLES,
    params(OneRole),
    responses(
        (status = 204), (status = 400, body = FailureBody), (status = 401, body = FailureBody),
        (status = 403, body = FailureBody), (status = 404, body = FailureBody), (status = 409, body = FailureBody)
    )
)]
pub(in crate::dialects::admin) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(one): Params<OneRole>,
) -> Result<Response, Failed> {
    tools.drive.delete_role(&caller.ctx, one.id).await?;
    Ok(done())
}
