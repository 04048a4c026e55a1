//! 4.3.4: what a space may hold, and whether it can be used.

use super::any_kind;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use coffer_core::organisation::ChangeSpace;
use coffer_model::Error;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Path {
    /// The department, user or group, by type.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    owner_id: i64,
}

/// Body (reference, table 4-66).
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ChangeSpaceRequest {
    /// 0 it can be used, 1 nothing in it can be read or changed. Absent: unchanged.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    status: Option<i64>,
    /// The capacity in GiB; less than what is used stops uploads. Absent: unchanged.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    capacity: Option<u64>,
    /// 0 department, 1 personal, 2 group.
    #[serde(rename = "type", deserialize_with = "lenient::one")]
    kind: i64,
}

/// Changes the capacity of a space, disables or enables it (4.3.4).
#[utoipa::path(
    put,
    path = "/koodrive/ose/v1/space/{owner_id}",
    tag = TAG_SPACES,
    params(Path),
    request_body = ChangeSpaceRequest,
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(path): Params<Path>,
    Input(request): Input<ChangeSpaceRequest>,
) -> Result<Reply<Nothing>, Failed> {
    let kind = any_kind(request.kind)?;
    let disabled = match request.status {
        None => None,
        Some(0) => Some(false),
        Some(1) => Some(true),
        Some(_) => return Err(Error::parameter("status").with_limit("0-1").into()),
    };
    let change = ChangeSpace {
        disabled,
        capacity_gib: request.capacity,
    };
    koo.drive
        .change_space(&caller.ctx, kind, path.owner_id, change)
        .await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
