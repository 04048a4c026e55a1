//! Storing what comes out of an archive, a slice at a time.

use super::outflow::{Arrival, Failure, Outflow};
use super::store::{Shelf, StoredContent};
use crate::Drive;
use crate::archives::fault::Fault;
use bytes::Bytes;
use coffer_blobs::ByteStream;
use coffer_model::{BlobId, Code, Result};
use futures_util::stream::FuturesUnordered;
use futures_util::{StreamExt, stream};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Contents of one slice.
pub(super) const SLICE: usize = 256;
/// Bytes after which a slice is long enough.
const SLICE_BYTES: u64 = 64 << 20;
/// And the time: what is done shows soon, and little is repeated after a kill.
pub(super) const SLICE_TIME: Duration = Duration::from_secs(2);
/// Contents stored at the same time.
const PARALLEL: usize = 8;

/// What came of the content of a row.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// It is stored; nothing refers to it yet.
    Stored(StoredContent),
    /// There is none.
    Failed(Failure),
}

/// A slice.
#[derive(Debug, Default)]
pub(super) struct Slice {
    pub(super) outcomes: Vec<(usize, Outcome)>,
    /// Why nothing more comes: `Some(None)` when the archive has ended.
    pub(super) ended: Option<Option<Fault>>,
}

impl Drive {
    /// Stores the next contents under the ids, of which there are at least [`SLICE`]; uses those that it
    /// takes away.
    pub(super) async fn gather(
        &self,
        outflow: &mut Outflow,
        shelf: Shelf,
        ids: &mut Vec<BlobId>,
    ) -> Result<Slice> {
        let begun = Instant::now();
        let mut slice = Slice::default();
        let mut bytes = 0;
        let mut writes = FuturesUnordered::new();
        while slice.outcomes.len() + writes.len() < SLICE
            && bytes < SLICE_BYTES
            && begun.elapsed() < SLICE_TIME
            && slice.ended.is_none()
        {
            if writes.len() >= PARALLEL
                && let Some(done) = writes.next().await
            {
                slice.add(done)?;
            }
            let arrival = tokio::select! {
                arrival = outflow.arrivals.recv() => arrival,
                // Getting to the next one may take long.
                () = tokio::time::sleep(SLICE_TIME) => break,
                Some(done) = writes.next(), if !writes.is_empty() => {
                    slice.add(done)?;
                    continue;
                }
            };
            bytes += length_of(arrival.as_ref());
            match arrival {
                None => slice.ended = Some(None),
                Some(Arrival::Broken(fault)) => slice.ended = Some(Some(fault)),
                Some(Arrival::Whole { number, bytes }) => {
                    let id = ids.pop().ok_or(Code::Internal)?;
                    let size = bytes.len() as u64;
                    let body = stream::iter([Ok(Bytes::from(bytes))]).boxed();
                    writes.push(self.store_row(shelf, id, number, size, body));
                }
                Some(Arrival::Long {
                    number,
                    size,
                    pieces,
                }) => {
                    let id = ids.pop().ok_or(Code::Internal)?;
                    let done = self
                        .store_row(shelf, id, number, size, body(pieces))
                        .await?;
                    // Its end says whether it was what it was said to be.
                    match outflow.arrivals.recv().await {
                        Some(Arrival::Ended {
                            outcome: Ok(()), ..
                        }) => slice.add(Ok(done))?,
                        end => slice.fail(number, end),
                    }
                }
                Some(Arrival::Ended { number, outcome }) => {
                    slice.fail(number, Some(Arrival::Ended { number, outcome }));
                }
            }
        }
        while let Some(done) = writes.next().await {
            slice.add(done)?;
        }
        slice.outcomes.sort_unstable_by_key(|(number, _)| *number);
        Ok(slice)
    }
}

impl Slice {
    fn add(&mut self, done: Result<(usize, Option<StoredContent>)>) -> Result<()> {
        let (number, stored) = done?;
        let outcome = match stored {
            Some(content) => Outcome::Stored(content),
            // The end that follows says better why.
            None => Outcome::Failed(Failure::Fault(Fault::Damaged)),
        };
        self.outcomes.push((number, outcome));
        Ok(())
    }

    /// The content of a row ended in another way than whole.
    fn fail(&mut self, number: usize, end: Option<Arrival>) {
        let failure = match end {
            Some(Arrival::Ended {
                outcome: Err(failure),
                ..
            }) => failure,
            Some(Arrival::Broken(fault)) => {
                self.ended = Some(Some(fault));
                Failure::Fault(fault)
            }
            _ => Failure::Fault(Fault::Damaged),
        };
        self.outcomes.push((number, Outcome::Failed(failure)));
    }
}

fn body(pieces: mpsc::Receiver<std::io::Result<Bytes>>) -> ByteStream {
    stream::unfold(pieces, |mut pieces| async move {
        Some((pieces.recv().await?, pieces))
    })
    .boxed()
}

/// Bytes that an arrival brings.
fn length_of(arrival: Option<&Arrival>) -> u64 {
    match arrival {
        Some(Arrival::Whole { bytes, .. }) => bytes.len() as u64,
        Some(Arrival::Long { size, .. }) => *size,
        _ => 0,
    }
}
