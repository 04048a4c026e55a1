//! A worker: takes jobs, runs each in a transaction, repeats it when it lost a race.

use super::session::Session;
use crate::db::error::StoreError;
use crate::db::job::{Job, Mode};
use crate::db::lanes::{Lane, Lanes};
use crate::db::tx::{ReadTx, Tx};
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio_postgres::Config;

/// The longest pause between two attempts, before the dice.
const LONGEST_PAUSE: u64 = 200;

/// A worker thread's state.
pub(super) struct Worker<'a> {
    runtime: Rc<Runtime>,
    config: &'a Config,
    timeout: Duration,
    retries: u32,
    session: Option<Session>,
    repeated: metrics::Counter,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        runtime: Runtime,
        config: &'a Config,
        timeout: Duration,
        retries: u32,
    ) -> Self {
        Self {
            runtime: Rc::new(runtime),
            config,
            timeout,
            retries,
            session: None,
            repeated: metrics::counter!("coffer_db_repeated_total"),
        }
    }

    /// Runs until the lanes are closed and empty.
    pub(super) fn run(mut self, lanes: &Lanes) {
        while let Some((lane, mut job)) = lanes.take() {
            if !job.is_abandoned() {
                let outcome = self.serve(job.as_mut());
                job.answer(outcome);
            }
            if lane == Lane::Bulk {
                lanes.bulk_done();
            }
        }
        if let Some(session) = self.session {
            session.close();
        }
    }

    /// Attempts the job until it is committed, it fails by itself, or it has failed too often.
    fn serve(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        for attempt in 0.. {
            match self.attempt(job) {
                Err(failure) if failure.is_retryable() && attempt < self.retries => {
                    tracing::debug!(?failure, attempt, "a transaction is repeated");
                    self.repeated.increment(1);
                    let pause = pause(attempt);
                    self.runtime
                        .block_on(async { tokio::time::sleep(pause).await });
                }
                outcome => return outcome,
            }
        }
        Ok(())
    }

    fn attempt(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => Session::connect(Rc::clone(&self.runtime), self.config, self.timeout)?,
        };
        session.begin(match job.mode() {
            Mode::Read => "BEGIN READ ONLY",
            Mode::Write => "BEGIN",
        });
        let mut tx = Tx::new(ReadTx::postgres(&mut session));
        let keep = job.run(&mut tx);
        let failure = tx.failure().cloned();
        if keep {
            session.commit()?;
            self.session = Some(session);
            return Ok(());
        }
        // A session that cannot even roll back is not used again.
        if session.rollback().is_ok() {
            self.session = Some(session);
        }
        match failure {
            Some(failure) if failure.is_retryable() => Err(failure),
            _ => Ok(()), // the job knows what it answers
        }
    }
}

/// Longer after every attempt, and different for those who met each other.
fn pause(attempt: u32) -> Duration {
    let base = (2_u64 << attempt.min(16)).min(LONGEST_PAUSE) * 1_000;
    let dice = RandomState::new().hash_one(attempt) % base;
    Duration::from_micros(base / 2 + dice)
}
