//! Closing a space before its time.

use super::super::auth::Caller;
use super::super::errors::FailureBody;
use super::super::reply::Reply;
use super::super::{Failed, TAG_EMERGENCIES, Tools};
use crate::kit::{Params, lenient, space_id};
use axum::extract::State;
use coffer_model::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which space, for whom.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in super::super) struct Request {
    /// The id of the space: a number, or as the other APIs spell it.
    #[param(ignore)]
    id: String,
    /// The super administrator for whom it is open; without this the caller.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    member_id: Option<UserId>,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct CloseAnswer {
    /// Whether it was open.
    closed: bool,
}

/// Closes somebody's personal space before its time. It is written into the audit log, and the owner is
/// told.
#[utoipa::path(
    delete,
    path = "/admin/v1/spaces/{id}/emergency",
    operation_id = "close_emergency",
    tag = TAG_EMERGENCIES,
    params(("id" = String, Path, description = "The id of the space: a number, or as the other APIs spell it."), Request),
    responses(
        (status = 200, body = CloseAnswer),
        (status = 400, body = FailureBody), (status = 401, body = FailureBody), (status = 403, body = FailureBody),
        (status = 404, body = FailureBody)
    )
)]
pub(in super::super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(request): Params<Request>,
) -> Result<Reply<CloseAnswer>, Failed> {
    let space = space_id::read(&tools.drive, &request.id)?;
    let closed = tools
        .drive
        .close_emergency(&caller.ctx, space, request.member_id)
        .await?;
    Ok(Reply(CloseAnswer { closed }))
}
