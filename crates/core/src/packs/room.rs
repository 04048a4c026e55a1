//! How much memory and work packs may take that are fetched at the same time.

use coffer_model::{Code, Error, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Entries of all packs that are fetched at the same time: about 150 bytes each.
const ENTRIES: usize = 1_000_000;
/// Packs that are planned at the same time: a plan asks the database for every folder.
const PLANS: usize = 8;
/// Longest wait for a turn at planning.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// What clients are told to wait when there is no room.
const RETRY_AFTER: u32 = 10;

/// Room for packs.
pub(crate) struct Room {
    entries: Arc<Semaphore>,
    plans: Arc<Semaphore>,
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
        }
    }

    /// A turn at planning.
    ///
    /// # Errors
    /// `Busy` when others plan for long.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        tokio::time::timeout(MAX_WAIT, Arc::clone(&self.plans).acquire_owned())
            .await
            .map_err(|_| busy())?
            .map_err(Error::internal)
    }

    /// Room for so many entries more, as long as the answer lives.
    ///
    /// # Errors
    /// `Busy` when there is none.
    pub(super) fn entries(&self, count: usize) -> Result<OwnedSemaphorePermit> {
        let count = u32::try_from(count).map_err(|_| busy())?;
        Arc::clone(&self.entries)
            .try_acquire_many_owned(count)
            .map_err(|_| busy())
    }
}

fn busy() -> Error {
    Error::new(Code::Busy).with_retry_after(RETRY_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_given_back_and_not_given_twice() {
        let room = Room::of(10, 1);
        let mut held = room.entries(6).unwrap();
        assert_eq!(room.entries(5).unwrap_err().code(), Code::Busy);
        held.merge(room.entries(4).unwrap());
        drop(held);
        assert!(room.entries(10).is_ok());
    }
}
