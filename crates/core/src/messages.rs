//! What people are told: stored in the transaction of what it tells, read in the reader's language.

use crate::Drive;
use coffer_model::{Result, TenantId, Timestamp, UserId};
use coffer_store::Tx;
use coffer_store::messages::{self, NewMessage};
use serde_json::Value;

/// What a message is about. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub(crate) enum MessageKind {
    /// A team that the reader belongs to.
    Team = 1,
    /// What the server did.
    System = 2,
    /// What administrators have to know.
    Administration = 3,
}

/// A message: the key of its text in the locales, and what fills the holes.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) kind: MessageKind,
    pub(crate) text_key: &'static str,
    pub(crate) facts: Value,
}

impl Drive {
    /// Tells somebody something.
    pub(crate) fn tell(
        &self,
        tx: &mut Tx<'_>,
        tenant: TenantId,
        to: UserId,
        message: &Message,
        now: Timestamp,
    ) -> Result<()> {
        let new = NewMessage {
            id: self.next_id(),
            tenant,
            member: to,
            kind: message.kind as i64,
            text_key: message.text_key,
            facts: &message.facts.to_string(),
            created_at: now,
        };
        Ok(messages::insert(tx, &new)?)
    }
}
