//! What is fetched from the issuer and kept for a while.

use super::trouble::Trouble;
use coffer_core::Drive;
use coffer_model::Timestamp;
use std::sync::Arc;
use tokio::sync::Mutex;

/// After a failure nobody asks again for so long: an issuer that is down is not called for every
/// page, and pages do not wait for it one after the other.
const PAUSE_SECONDS: i64 = 5;
/// What is asked for anew before its time is asked for at most so often.
const RENEW_SECONDS: i64 = 60;

/// A value with the time of its fetching. One caller fetches, others wait for the same answer.
pub(super) struct Cached<T> {
    keep_seconds: i64,
    state: Mutex<State<T>>,
}

struct State<T> {
    value: Option<(Timestamp, Arc<T>)>,
    failed: Option<(Timestamp, Trouble)>,
    renewed_at: Option<Timestamp>,
}

impl<T> Cached<T> {
    pub(super) fn new(keep_seconds: i64) -> Self {
        Self {
            keep_seconds,
            state: Mutex::new(State {
                value: None,
                failed: None,
                renewed_at: None,
            }),
        }
    }

    /// The value, fetched if it is not there or too old.
    pub(super) async fn get(
        &self,
        drive: &Drive,
        fetch: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<Arc<T>, Trouble> {
        let mut state = self.state.lock().await;
        let now = drive.now();
        if let Some((at, value)) = &state.value
            && is_within(*at, self.keep_seconds, now)
        {
            return Ok(Arc::clone(value));
        }
        state.fetch(drive, now, fetch).await
    }

    /// A newer value than `known`, which has turned out to be old; `None` when it was asked for too
    /// recently.
    pub(super) async fn renew(
        &self,
        drive: &Drive,
        known: &Arc<T>,
        fetch: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<Option<Arc<T>>, Trouble> {
        let mut state = self.state.lock().await;
        if let Some((_, value)) = &state.value
            && !Arc::ptr_eq(value, known)
        {
            return Ok(Some(Arc::clone(value)));
        }
        let now = drive.now();
        if state
            .renewed_at
            .is_some_and(|at| is_within(at, RENEW_SECONDS, now))
        {
            return Ok(None);
        }
        state.renewed_at = Some(now);
        state.fetch(drive, now, fetch).await.map(Some)
    }
}

impl<T> State<T> {
    async fn fetch(
        &mut self,
        drive: &Drive,
        now: Timestamp,
        fetch: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<Arc<T>, Trouble> {
        if let Some((at, trouble)) = &self.failed
            && is_within(*at, PAUSE_SECONDS, now)
        {
            return Err(trouble.clone());
        }
        match fetch.await {
            Ok(value) => {
                let value = Arc::new(value);
                self.value = Some((now, Arc::clone(&value)));
                self.failed = None;
                Ok(value)
            }
            Err(trouble) => {
                self.failed = Some((drive.now(), trouble.clone()));
                Err(trouble)
            }
        }
    }
}

/// Whether `at` is less than so many seconds ago. A clock that was set back makes nothing young.
fn is_within(at: Timestamp, seconds: i64, now: Timestamp) -> bool {
    at <= now && at.plus_seconds(seconds) > now
}
