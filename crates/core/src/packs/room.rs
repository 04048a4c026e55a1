//! How much memory and work packs may take that are fetched at the same time, in all and of one share or
//! person: links of shares are for anybody, and an answer lasts as long as its reader likes.

use super::idle::Streams;
use coffer_model::{Code, Error, Result};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Entries of all packs that are fetched at the same time: about 150 bytes each.
const ENTRIES: usize = 1_000_000;
/// How much of it one share or person may take: this part.
const PART: usize = 4;
/// Packs that are planned at the same time: a plan asks the database for every folder.
const PLANS: usize = 8;
/// Those of one share or person, waiting or under way. The rest is refused: each could wait for long.
const PLANS_OF_ONE: usize = 16;
/// Longest wait for a turn at planning.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// What clients are told to wait when there is no room.
const RETRY_AFTER: u32 = 10;

/// Room for packs.
pub(crate) struct Room {
    entries: Arc<Semaphore>,
    plans: Arc<Semaphore>,
    most: usize,
    taken: Arc<Mutex<HashMap<i64, Taken>>>,
    /// What is being sent.
    pub(crate) streams: Streams,
}

/// What one share or person has.
#[derive(Default)]
struct Taken {
    entries: usize,
    plans: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self::of(ENTRIES, PLANS)
    }
}

impl Room {
    fn of(entries: usize, plans: usize) -> Self {
        Self {
            entries: Arc::new(Semaphore::new(entries)),
            plans: Arc::new(Semaphore::new(plans)),
            most: entries / PART,
            taken: Arc::default(),
            streams: Streams::default(),
        }
    }

    /// A turn at planning, for the share or person with this id.
    ///
    /// # Errors
    /// `Busy` when others plan for long, or the same one has too many plans.
    pub(super) async fn turn(&self, of: i64) -> Result<Turn> {
        let share = self.share(of);
        let plans = share.change(|taken| {
            taken.plans += 1;
            taken.plans
        });
        let counted = Counted(share);
        if plans > PLANS_OF_ONE {
            return Err(busy());
        }
        let permit = tokio::time::timeout(MAX_WAIT, Arc::clone(&self.plans).acquire_owned())
            .await
            .map_err(|_| busy())?
            .map_err(Error::internal)?;
        Ok(Turn {
            _permit: permit,
            _counted: counted,
        })
    }

    /// Room for a pack of that share or person, empty at first.
    pub(super) fn begin(&self, of: i64) -> Entries {
        Entries {
            all: Arc::clone(&self.entries),
            permit: None,
            most: self.most,
            count: 0,
            share: self.share(of),
        }
    }

    fn share(&self, of: i64) -> Share {
        Share {
            of,
            taken: Arc::clone(&self.taken),
        }
    }
}

/// The count of one share or person.
struct Share {
    of: i64,
    taken: Arc<Mutex<HashMap<i64, Taken>>>,
}

impl Share {
    fn change<T>(&self, body: impl FnOnce(&mut Taken) -> T) -> T {
        let mut all = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(self.of).or_default();
        let told = body(taken);
        if taken.entries == 0 && taken.plans == 0 {
            all.remove(&self.of);
        }
        told
    }
}

/// A plan that is counted.
struct Counted(Share);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0
            .change(|taken| taken.plans = taken.plans.saturating_sub(1));
    }
}

/// A turn at planning; it ends when it is dropped.
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
    _counted: Counted,
}

/// The room of one pack; it is given back when it is dropped.
pub(super) struct Entries {
    all: Arc<Semaphore>,
    permit: Option<OwnedSemaphorePermit>,
    most: usize,
    count: usize,
    share: Share,
}

impl Entries {
    /// Takes room for so many entries more.
    ///
    /// # Errors
    /// `Busy` when there is none.
    pub(super) fn take(&mut self, count: usize) -> Result<()> {
        let wanted = u32::try_from(count).map_err(|_| busy())?;
        let taken = self.share.change(|taken| {
            taken.entries += count;
            taken.entries
        });
        self.count += count;
        if taken > self.most {
            return Err(busy());
        }
        let more = Arc::clone(&self.all)
            .try_acquire_many_owned(wanted)
            .map_err(|_| busy())?;
        match &mut self.permit {
            Some(permit) => permit.merge(more),
            None => self.permit = Some(more),
        }
        Ok(())
    }
}

impl Drop for Entries {
    fn drop(&mut self) {
        let count = self.count;
        self.share
            .change(|taken| taken.entries = taken.entries.saturating_sub(count));
    }
}

fn busy() -> Error {
    Error::new(Code::Busy).with_retry_after(RETRY_AFTER)
}

#[cfg(test)]
mod tests;
