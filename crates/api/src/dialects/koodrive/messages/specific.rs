//! 4.19.5: marking or removing all messages.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_MESSAGES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::messages::MessageChange;
use coffer_model::{Error, Result};
use serde::Deserialize;

/// Query (reference, table 4-410).
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    #[serde(deserialize_with = "lenient::one")]
    operate: u8,
}

/// Marks every message of the caller as read, or removes every one (4.19.5).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/message/specific",
    tag = TAG_MESSAGES,
    params(("operate" = u8, Query, description = "0 marks all as read, 1 removes all.")),
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Nothing>, Failed> {
    let change = change(request.operate)?;
    koo.drive.change_all_messages(&caller.ctx, change).await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}

fn change(operate: u8) -> Result<MessageChange> {
    match operate {
        0 => Ok(MessageChange::Read),
        1 => Ok(MessageChange::Delete),
        _ => Err(Error::parameter("operate").with_limit("0-1")),
    }
}
