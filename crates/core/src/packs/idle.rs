//! Streams of which nothing is taken are ended: what they hold is others'.

use coffer_blobs::ByteStream;
use futures_util::{StreamExt, stream};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// How long a reader may take nothing. Longer than a slow line needs for what the system has buffered.
pub(super) const MAX_IDLE: Duration = Duration::from_secs(600);

/// The streams that are being sent.
#[derive(Debug, Default)]
pub(crate) struct Streams(Mutex<Vec<Weak<Mutex<Sent>>>>);

/// A stream that is being sent.
struct Sent {
    /// `None` while a piece is being made, and once it was ended.
    stream: Option<ByteStream>,
    taken_at: Instant,
    ended: bool,
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sent").finish_non_exhaustive()
    }
}

impl Streams {
    /// The same stream, which can be ended from here while nobody takes anything from it.
    pub(super) fn watch(&self, stream: ByteStream) -> ByteStream {
        let sent = Arc::new(Mutex::new(Sent {
            stream: Some(stream),
            taken_at: Instant::now(),
            ended: false,
        }));
        let mut all = lock(&self.0);
        all.retain(|sent| sent.strong_count() > 0);
        all.push(Arc::downgrade(&sent));
        drop(all);
        Box::pin(stream::unfold(sent, |sent| async {
            let taken = lock(&sent).stream.take();
            let Some(mut stream) = taken else {
                let ended = std::mem::take(&mut lock(&sent).ended);
                return ended.then(|| (Err(io::ErrorKind::TimedOut.into()), sent));
            };
            let piece = stream.next().await?;
            let mut state = lock(&sent);
            state.taken_at = Instant::now();
            // After a failure there is nothing more.
            state.stream = piece.is_ok().then_some(stream);
            drop(state);
            Some((piece, sent))
        }))
    }

    /// Ends those from which nothing was taken for ten minutes: they give back at once what they hold, and
    /// fail when somebody comes for more. A piece that is being made is not the reader's delay.
    pub(crate) fn end_idle(&self) {
        let streams = lock(&self.0).clone();
        for sent in streams.iter().filter_map(Weak::upgrade) {
            let mut state = lock(&sent);
            if state.stream.is_some() && state.taken_at.elapsed() >= MAX_IDLE {
                state.ended = true;
                state.stream = None;
            }
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
