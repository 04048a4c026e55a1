//! Opening somebody's space.

use super::super::auth::Caller;
use super::super::errors::FailureBody;
use super::super::reply::Reply;
use super::super::{Failed, TAG_EMERGENCIES, Tools};
use super::EmergencyBody;
use crate::kit::{Input, Params, space_id};
use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which space.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub(in super::super) struct Target {
    /// The id of the space: a number, or as the other APIs spell it.
    id: String,
}

/// Why, and for how long.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct EmergencyRequest {
    /// Why: the owner reads it, and the audit log has it. 1 to 255 characters.
    reason: String,
    /// For how many minutes: 1 to 1440.
    minutes: u32,
}

/// Opens somebody's personal space for the caller, a super administrator: what is in it can be listed,
/// searched, fetched and copied out until the time is over, and nothing else. It is written into the
/// audit log, and the owner is told.
#[utoipa::path(
    put,
    path = "/admin/v1/spaces/{id}/emergency",
    operation_id = "open_emergency",
    tag = TAG_EMERGENCIES,
    params(Target),
    request_body = EmergencyRequest,
    responses(
        (status = 200, body = EmergencyBody),
        (status = 400, body = FailureBody), (status = 401, body = FailureBody), (status = 403, body = FailureBody),
        (status = 404, body = FailureBody), (status = 409, body = FailureBody)
    )
)]
pub(in super::super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(target): Params<Target>,
    Input(request): Input<EmergencyRequest>,
) -> Result<Reply<EmergencyBody>, Failed> {
    let space = space_id::read(&tools.drive, &target.id)?;
    let opened = tools
        .drive
        .open_emergency(&caller.ctx, space, &request.reason, request.minutes)
        .await?;
    Ok(Reply(opened.into()))
}
