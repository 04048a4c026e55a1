//! 4.15.5: calling shares off.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::{self, FailureBody};
use crate::dialects::koodrive::reply::{Reply, success};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SHARES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_model::{Locale, Result, ShareId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-339).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CancelSharesRequest {
    /// The shares, 1-100.
    #[serde(default, deserialize_with = "lenient::list")]
    #[schema(value_type = Vec<String>)]
    share_ids: Vec<ShareId>,
}

/// What became of each (reference, table 4-340).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CancelSharesResponse {
    /// An entry for each share, in the order of the call.
    sub_response_list: Vec<ShareSubResponse>,
}

/// What became of one share (reference, tables 4-341 and 4-357).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareSubResponse {
    /// The share.
    #[schema(value_type = String)]
    share_id: ShareId,
    /// 0, or the number of what is in the way.
    code: i64,
    /// The same in words.
    message: String,
}

impl ShareSubResponse {
    pub(super) fn new(share_id: ShareId, outcome: Result<()>, locale: Locale) -> Self {
        let (code, message) = match outcome {
            Ok(()) => (0, success(locale).to_owned()),
            Err(error) => (errors::number(error.code()).1, errors::text(&error, locale)),
        };
        Self {
            share_id,
            code,
            message,
        }
    }
}

/// Calls shares of the caller off (4.15.5).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/share/cancel",
    tag = TAG_SHARES,
    request_body = CancelSharesRequest,
    responses((status = 200, body = Reply<CancelSharesResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<CancelSharesRequest>,
) -> Result<Reply<CancelSharesResponse>, Failed> {
    let ids = request.share_ids;
    let locale = caller.ctx.locale;
    let outcomes = koo.drive.cancel_shares(&caller.ctx, ids.clone()).await?;
    let entries = ids.into_iter().zip(outcomes);
    let sub_response_list = entries
        .map(|(id, outcome)| ShareSubResponse::new(id, outcome, locale))
        .collect();
    Ok(Reply::new(
        locale,
        CancelSharesResponse { sub_response_list },
    ))
}
