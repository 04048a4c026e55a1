//! What somebody leaves behind passes to somebody else.
//!
//! The change itself is one transaction, whatever there is to pass on: what was the root of the
//! leaver's space becomes a folder in the receiver's, and groups get another owner. A job then writes
//! the new space into the rows, a slice at a time, and at last takes the leaver away. Whoever looks
//! in between finds everything in its new place; see `access::locate`.

mod begin;
mod finish;

pub(crate) use finish::step;

use crate::jobs::StoredCtx;
use coffer_model::{NodeId, SpaceId, UserId};
use coffer_store::removal::Passage;
use serde::{Deserialize, Serialize};

/// A hand-over as the job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HandOverCommand {
    pub(crate) ctx: StoredCtx,
    /// Who leaves.
    pub(crate) leaver: UserId,
    /// The leaver's name.
    pub(crate) name: String,
    /// Who gets it.
    pub(crate) receiver: UserId,
    /// The rows that have to be written; `None` when the leaver had no files.
    pub(super) passage: Option<StoredPassage>,
    /// Groups that passed.
    pub(super) groups: u64,
    /// The tag of the language of who asked.
    pub(super) locale: String,
}

/// A passage as the job remembers it: spaces with their plain roots and their safes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct StoredPassage {
    from: SpaceId,
    from_roots: [NodeId; 2],
    to: SpaceId,
    to_roots: [NodeId; 2],
}

impl From<Passage> for StoredPassage {
    fn from(passage: Passage) -> Self {
        Self {
            from: passage.from,
            from_roots: passage.from_roots,
            to: passage.to,
            to_roots: passage.to_roots,
        }
    }
}

impl From<StoredPassage> for Passage {
    fn from(stored: StoredPassage) -> Self {
        Self {
            from: stored.from,
            from_roots: stored.from_roots,
            to: stored.to,
            to_roots: stored.to_roots,
        }
    }
}
