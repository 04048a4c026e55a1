//! The threads and connections of a SQLite store.

use super::connection::Place;
use super::writer::Writer;
use crate::db::error::StoreError;
use crate::db::job::catching;
use crate::db::lanes::Lanes;
use crate::db::settings::StoreSettings;
use crate::db::tx::{ReadTx, Tx};
use crate::migrate;
use crossbeam_queue::ArrayQueue;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use tokio::sync::{mpsc, oneshot};

/// A SQLite store.
pub(in crate::db) struct Sqlite {
    place: Place,
    /// Bodies that write.
    pub(in crate::db) writes: Arc<Lanes>,
    /// Reads that take long.
    pub(in crate::db) slow_reads: Arc<Lanes>,
    /// Connections of reads in the calling task that are not in use.
    readers: ArrayQueue<Connection>,
    closed: AtomicBool,
}

/// Held by every thread until its connection is closed.
pub(in crate::db) type Alive = mpsc::Sender<()>;

impl Sqlite {
    /// Takes the database, brings its tables up to date and starts the threads.
    pub(in crate::db) async fn open(
        settings: &StoreSettings,
        alive: Alive,
    ) -> Result<Self, StoreError> {
        let writes = Arc::new(Lanes::new("writer", settings.queue, settings.bulk_queue, 1));
        let slow_reads = Arc::new(Lanes::new("slow_readers", settings.bulk_queue, 0, 0));
        let (opened, opening) = oneshot::channel();
        let (lanes, of_writer, writer_settings) =
            (Arc::clone(&writes), alive.clone(), settings.clone());
        spawn("coffer-db-write", move || {
            write(&writer_settings, &lanes, opened);
            drop(of_writer);
        })?;
        let place = opening.await.map_err(|_| StoreError::closed())??;
        let cores = thread::available_parallelism().map_or(2, usize::from);
        let store = Self {
            place,
            writes,
            slow_reads,
            readers: ArrayQueue::new(2 * cores),
            closed: AtomicBool::new(false),
        };
        for _ in 0..settings.slow_readers.max(1) {
            let (lanes, place) = (Arc::clone(&store.slow_reads), store.place.clone());
            let alive = alive.clone();
            spawn("coffer-db-read", move || {
                read_slowly(&place, &lanes);
                drop(alive);
            })?;
        }
        Ok(store)
    }

    /// Runs a read in the calling task, in a snapshot of its own.
    pub(in crate::db) fn read<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut ReadTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.closed.load(Ordering::Acquire) {
            return Err(StoreError::closed().into());
        }
        // Bodies do not wait, so there are never more connections in use than threads.
        let connection = match self.readers.pop() {
            Some(connection) => connection,
            None => self.place.reader()?,
        };
        let result = in_snapshot(&connection, |tx| catching(|| body(tx)))?;
        if !self.closed.load(Ordering::Acquire) {
            // The queue is full when threads were added: then this connection is one too many.
            let _ = self.readers.push(connection);
        }
        result
    }

    /// Lets the threads end when their queues are empty, and closes the idle readers.
    pub(in crate::db) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        while self.readers.pop().is_some() {}
        self.slow_reads.close();
        self.writes.close();
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.close();
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
        .map(drop)
        .map_err(|e| StoreError::io("a database thread cannot be started", e))
}

/// The life of the writer thread.
fn write(
    settings: &StoreSettings,
    lanes: &Lanes,
    opened: oneshot::Sender<Result<Place, StoreError>>,
) {
    let prepared = Place::take(settings).and_then(|(place, hold)| {
        let mut connection = place.writer()?;
        migrate::sqlite(&mut connection)?;
        Ok((place, hold, connection))
    });
    match prepared {
        Ok((place, hold, connection)) => {
            // Whoever opened the store may have gone away, and then nothing will ever come.
            if opened.send(Ok(place.clone())).is_ok() {
                Writer::new(&place, lanes, connection).run();
            }
            drop(hold);
        }
        Err(failure) => {
            let _ = opened.send(Err(failure));
        }
    }
}

/// The life of a thread for slow reads.
fn read_slowly(place: &Place, lanes: &Lanes) {
    let mut idle = None;
    while let Some((_, mut job)) = lanes.take() {
        if job.is_abandoned() {
            continue;
        }
        let outcome = idle
            .take()
            .map_or_else(|| place.reader(), Ok)
            .and_then(|connection| {
                in_snapshot(&connection, |tx| job.run(tx))?;
                idle = Some(connection);
                Ok(())
            });
        job.answer(outcome);
    }
}

/// Runs `body` in a transaction that sees one state of the database.
fn in_snapshot<T>(
    connection: &Connection,
    body: impl FnOnce(&mut Tx<'_>) -> T,
) -> Result<T, StoreError> {
    let run = |text| connection.prepare_cached(text)?.execute([]);
    run("BEGIN")?;
    let result = body(&mut Tx::new(ReadTx::sqlite(connection)));
    run("COMMIT")?;
    Ok(result)
}
