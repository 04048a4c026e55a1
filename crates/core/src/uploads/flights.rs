//! Parts that are being received, so that two requests never write the same part, and none writes
//! while the upload is completed.
//!
//! The later request wins: a client that sends a part again has given up on its first attempt, which
//! may hang on a dead connection. The earlier one is cancelled and waited for.

use coffer_model::UploadId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// The number under which completing takes off: it excludes every part.
const WHOLE: u32 = 0;

#[derive(Debug, Clone)]
struct Flight {
    cancel: CancellationToken,
    landed: CancellationToken,
}

/// Every part under way.
#[derive(Debug, Default, Clone)]
pub(crate) struct Flights {
    under_way: Arc<Mutex<BTreeMap<(UploadId, u32), Flight>>>,
}

/// The right to write one part, or to complete. Ends when dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    flights: Flights,
    key: (UploadId, u32),
    flight: Flight,
}

impl Slot {
    /// Resolves when a later request wants the same part.
    pub(crate) fn cancelled(&self) -> impl Future<Output = ()> {
        self.flight.cancel.clone().cancelled_owned()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut under_way = self
            .flights
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way.remove(&self.key);
        self.flight.landed.cancel();
    }
}

impl Flights {
    /// The right to write part `number`, after an earlier request for it has ended.
    pub(crate) async fn part(&self, upload: UploadId, number: u32) -> Slot {
        self.take((upload, number), &[number, WHOLE]).await
    }

    /// The right to complete, after every part under way has ended.
    pub(crate) async fn whole(&self, upload: UploadId) -> Slot {
        loop {
            let others: Vec<Flight> = {
                let under_way = self
                    .under_way
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                under_way
                    .range((upload, 1)..=(upload, u32::MAX))
                    .map(|(_, flight)| flight.clone())
                    .collect()
            };
            for other in &others {
                other.cancel.cancel();
                other.landed.cancelled().await;
            }
            let slot = self.take((upload, WHOLE), &[WHOLE]).await;
            let parts_began = {
                let under_way = self
                    .under_way
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                under_way
                    .range((upload, 1)..=(upload, u32::MAX))
                    .next()
                    .is_some()
            };
            if !parts_began {
                return slot;
            }
        }
    }

    /// Takes `key` once nothing in `excluding` is under way. Only parts are cancelled: completing is
    /// short and must not be stopped half-way.
    async fn take(&self, key: (UploadId, u32), excluding: &[u32]) -> Slot {
        loop {
            let blocking = {
                let mut under_way = self
                    .under_way
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                let blocking = excluding.iter().find_map(|number| {
                    under_way
                        .get(&(key.0, *number))
                        .cloned()
                        .map(|flight| (*number, flight))
                });
                if blocking.is_none() {
                    let flight = Flight {
                        cancel: CancellationToken::new(),
                        landed: CancellationToken::new(),
                    };
                    under_way.insert(key, flight.clone());
                    return Slot {
                        flights: self.clone(),
                        key,
                        flight,
                    };
                }
                blocking
            };
            if let Some((number, flight)) = blocking {
                if number != WHOLE {
                    flight.cancel.cancel();
                }
                flight.landed.cancelled().await;
            }
        }
    }
}

#[cfg(test)]
mod tests;
