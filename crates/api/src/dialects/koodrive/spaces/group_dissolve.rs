//! 4.3.9: dissolving a group space.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::GroupId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Path {
    /// The group.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    group_id: GroupId,
}

/// Dissolves a group with its space; the content goes in the background (4.3.9).
#[utoipa::path(
    delete,
    path = "/koodrive/ose/v1/space/group/{group_id}",
    tag = TAG_SPACES,
    params(Path),
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(path): Params<Path>,
) -> Result<Reply<Nothing>, Failed> {
    koo.drive
        .dissolve_group_space(&caller.ctx, path.group_id)
        .await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
