//! What people are told: stored in the transaction of what it tells, read in the reader's language.

mod read;

pub(crate) use read::view;

pub use read::{ListMessages, MessageChange, MessagePage, MessageView};

use crate::ctx::OPERATOR;
use crate::{Ctx, Drive};
use coffer_model::{Error, MessageId, Result, TenantId, Timestamp, UserId};
use coffer_store::Tx;
use coffer_store::messages::{self, NewMessage};
use serde_json::Value;

/// How long messages are kept.
const KEEP_SECONDS: i64 = 180 * 24 * 3_600;
/// Messages changed or removed in one transaction.
const SLICE: u32 = 500;

/// What a message is about. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum MessageKind {
    /// What somebody shares with the reader.
    Share = 0,
    /// A team that the reader belongs to.
    Team = 1,
    /// What the server did.
    System = 2,
    /// What administrators have to know.
    Administration = 3,
}

impl MessageKind {
    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Share, Self::Team, Self::System, Self::Administration]
            .into_iter()
            .find(|kind| *kind as i64 == number)
    }
}

/// A message: the key of its text in the locales, and what fills the holes.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) kind: MessageKind,
    pub(crate) text_key: &'static str,
    pub(crate) facts: Value,
}

impl Drive {
    /// Tells somebody something in the name of the server.
    pub(crate) fn tell(
        &self,
        tx: &mut Tx<'_>,
        tenant: TenantId,
        to: UserId,
        message: &Message,
        now: Timestamp,
    ) -> Result<()> {
        self.deliver(tx, (tenant, None), &[to], message, now)
    }

    /// Tells several people what the caller did: a few statements, however many they are. Who is named
    /// twice is told once, and who was removed is told nothing.
    pub(crate) fn tell_many(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        to: &[UserId],
        message: &Message,
    ) -> Result<()> {
        let sender = (ctx.user() != OPERATOR).then(|| ctx.user());
        self.deliver(tx, (ctx.tenant, sender), to, message, ctx.now)
    }

    fn deliver(
        &self,
        tx: &mut Tx<'_>,
        (tenant, sender): (TenantId, Option<UserId>),
        to: &[UserId],
        message: &Message,
        now: Timestamp,
    ) -> Result<()> {
        if to.is_empty() {
            return Ok(());
        }
        let mut people = to.to_vec();
        people.sort_unstable();
        people.dedup();
        let copies: Vec<(MessageId, UserId)> = people
            .into_iter()
            .map(|person| (MessageId(self.next_id()), person))
            .collect();
        let new = NewMessage {
            tenant,
            sender,
            kind: message.kind as i64,
            text_key: message.text_key,
            facts: &message.facts.to_string(),
            created_at: now,
        };
        Ok(messages::insert(tx, &new, &copies)?)
    }

    /// Removes messages that are too old, in slices.
    pub(crate) async fn sweep_messages(&self) -> Result<()> {
        let oldest = self.now().plus_seconds(-KEEP_SECONDS);
        let before = MessageId(self.inner.snowflakes.first_at(oldest));
        loop {
            let room = self
                .store()
                .write_bulk(move |tx| {
                    let mut room = SLICE;
                    for member in messages::list_old(tx, before, SLICE)? {
                        let gone = messages::delete_slice(tx, member, before, room)?;
                        room = room.saturating_sub(u32::try_from(gone).unwrap_or(SLICE));
                    }
                    Ok::<_, Error>(room)
                })
                .await?;
            if room > 0 {
                return Ok(());
            }
        }
    }
}
