//! What batches of messages have in common.

use crate::dialects::koodrive::state::Koo;
use coffer_core::Ctx;
use coffer_core::messages::MessageChange;
use coffer_model::{Error, MessageId, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The most ids of one call.
const MAX_IDS: usize = 1_000;

/// Which messages (reference, table 4-404).
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct MessagesRequest {
    /// The messages, 1-1000.
    #[serde(default, deserialize_with = "crate::kit::lenient::comma_list")]
    pub(super) ids: Vec<String>,
}

/// What became of each (reference, tables 4-405 and 4-408).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessagesChangedResponse {
    /// In the order of the request.
    messages: Vec<UpdateMessageStateResponse>,
}

/// What became of a message (reference, tables 4-406 and 4-409).
#[derive(Debug, Serialize, ToSchema)]
struct UpdateMessageStateResponse {
    /// The message.
    id: String,
    /// Whether it was changed: not one of somebody else, nor one that was as it should be already.
    changed: bool,
}

/// Changes messages that are named by text; what is no id is no message of the caller's.
pub(super) async fn change(
    koo: &Koo,
    ctx: &Ctx,
    change: MessageChange,
    ids: Vec<String>,
) -> Result<MessagesChangedResponse> {
    if ids.is_empty() || ids.len() > MAX_IDS {
        return Err(Error::parameter("ids").with_limit(format!("1-{MAX_IDS}")));
    }
    let known: BTreeSet<MessageId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let changed = if known.is_empty() {
        BTreeSet::new()
    } else {
        let known = known.into_iter().collect();
        koo.drive.change_messages(ctx, change, known).await?
    };
    let messages = ids
        .into_iter()
        .map(|id| UpdateMessageStateResponse {
            changed: id.parse().is_ok_and(|id| changed.contains(&id)),
            id,
        })
        .collect();
    Ok(MessagesChangedResponse { messages })
}
