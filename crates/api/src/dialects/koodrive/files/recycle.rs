//! 4.13.7: emptying the recycle bin.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::Input;
use axum::extract::State;
use coffer_model::Result;
use serde::Deserialize;
use utoipa::ToSchema;

/// Body (reference, table 4-277).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmptyBinRequest {
    /// The space.
    container_id: String,
}

/// Erases everything that is in the recycle bin now, in the background (4.13.7).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/recycle",
    tag = TAG_FILES,
    request_body = EmptyBinRequest,
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<EmptyBinRequest>,
) -> Result<Reply<Nothing>, Failed> {
    let space = Ids::of(&koo.drive).read_container(&request.container_id)?;
    koo.drive.empty_bin(&caller.ctx, space).await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
