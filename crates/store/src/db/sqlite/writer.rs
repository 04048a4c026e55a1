//! The writer: bodies in savepoints of one transaction, committed as a group.

use super::connection::Place;
use crate::db::error::StoreError;
use crate::db::job::Job;
use crate::db::lanes::{Lane, Lanes};
use crate::db::tx::{ReadTx, Tx};
use rusqlite::Connection;
use std::time::{Duration, Instant};

/// A group takes no more bodies after so many …
const MOST_JOBS: usize = 256;
/// … or after this time.
const LONGEST_GROUP: Duration = Duration::from_millis(5);

/// The writer thread's state.
pub(super) struct Writer<'a> {
    place: &'a Place,
    lanes: &'a Lanes,
    /// `None` after a failed commit, until it is opened again.
    connection: Option<Connection>,
    batch_jobs: metrics::Histogram,
    batch_seconds: metrics::Histogram,
}

impl<'a> Writer<'a> {
    pub(super) fn new(place: &'a Place, lanes: &'a Lanes, connection: Connection) -> Self {
        Self {
            place,
            lanes,
            connection: Some(connection),
            batch_jobs: metrics::histogram!("coffer_db_batch_jobs"),
            batch_seconds: metrics::histogram!("coffer_db_seconds", "lane" => "batch", "op" => "commit"),
        }
    }

    /// Runs until the lanes are closed and empty, then folds the log into the database.
    pub(super) fn run(mut self) {
        while let Some(first) = self.lanes.take() {
            self.group(first);
        }
        if let Some(connection) = &self.connection {
            let folded = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            if let Err(error) = folded {
                tracing::warn!(%error, "the write-ahead log stays for the next start");
            }
        }
    }

    /// Runs a group that begins with `first`, commits and answers.
    fn group(&mut self, first: (Lane, Box<dyn Job>)) {
        let started = Instant::now();
        let mut batch = Batch::default();
        let outcome = self.commit(&mut batch, first, started);
        if let Err(error) = &outcome {
            tracing::error!(?error, jobs = batch.done.len(), "a group commit failed");
        }
        self.batch_seconds.record(started.elapsed());
        self.batch_jobs
            .record(u32::try_from(batch.done.len()).unwrap_or(u32::MAX));
        for (lane, job) in batch.done {
            if lane == Lane::Bulk {
                self.lanes.bulk_done();
            }
            job.answer(outcome.clone());
        }
    }

    fn commit(
        &mut self,
        batch: &mut Batch,
        first: (Lane, Box<dyn Job>),
        started: Instant,
    ) -> Result<(), StoreError> {
        let opened = match self.connection.take() {
            Some(connection) => Ok(connection),
            None => self
                .place
                .writer()
                .inspect(|_| tracing::info!("the database was opened again")),
        };
        let connection = match opened {
            Ok(connection) => connection,
            Err(failure) => {
                batch.done.push(first);
                return Err(failure);
            }
        };
        batch.fill(&connection, first, self.lanes, started)?;
        connection.prepare_cached("COMMIT")?.execute([])?;
        // After a failure the connection may be in any state; a new one knows what was committed.
        self.connection = Some(connection);
        Ok(())
    }
}

/// Jobs that have run in the open transaction.
#[derive(Default)]
struct Batch {
    done: Vec<(Lane, Box<dyn Job>)>,
}

impl Batch {
    /// Runs `first` and what waits, in one transaction. There is no artificial delay: the next
    /// group collects while this one is written to the disk.
    fn fill(
        &mut self,
        connection: &Connection,
        first: (Lane, Box<dyn Job>),
        lanes: &Lanes,
        started: Instant,
    ) -> Result<(), StoreError> {
        let begun = connection
            .prepare_cached("BEGIN IMMEDIATE")
            .and_then(|mut begin| begin.execute([]));
        if let Err(error) = begun {
            self.done.push(first);
            return Err(error.into());
        }
        let mut next = Some(first);
        while let Some((lane, job)) = next {
            self.run(connection, lane, job)?;
            next = self.next(lanes, started);
        }
        Ok(())
    }

    fn next(&self, lanes: &Lanes, started: Instant) -> Option<(Lane, Box<dyn Job>)> {
        let bulk = self
            .done
            .iter()
            .filter(|(lane, _)| *lane == Lane::Bulk)
            .count();
        let over = self.done.len() >= MOST_JOBS || started.elapsed() >= LONGEST_GROUP;
        let interactive = (!over).then(|| lanes.try_take(Lane::Interactive)).flatten();
        if interactive.is_some() {
            return interactive;
        }
        // A group with interactive jobs has room for one slice of bulk work, even when it is
        // full: so bulk work goes on under any load, and delays nobody by more than a slice.
        let only_bulk = bulk == self.done.len();
        let admitted = if only_bulk { !over } else { bulk == 0 };
        admitted.then(|| lanes.try_take(Lane::Bulk)).flatten()
    }

    /// Runs one job in a savepoint. Fails when the whole transaction is lost.
    fn run(
        &mut self,
        connection: &Connection,
        lane: Lane,
        mut job: Box<dyn Job>,
    ) -> Result<(), StoreError> {
        if job.is_abandoned() {
            self.done.push((lane, job));
            return Ok(());
        }
        let outcome = in_savepoint(connection, job.as_mut());
        self.done.push((lane, job));
        outcome
    }
}

fn in_savepoint(connection: &Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    let run = |text| connection.prepare_cached(text)?.execute([]);
    run("SAVEPOINT body")?;
    let mut tx = Tx::new(ReadTx::sqlite(connection));
    if !job.run(&mut tx) {
        if connection.is_autocommit() {
            // With a full disk, for one, SQLite gives up the transaction and with it the group.
            let cause = tx.failure().cloned();
            return Err(cause.unwrap_or_else(StoreError::given_up));
        }
        run("ROLLBACK TO body")?;
    }
    run("RELEASE body")?;
    Ok(())
}
