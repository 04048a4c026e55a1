//! 4.19.4: removing messages.

use super::change::{MessagesChangedResponse, MessagesRequest, change};
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_MESSAGES};
use crate::kit::{Input, Params};
use axum::extract::State;
use coffer_core::messages::MessageChange;

/// Removes messages (4.19.4). The reference lists no parameters: ids are taken from the body, as those
/// of 4.19.3 are, and from the query, because not every client sends a body with DELETE.
#[utoipa::path(
    delete,
    path = "/koodrive/ose/v1/message/batchDelete",
    tag = TAG_MESSAGES,
    params(("ids" = Option<String>, Query, description = "The messages, with commas between them; counted together with those of the body.")),
    request_body = Option<MessagesRequest>,
    responses((status = 200, body = Reply<MessagesChangedResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(query): Params<MessagesRequest>,
    Input(body): Input<MessagesRequest>,
) -> Result<Reply<MessagesChangedResponse>, Failed> {
    let ids = [query.ids, body.ids].concat();
    let changed = change(&koo, &caller.ctx, MessageChange::Delete, ids).await?;
    Ok(Reply::new(caller.ctx.locale, changed))
}
