//! Who waits for what. One look at the database rings those who have something to see.

use crate::Drive;
use coffer_model::{Code, Error, Result, UserId};
use coffer_store::watch::{self as store, Topic};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

#[cfg(test)]
mod tests;

/// The most pages that one person may have open.
pub const MOST_OF_ONE: usize = 16;
/// The longest time between two looks: what other servers did is seen so late at the latest.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The shortest, however much is written here.
const PAUSE: Duration = Duration::from_millis(50);
/// At most one part in so many of the time is spent on looks.
const SHARE: u32 = 20;
/// The shortest time between two looks of one page, and what each open page adds to it: so a server makes
/// no more than a thousand looks a second for its pages, however many watch what is busy.
const PAGE_PAUSE: Duration = Duration::from_millis(250);
const PAUSE_PER_PAGE: Duration = Duration::from_millis(1);
/// Numbers that one statement compares.
const CHUNK: usize = 1_000;
/// How long a reader may leave what it was given unread.
const PATIENCE: Duration = Duration::from_secs(30);
/// Seconds after which somebody for whom there was no room may try again.
const RETRY_AFTER: u32 = 10;
/// No number is so small: the first look rings.
const UNKNOWN: i64 = -1;

/// What ends at once whatever a reader reads from: its connection, or its stream of one that others share.
/// Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct CutOff(CancellationToken);

impl CutOff {
    /// Ends it.
    pub fn cut(&self) {
        self.0.cancel();
    }

    /// Waits until it is to end.
    pub async fn wait(&self) {
        self.0.cancelled().await;
    }
}

/// Everybody who waits on this server.
pub(crate) struct Hub {
    seats: Mutex<Seats>,
    /// Rung when somebody comes where nobody was.
    occupied: Notify,
    closed: CancellationToken,
    started: Instant,
    most: usize,
}

#[derive(Default)]
struct Seats {
    next: u64,
    seats: HashMap<u64, Arc<Seat>>,
    people: HashMap<UserId, usize>,
    topics: HashMap<(Topic, i64), Watched>,
    sessions: HashMap<[u8; 32], Vec<u64>>,
}

/// A topic that somebody waits for: where it stood at the last look.
struct Watched {
    number: i64,
    seats: Vec<u64>,
}

/// Where somebody waits.
pub(super) struct Seat {
    /// Whose it is.
    person: UserId,
    session: [u8; 32],
    topics: Vec<(Topic, i64)>,
    bell: Notify,
    /// Milliseconds from the hub's start until something was handed over; 0 while the reader waits.
    handed_at: AtomicU64,
    cut_off: CutOff,
}

/// A taken seat; free again when this is dropped.
pub(super) struct Place {
    drive: Drive,
    number: u64,
    seat: Arc<Seat>,
}

impl Hub {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            seats: Mutex::default(),
            occupied: Notify::new(),
            closed: CancellationToken::new(),
            started: Instant::now(),
            most,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Has those of a session look whether it is still there.
    pub(crate) fn ring_session(&self, session: &[u8; 32]) {
        let seats = self.lock();
        for number in seats.sessions.get(session).into_iter().flatten() {
            seats.ring(*number);
        }
    }

    /// Ends the streams of those who have not read for too long.
    fn cut_off_stalled(&self) {
        let now = self.elapsed();
        let patience = u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX);
        for seat in self.lock().seats.values() {
            let handed_at = seat.handed_at.load(Ordering::Relaxed);
            if handed_at > 0 && now.saturating_sub(handed_at) > patience {
                seat.cut_off.cut();
            }
        }
    }

    /// What is watched, with where it stood at the last look.
    fn known(&self, topic: Topic) -> Vec<(i64, i64)> {
        let seats = self.lock();
        let of_topic = seats.topics.iter().filter(|((of, _), _)| *of == topic);
        of_topic
            .map(|((_, id), watched)| (*id, watched.number))
            .collect()
    }

    fn ring_changed(&self, topic: Topic, changed: &[(i64, i64)]) {
        let mut seats = self.lock();
        for (id, number) in changed {
            if let Some(watched) = seats.topics.get_mut(&(topic, *id)) {
                watched.number = *number;
                let waiting = watched.seats.clone();
                waiting.into_iter().for_each(|seat| seats.ring(seat));
            }
        }
    }
}

/// How long a page leaves the database alone after a look, where so many are open.
fn pause_among(pages: usize) -> Duration {
    PAUSE_PER_PAGE
        .saturating_mul(u32::try_from(pages).unwrap_or(u32::MAX))
        .max(PAGE_PAUSE)
}

impl Seats {
    fn ring(&self, number: u64) {
        if let Some(seat) = self.seats.get(&number) {
            seat.bell.notify_one();
        }
    }

