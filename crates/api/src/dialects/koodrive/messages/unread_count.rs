//! 4.19.1: how many messages the caller has not read.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_MESSAGES};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// The count (reference, table 4-398).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnreadCountResponse {
    /// Messages that were not read.
    count: u64,
}

/// How many messages the caller has not read (4.19.1).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/message/unreadCount",
    tag = TAG_MESSAGES,
    responses((status = 200, body = Reply<UnreadCountResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
) -> Result<Reply<UnreadCountResponse>, Failed> {
    let count = koo.drive.count_unread_messages(&caller.ctx).await?;
    Ok(Reply::new(caller.ctx.locale, UnreadCountResponse { count }))
}
