//! Uses of files that wait to be written.

use coffer_model::{NodeId, UserId};
use coffer_store::recents::Use;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most uses that wait; more are not noted.
const MAX_WAITING: usize = 50_000;

type Uses = BTreeMap<(UserId, NodeId), Use>;

/// What waits, and what is being written and may fail.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    uses: Mutex<Both>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Both {
    waiting: Uses,
    leaving: Uses,
}

impl Waiting {
    /// Notes a use.
    pub(super) fn note(&self, member: UserId, file: NodeId, used: Use) {
        add(&mut self.lock().waiting, (member, file), used);
    }

    /// The turn at writing.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// How many uses wait.
    pub(super) fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    /// At most `limit` uses to write, in the order of people and files; [`Self::settle`] tells what came
    /// of them.
    pub(super) fn take(&self, limit: usize) -> Vec<(UserId, NodeId, Use)> {
        let mut both = self.lock();
        while both.leaving.len() < limit
            && let Some((key, used)) = both.waiting.pop_first()
        {
            // A write that was cut off may have left something here.
            let leaving = both.leaving.entry(key);
            leaving
                .and_modify(|known| *known = known.or(used))
                .or_insert(used);
        }
        let uses = both.leaving.iter();
        uses.map(|((member, file), used)| (*member, *file, *used))
            .collect()
    }

    /// Forgets what was written, or lets it wait on.
    pub(super) fn settle(&self, written: bool) {
        let mut both = self.lock();
        let left = std::mem::take(&mut both.leaving);
        if !written {
            for (key, used) in left {
                add(&mut both.waiting, key, used);
            }
        }
    }

    /// What somebody used and no row tells yet.
    pub(super) fn of(&self, member: UserId) -> Vec<(NodeId, Use)> {
        let both = self.lock();
        let range = (member, NodeId(i64::MIN))..=(member, NodeId(i64::MAX));
        let leaving = both.leaving.range(range.clone());
        let all = leaving.chain(both.waiting.range(range));
        all.map(|((_, file), used)| (*file, *used)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Both> {
        self.uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add(uses: &mut Uses, key: (UserId, NodeId), used: Use) {
    if let Some(known) = uses.get_mut(&key) {
        *known = known.or(used);
    } else if uses.len() < MAX_WAITING {
        uses.insert(key, used);
    }
}

#[cfg(test)]
mod tests;