    fn remove(&mut self, number: u64) {
        let Some(seat) = self.seats.remove(&number) else {
            return;
        };
        if let Some(count) = self.people.get_mut(&seat.person) {
            *count -= 1;
            if *count == 0 {
                self.people.remove(&seat.person);
            }
        }
        if let Some(seats) = self.sessions.get_mut(&seat.session) {
            seats.retain(|other| *other != number);
            if seats.is_empty() {
                self.sessions.remove(&seat.session);
            }
        }
        for topic in &seat.topics {
            if let Some(watched) = self.topics.get_mut(topic) {
                watched.seats.retain(|other| *other != number);
                if watched.seats.is_empty() {
                    self.topics.remove(topic);
                }
            }
        }
    }
}

impl Place {
    /// Takes a seat.
    ///
    /// # Errors
    /// `TooManyRequests` for somebody who has too many already, `Busy` when there are none left or the
    /// server stops.
    pub(super) fn take(
        drive: &Drive,
        person: UserId,
        session: [u8; 32],
        topics: Vec<(Topic, i64)>,
        cut_off: CutOff,
    ) -> Result<Self> {
        let hub = &drive.inner.watch;
        let mut guard = hub.lock();
        let seats = &mut *guard;
        if hub.closed.is_cancelled() || seats.seats.len() >= hub.most {
            return Err(Error::new(Code::Busy).with_retry_after(RETRY_AFTER));
        }
        let of_person = seats.people.entry(person).or_default();
        if *of_person >= MOST_OF_ONE {
            return Err(Error::new(Code::TooManyRequests)
                .with_limit(MOST_OF_ONE)
                .with_retry_after(RETRY_AFTER));
        }
        *of_person += 1;
        let number = seats.next;
        seats.next += 1;
        for topic in &topics {
            let watched = seats.topics.entry(*topic).or_insert(Watched {
                number: UNKNOWN,
                seats: Vec::new(),
            });
            watched.seats.push(number);
        }
        seats.sessions.entry(session).or_default().push(number);
        let seat = Arc::new(Seat {
            person,
            session,
            topics,
            bell: Notify::new(),
            handed_at: AtomicU64::new(0),
            cut_off,
        });
        seats.seats.insert(number, Arc::clone(&seat));
        drop(guard);
        hub.occupied.notify_one();
        metrics::gauge!("coffer_event_streams").increment(1.0);
        Ok(Self {
            drive: drive.clone(),
            number,
            seat,
        })
    }

    /// Waits for the bell until `deadline`; `false` when the server stops.
    pub(super) async fn wait(&self, deadline: Instant) -> bool {
        tokio::select! {
            biased;
            () = self.drive.inner.watch.closed.cancelled() => false,
            () = self.seat.bell.notified() => true,
            () = tokio::time::sleep_until(deadline) => true,
        }
    }

    /// Waits until `end`, whatever rings meanwhile: a look after that sees all of it. `false` when the
    /// server stops.
    pub(super) async fn rest(&self, end: Instant) -> bool {
        while Instant::now() < end {
            if !self.wait(end).await {
                return false;
            }
        }
        true
    }

    /// How long to rest after a look.
    pub(super) fn pause(&self) -> Duration {
        pause_among(self.drive.inner.watch.lock().seats.len())
    }

    /// The reader has something to read now.
    pub(super) fn handed(&self) {
        let now = self.drive.inner.watch.elapsed().max(1);
        self.seat.handed_at.store(now, Ordering::Relaxed);
    }

    /// The reader has read all, or as good as.
    pub(super) fn asked(&self) {
        self.seat.handed_at.store(0, Ordering::Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.drive.inner.watch.lock().remove(self.number);
        metrics::gauge!("coffer_event_streams").decrement(1.0);
    }
}

impl Drive {
    /// Rings those who have something to see, until `stop` is cancelled; then everybody who waits is told
    /// that it is over. Asks for nothing while nobody waits.
    pub async fn run_watch(&self, stop: CancellationToken) {
        let hub = &self.inner.watch;
        while !stop.is_cancelled() {
            if hub.lock().seats.is_empty() {
                stop.run_until_cancelled(hub.occupied.notified()).await;
                continue;
            }
            let began = Instant::now();
            if let Err(error) = self.look_around().await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "open pages hear nothing new; the next look makes up for it"
                );
            }
            hub.cut_off_stalled();
            let pause = (began.elapsed() * SHARE).clamp(PAUSE, LOOK_EVERY);
            stop.run_until_cancelled(tokio::time::sleep(pause)).await;
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.store().committed() => {}
                () = tokio::time::sleep(LOOK_EVERY.saturating_sub(pause)) => {}
            }
        }
        hub.closed.cancel();
    }

    /// One look at all that is watched.
    async fn look_around(&self) -> Result<()> {
        let hub = &self.inner.watch;
        for topic in Topic::ALL {
            for some in hub.known(topic).chunks(CHUNK) {
                let some = some.to_vec();
                let changed = self
                    .store()
                    .read(move |tx| Ok::<_, Error>(store::list_changed(tx, topic, &some)?))
                    .await?;
                hub.ring_changed(topic, &changed);
            }
        }
        Ok(())
    }
}
