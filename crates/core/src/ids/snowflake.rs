//! 64-bit ids that grow with time and need no database to be unique.

use coffer_model::Timestamp;
use std::sync::Mutex;

/// 2019-01-01T00:00+08:00 in milliseconds since the epoch.
const EPOCH_MILLIS: i64 = 1_546_272_000_000;
const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 13;
const SEQUENCE_END: i64 = 1 << SEQUENCE_BITS;

/// Makes ids: 41 bits of milliseconds, 10 bits of node, 13 bits of sequence. A clock that steps back
/// does not repeat ids: the sequence goes on in the latest millisecond seen.
#[derive(Debug)]
pub(crate) struct Snowflakes {
    node: i64,
    last: Mutex<(i64, i64)>,
}

impl Snowflakes {
    /// A maker for the server that holds lease `node` (its low 10 bits count).
    #[must_use]
    pub(crate) fn new(node: u16) -> Self {
        Self {
            node: i64::from(node) & ((1 << NODE_BITS) - 1),
            last: Mutex::new((0, 0)),
        }
    }

    /// An id that is smaller than all that are made from `at` on, and larger than all made before.
    pub(crate) fn first_at(&self, at: Timestamp) -> i64 {
        (at.millis() - EPOCH_MILLIS).max(0) << (NODE_BITS + SEQUENCE_BITS)
    }

    /// The next id at `now`.
    pub(crate) fn next(&self, now: Timestamp) -> i64 {
        self.next_many(now, 1)
    }

    /// The first of `count` ids in a row, at most 1,000.
    pub(crate) fn next_many(&self, now: Timestamp, count: u32) -> i64 {
        let count = i64::from(count);
        let mut last = self
            .last
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let millis = (now.millis() - EPOCH_MILLIS).max(0);
        let (millis, first) = match *last {
            (seen, _) if millis > seen => (millis, 0),
            (seen, sequence) if sequence + count < SEQUENCE_END => (seen, sequence + 1),
            (seen, _) => (seen + 1, 0),
        };
        *last = (millis, first + count - 1);
        (millis << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | first
    }
}

#[cfg(test)]
mod tests;
