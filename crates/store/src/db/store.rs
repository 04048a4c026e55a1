//! The store: what use cases hold.

use super::error::StoreError;
use super::job::{self, Mode};
use super::lanes::{Lane, Lanes};
use super::postgres::Postgres;
use super::settings::{DatabaseUrl, StoreSettings};
use super::sql::Sql;
use super::sqlite::Sqlite;
use super::tx::{ReadTx, Tx};
use crate::args;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{Mutex, Notify, mpsc};

static PING: Sql = Sql::both("SELECT CAST(1 AS BIGINT)");

/// The metadata database. Clones are the same store.
///
/// A body may be run more than once, when its transaction has to be repeated: it has no effect but
/// on the database, and waits for nothing else. When a caller stops waiting, a body that has not
/// begun is dropped, and one that has begun is finished.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    arm: Arm,
    /// Ends when every thread has closed its connection.
    ended: Mutex<mpsc::Receiver<()>>,
    times: Times,
    /// Rung behind every commit.
    committed: Notify,
}

enum Arm {
    Sqlite(Box<Sqlite>),
    Postgres(Postgres),
}

/// From the call to the answer.
struct Times {
    write: metrics::Histogram,
    write_bulk: metrics::Histogram,
    read: metrics::Histogram,
    read_slow: metrics::Histogram,
}

impl Times {
    fn new() -> Self {
        let times = |lane, op| metrics::histogram!("coffer_db_seconds", "lane" => lane, "op" => op);
        Self {
            write: times("interactive", "write"),
            write_bulk: times("bulk", "write"),
            read: times("interactive", "read"),
            read_slow: times("bulk", "read"),
        }
    }
}

impl Store {
    /// Opens the database and brings its tables up to date.
    ///
    /// # Errors
    /// When the database cannot be reached, another server uses the SQLite file, or its tables are
    /// not ours.
    pub async fn open(settings: StoreSettings) -> Result<Self, StoreError> {
        let (alive, ended) = mpsc::channel(1);
        let arm = match &settings.url {
            DatabaseUrl::Postgres(url) => {
                Arm::Postgres(Postgres::open(url, &settings, alive).await?)
            }
            DatabaseUrl::Sqlite(_) | DatabaseUrl::Memory => {
                Arm::Sqlite(Box::new(Sqlite::open(&settings, alive).await?))
            }
        };
        Ok(Self(Arc::new(Inner {
            arm,
            ended: Mutex::new(ended),
            times: Times::new(),
            committed: Notify::new(),
        })))
    }

    /// Runs `body` in a transaction and commits when it succeeds; its answer comes after the commit.
    ///
    /// # Errors
    /// What the body fails with, and what the database fails with: busy when too much waits already.
    pub async fn write<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let lanes = match &self.0.arm {
            Arm::Sqlite(sqlite) => &sqlite.writes,
            Arm::Postgres(postgres) => &postgres.jobs,
        };
        submit(
            lanes,
            Lane::Interactive,
            Mode::Write,
            &self.0.times.write,
            body,
        )
        .await
        .inspect(|_| self.0.committed.notify_one())
    }

    /// Waits until something was written through this store since the last time that somebody waited. For
    /// one who waits; what other servers write rings nothing.
    pub async fn committed(&self) {
        self.0.committed.notified().await;
    }

    /// Whether no other process can use the database as a server: SQLite's file is locked.
    #[must_use]
    pub fn is_exclusive(&self) -> bool {
        match &self.0.arm {
            Arm::Sqlite(_) => true,
            Arm::Postgres(_) => false,
        }
    }

    /// Like [`Self::write`] for work in the background, which waits behind the other. A body is a
    /// slice of at most 500 nodes: everybody else waits as long as it runs.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_bulk<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let lanes = match &self.0.arm {
            Arm::Sqlite(sqlite) => &sqlite.writes,
            Arm::Postgres(postgres) => &postgres.jobs,
        };
        submit(
            lanes,
            Lane::Bulk,
            Mode::Write,
            &self.0.times.write_bulk,
            body,
        )
        .await
        .inspect(|_| self.0.committed.notify_one())
    }

    /// Runs a short `body` that reads: single rows and pages of at most 100.
    ///
    /// On SQLite it sees one state of the database and runs in the calling task; on PostgreSQL
    /// every statement sees the newest state.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn read<T, E, F>(&self, mut body: F) -> Result<T, E>
    where
        F: FnMut(&mut ReadTx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let time = &self.0.times.read;
        match &self.0.arm {
            Arm::Sqlite(sqlite) => {
                let started = Instant::now();
                let result = sqlite.read(body);
                time.record(started.elapsed());
                result
            }
            Arm::Postgres(postgres) => {
                let body = move |tx: &mut Tx<'_>| body(tx);
                submit(&postgres.jobs, Lane::Interactive, Mode::Read, time, body).await
            }
        }
    }

    /// Runs a `body` that may read for more than a millisecond: trees, counts, searches.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn read_slow<T, E, F>(&self, mut body: F) -> Result<T, E>
    where
        F: FnMut(&mut ReadTx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (lanes, lane) = match &self.0.arm {
            Arm::Sqlite(sqlite) => (&sqlite.slow_reads, Lane::Interactive),
            Arm::Postgres(postgres) => (&postgres.jobs, Lane::Bulk),
        };
        let body = move |tx: &mut Tx<'_>| body(tx);
        submit(lanes, lane, Mode::Read, &self.0.times.read_slow, body).await
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read(|tx| tx.find::<(i64,)>(&PING, args![]).map(drop))
            .await
    }

    /// Finishes what is queued and closes the database. Whatever comes later is refused.
    pub async fn close(&self) {
        match &self.0.arm {
            Arm::Sqlite(sqlite) => sqlite.close(),
            Arm::Postgres(postgres) => postgres.close(),
        }
        // Nothing is ever sent: this waits until the last thread has dropped its end.
        self.0.ended.lock().await.recv().await;
    }
}

async fn submit<T, E, F>(
    lanes: &Lanes,
    lane: Lane,
    mode: Mode,
    time: &metrics::Histogram,
    body: F,
) -> Result<T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let started = Instant::now();
    let (job, answer) = job::new(mode, body);
    lanes.push(lane, job)?;
    let result = answer
        .await
        .unwrap_or_else(|_| Err(StoreError::closed().into()));
    time.record(started.elapsed());
    result
}
