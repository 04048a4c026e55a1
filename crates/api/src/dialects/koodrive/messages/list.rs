//! 4.19.2: the caller's messages.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::page;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_MESSAGES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::messages::{ListMessages, MessageKind, MessageView};
use coffer_model::{Error, MessageId, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The page when none is asked for.
const PAGE: u32 = 100;

/// Query (reference, table 4-399).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    #[serde(default, deserialize_with = "lenient::optional")]
    page_size: Option<u32>,
    #[serde(default, deserialize_with = "lenient::optional")]
    page_cursor: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional")]
    filter_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional")]
    state: Option<u8>,
}

/// A page of messages (reference, table 4-401).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MessagesResponse {
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// The messages, the newest first.
    messages: Vec<MessageInfo>,
}

/// A message (reference, table 4-402).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct MessageInfo {
    /// The id.
    id: String,
    /// The name of the person who caused it, or the word for the system.
    sender: String,
    /// `000` share, `001` team, `002` system, `003` administration.
    r#type: String,
    /// The text, in the caller's language.
    context: String,
    /// 0 unread, 1 read.
    state: u8,
    /// When it came.
    create_time: String,
}

/// The caller's messages (4.19.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/message/list",
    tag = TAG_MESSAGES,
    params(
        ("pageSize" = Option<u32>, Query, description = "The most messages to answer, 1-100; 100 when absent."),
        ("pageCursor" = Option<String>, Query, description = "`nextCursor` of the page before; `0` is the beginning."),
        ("filterType" = Option<String>, Query, description = "`000` share, `001` team, `002` system, `003` administration; all when absent."),
        ("state" = Option<u8>, Query, description = "0 unread, 1 read; both when absent.")
    ),
    responses((status = 200, body = Reply<MessagesResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<MessagesResponse>, Failed> {
    let kind = request.filter_type.as_deref().map(kind).transpose()?;
    let read = request.state.map(read).transpose()?;
    let purpose = format!("messages {} {kind:?} {read:?}", caller.ctx.user());
    let before = page::after(&koo, &purpose, request.page_cursor)?;
    let command = ListMessages {
        kind,
        read,
        before: before.map(MessageId),
        limit: request.page_size.unwrap_or(PAGE),
    };
    let listed = koo.drive.list_messages(&caller.ctx, command).await?;
    let response = MessagesResponse {
        next_cursor: page::behind(&koo, &purpose, listed.next.map(|id| id.0))?,
        messages: listed.messages.into_iter().map(MessageInfo::from).collect(),
    };
    Ok(Reply::new(caller.ctx.locale, response))
}

fn kind(text: &str) -> Result<MessageKind> {
    let number = match text {
        "000" => Some(0),
        "001" => Some(1),
        "002" => Some(2),
        "003" => Some(3),
        _ => None,
    };
    number
        .and_then(MessageKind::from_number)
        .ok_or_else(|| Error::parameter("filterType").with_limit("000-003"))
}

fn read(state: u8) -> Result<bool> {
    match state {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::parameter("state").with_limit("0-1")),
    }
}

impl From<MessageView> for MessageInfo {
    fn from(message: MessageView) -> Self {
        Self {
            id: message.id.to_string(),
            sender: message.sender,
            r#type: format!("{:03}", message.kind as i64),
            context: message.text,
            state: u8::from(message.read),
            create_time: message.created_at.rfc3339_millis(),
        }
    }
}
