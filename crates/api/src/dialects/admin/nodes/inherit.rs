//! Breaking the inheritance of rights, and mending it.

use super::OneNode;
use crate::dialects::admin::auth::Caller;
use crate::dialects::admin::errors::FailureBody;
use crate::dialects::admin::reply::done;
use crate::dialects::admin::{Failed, TAG_RIGHTS, Tools};
use crate::kit::{Input, Params, lenient, node_id};
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

/// How it shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Inheritance)]
pub(in crate::dialects::admin) struct Request {
    /// Whether rights from above count.
    #[serde(deserialize_with = "lenient::one")]
    inherit: bool,
    /// Whether what is granted above is granted here as well when it stops counting; `false` without it.
    #[serde(default, deserialize_with = "lenient::optional")]
    keep: Option<bool>,
}

/// Says whether a folder or file takes rights from above, for who manages it. Where it does not, what is
/// granted on it counts, and the rights of those who have all rights in the space.
#[utoipa::path(
    put,
    path = "/api/v1/nodes/{id}/inheritance",
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
    let node = node_id::read(&tools.drive, &one.id)?;
    let keep = request.keep.unwrap_or_default();
    tools
        .drive
        .set_inheritance(&caller.ctx, node, request.inherit, keep)
        .await?;
    Ok(done())
}
