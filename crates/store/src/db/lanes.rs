//! Bounded queues in front of the threads that run bodies.

use super::error::StoreError;
use super::job::Job;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// After so many interactive jobs in a row a waiting bulk job has its turn.
const LONGEST_STREAK: u32 = 32;

/// How urgent a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Somebody looks at a screen.
    Interactive,
    /// Everything else; waits behind the interactive lane, never for ever.
    Bulk,
}

/// Two bounded lanes.
pub(super) struct Lanes {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    capacity: [usize; 2],
    /// How many takers may be busy with bulk jobs at the same time.
    bulk_takers: usize,
    depth: [metrics::Gauge; 2],
}

struct Waiting {
    jobs: [VecDeque<Box<dyn Job>>; 2],
    streak: u32,
    bulk_running: usize,
    idle: usize,
    closed: bool,
}

impl Lanes {
    pub(super) fn new(
        pool: &'static str,
        interactive: usize,
        bulk: usize,
        bulk_takers: usize,
    ) -> Self {
        let gauge = |lane| metrics::gauge!("coffer_db_queue_depth", "pool" => pool, "lane" => lane);
        Self {
            waiting: Mutex::new(Waiting {
                jobs: [VecDeque::new(), VecDeque::new()],
                streak: 0,
                bulk_running: 0,
                idle: 0,
                closed: false,
            }),
            arrived: Condvar::new(),
            capacity: [interactive, bulk],
            bulk_takers,
            depth: [gauge("interactive"), gauge("bulk")],
        }
    }

    /// Queues a job. Fails when the lane is full or closed.
    pub(super) fn push(&self, lane: Lane, job: Box<dyn Job>) -> Result<(), StoreError> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(StoreError::closed());
        }
        let queue = &mut waiting.jobs[lane as usize];
        if queue.len() >= self.capacity[lane as usize] {
            return Err(StoreError::queue_full());
        }
        queue.push_back(job);
        self.depth[lane as usize].set(length(queue));
        if waiting.idle > 0 {
            self.arrived.notify_one();
        }
        Ok(())
    }

    /// Waits for a job. `None` when the lanes are closed and empty. Who takes a bulk job calls
    /// [`Self::bulk_done`] after it.
    pub(super) fn take(&self) -> Option<(Lane, Box<dyn Job>)> {
        let mut waiting = self.lock();
        loop {
            let next = waiting.next_lane(self.bulk_takers);
            if let Some(job) = next.and_then(|lane| self.pop(&mut waiting, lane)) {
                return Some(job);
            }
            if waiting.closed && waiting.jobs.iter().all(VecDeque::is_empty) {
                // Who waited because of the bound on bulk jobs has nothing to wait for either.
                self.arrived.notify_one();
                return None;
            }
            waiting.idle += 1;
            waiting = self
                .arrived
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
            waiting.idle -= 1;
        }
    }

    /// A job of this lane, if one waits.
    pub(super) fn try_take(&self, lane: Lane) -> Option<(Lane, Box<dyn Job>)> {
        self.pop(&mut self.lock(), lane)
    }

    /// A bulk job has ended.
    pub(super) fn bulk_done(&self) {
        let mut waiting = self.lock();
        waiting.bulk_running -= 1;
        // Another taker may wait because of the bound on bulk jobs.
        self.arrived.notify_one();
    }

    /// Refuses further jobs and lets the takers end when the lanes are empty.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    fn pop(&self, waiting: &mut Waiting, lane: Lane) -> Option<(Lane, Box<dyn Job>)> {
        let queue = &mut waiting.jobs[lane as usize];
        let job = queue.pop_front()?;
        self.depth[lane as usize].set(length(queue));
        match lane {
            Lane::Interactive => waiting.streak += 1,
            Lane::Bulk => {
                waiting.streak = 0;
                waiting.bulk_running += 1;
            }
        }
        Some((lane, job))
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing in here panics between two changes that belong together.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn next_lane(&self, bulk_takers: usize) -> Option<Lane> {
        let interactive = !self.jobs[Lane::Interactive as usize].is_empty();
        let bulk = !self.jobs[Lane::Bulk as usize].is_empty() && self.bulk_running < bulk_takers;
        match (interactive, bulk) {
            (true, true) if self.streak >= LONGEST_STREAK => Some(Lane::Bulk),
            (true, _) => Some(Lane::Interactive),
            (false, true) => Some(Lane::Bulk),
            (false, false) => None,
        }
    }
}

/// Lengths of queues are far below the integers that a double cannot hold.
fn length(queue: &VecDeque<Box<dyn Job>>) -> f64 {
    u32::try_from(queue.len()).unwrap_or(u32::MAX).into()
}

#[cfg(test)]
mod tests;
