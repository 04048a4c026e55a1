//! What the reader of messages does: count, list, mark, remove.

use super::{MessageKind, SLICE};
use crate::{Ctx, Drive};
use coffer_model::error::{Texts, fill};
use coffer_model::{Error, Locale, MessageId, Result, Timestamp};
use coffer_store::messages::{self, MessageFilter, MessageRow};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// The most messages of one page.
const MAX_PAGE: u32 = 100;
/// The most messages that one call names.
const MAX_IDS: usize = 1_000;

/// Which messages, and which page of them.
#[derive(Debug, Clone, Default)]
pub struct ListMessages {
    /// Only this kind.
    pub kind: Option<MessageKind>,
    /// Only those that were read, or that were not.
    pub read: Option<bool>,
    /// Only those older than this one.
    pub before: Option<MessageId>,
    /// The most to answer, at most 100.
    pub limit: u32,
}

/// A message in the reader's language.
#[derive(Debug, Clone)]
pub struct MessageView {
    /// The id.
    pub id: MessageId,
    /// What it is about.
    pub kind: MessageKind,
    /// The name of who caused it, or the word for the server.
    pub sender: String,
    /// The text.
    pub text: String,
    /// When it came.
    pub created_at: Timestamp,
    /// Whether it was read.
    pub read: bool,
}

/// A page of messages, the newest first.
#[derive(Debug, Clone)]
pub struct MessagePage {
    /// The messages.
    pub messages: Vec<MessageView>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<MessageId>,
}

/// What a call does to messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageChange {
    /// Mark it as read.
    Read,
    /// Remove it.
    Delete,
}

impl Drive {
    /// How many messages the caller has not read.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn count_unread_messages(&self, ctx: &Ctx) -> Result<u64> {
        let member = ctx.user();
        self.store()
            .read(move |tx| Ok(messages::find_unread(tx, member)?))
            .await
    }

    /// Messages of the caller, the newest first.
    ///
    /// # Errors
    /// `BadRequest` for a page of none or more than 100.
    pub async fn list_messages(&self, ctx: &Ctx, command: ListMessages) -> Result<MessagePage> {
        if !(1..=MAX_PAGE).contains(&command.limit) {
            return Err(Error::parameter("pageSize").with_limit(format!("1-{MAX_PAGE}")));
        }
        let (member, limit) = (ctx.user(), command.limit);
        let before = command.before.unwrap_or(MessageId(i64::MAX));
        let filter = MessageFilter {
            kind: command.kind.map(|kind| kind as i64),
            read: command.read,
        };
        let mut rows = self
            .store()
            .read(move |tx| Ok::<_, Error>(messages::list(tx, member, before, filter, limit + 1)?))
            .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.id);
        let messages = rows.into_iter().map(|row| view(ctx.locale, row)).collect();
        Ok(MessagePage { messages, next })
    }

    /// Marks or removes messages; answers those that changed by it. Messages of others
    /// do not change, nor do those that are not there.
    ///
    /// # Errors
    /// `BadRequest` for no id and for more than 1,000; `Forbidden` for who may only look.
    pub async fn change_messages(
        &self,
        ctx: &Ctx,
        change: MessageChange,
        ids: Vec<MessageId>,
    ) -> Result<BTreeSet<MessageId>> {
        ctx.require_full()?;
        if ids.is_empty() || ids.len() > MAX_IDS {
            return Err(Error::parameter("ids").with_limit(format!("1-{MAX_IDS}")));
        }
        let (member, now) = (ctx.user(), ctx.now);
        self.store()
            .write(move |tx| {
                let changed = match change {
                    MessageChange::Read => messages::mark_read(tx, member, &ids, now)?,
                    MessageChange::Delete => messages::delete(tx, member, &ids)?,
                };
                Ok(changed.into_iter().collect())
            })
            .await
    }

    /// Marks or removes every message that the caller has by now, slice by slice: each is a transaction
    /// of its own, and a call that is repeated goes on where the last one was cut off.
    ///
    /// # Errors
    /// `Forbidden` for who may only look.
    pub async fn change_all_messages(&self, ctx: &Ctx, change: MessageChange) -> Result<()> {
        ctx.require_full()?;
        let (member, now) = (ctx.user(), ctx.now);
        let before = MessageId(self.next_id());
        loop {
            let changed = self
                .store()
                .write(move |tx| {
                    Ok::<_, Error>(match change {
                        MessageChange::Read => {
                            messages::mark_slice_read(tx, member, before, now, SLICE)?
                        }
                        MessageChange::Delete => {
                            messages::delete_slice(tx, member, before, SLICE)? as u64
                        }
                    })
                })
                .await?;
            if changed < u64::from(SLICE) {
                return Ok(());
            }
        }
    }
}

/// A stored message in a language.
pub(crate) fn view(locale: Locale, row: MessageRow) -> MessageView {
    let texts = Texts::get(locale);
    let facts: HashMap<String, Value> = serde_json::from_str(&row.facts).unwrap_or_default();
    let values: Vec<(&str, String)> = facts
        .iter()
        .map(|(name, value)| {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.as_str(), value)
        })
        .collect();
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    MessageView {
        id: row.id,
        kind: MessageKind::from_number(row.kind).unwrap_or(MessageKind::System),
        sender: row
            .sender
            .unwrap_or_else(|| texts.text("message.sender.system").to_owned()),
        text: fill(texts.text(&row.text_key), &values),
        created_at: row.created_at,
        read: row.read_at.is_some(),
    }
}
