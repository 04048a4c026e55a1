//! 4.16.3: leaving shares of others.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::shares::cancel::ShareSubResponse;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_RECEIVED};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_model::{Result, ShareId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-355).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct ExitSharesRequest {
    /// The shares, 1-100.
    #[serde(default, deserialize_with = "lenient::list")]
    #[schema(value_type = Vec<String>)]
    share_ids: Vec<ShareId>,
}

/// What became of each (reference, table 4-356).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct ExitSharesResponse {
    /// An entry for each share, in the order of the call.
    sub_response_list: Vec<ShareSubResponse>,
}

/// Takes shares of others out of the caller's list (4.16.3). Those that name the caller are closed to
/// him from now on.
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/share/exit",
    tag = TAG_RECEIVED,
    request_body = ExitSharesRequest,
    responses((status = 200, body = Reply<ExitSharesResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(in super::super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<ExitSharesRequest>,
) -> Result<Reply<ExitSharesResponse>, Failed> {
    let ids = request.share_ids;
    let locale = caller.ctx.locale;
    let outcomes = koo.drive.exit_shares(&caller.ctx, ids.clone()).await?;
    let entries = ids.into_iter().zip(outcomes);
    let sub_response_list = entries
        .map(|(id, outcome)| ShareSubResponse::new(id, outcome, locale))
        .collect();
    Ok(Reply::new(locale, ExitSharesResponse { sub_response_list }))
}
