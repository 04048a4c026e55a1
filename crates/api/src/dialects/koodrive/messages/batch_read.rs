//! 4.19.3: marking messages as read.

use super::change::{MessagesChangedResponse, MessagesRequest, change};
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_MESSAGES};
use crate::kit::Input;
use axum::extract::State;
use coffer_core::messages::MessageChange;

/// Marks messages as read (4.19.3).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/message/batchRead",
    tag = TAG_MESSAGES,
    request_body = MessagesRequest,
    responses((status = 200, body = Reply<MessagesChangedResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<MessagesRequest>,
) -> Result<Reply<MessagesChangedResponse>, Failed> {
    let changed = change(&koo, &caller.ctx, MessageChange::Read, request.ids).await?;
    Ok(Reply::new(caller.ctx.locale, changed))
}
