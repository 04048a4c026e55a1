//! The workers of a PostgreSQL store.

use super::session::Session;
use super::worker::Worker;
use crate::db::error::StoreError;
use crate::db::lanes::Lanes;
use crate::db::settings::StoreSettings;
use crate::migrate;
use std::rc::Rc;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::Config;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Servers that start together migrate one after the other. The number is arbitrary and ours.
const LOCK: &str = "SELECT pg_advisory_lock(4847209183617)";

/// A PostgreSQL store.
pub(in crate::db) struct Postgres {
    /// Bodies, reading and writing.
    pub(in crate::db) jobs: Arc<Lanes>,
}

impl Postgres {
    /// Brings the tables up to date and starts the workers.
    pub(in crate::db) async fn open(
        url: &str,
        settings: &StoreSettings,
        alive: mpsc::Sender<()>,
    ) -> Result<Self, StoreError> {
        let mut config: Config = url.parse()?;
        if config.get_application_name().is_none() {
            config.application_name("coffer");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        migrated(config.clone()).await?;
        let workers = settings.workers.max(1);
        // Half of the workers are always there for those who wait at a screen.
        let bulk_takers = (workers / 2).max(1);
        let jobs = Lanes::new("workers", settings.queue, settings.bulk_queue, bulk_takers);
        let pool = Self {
            jobs: Arc::new(jobs),
        };
        for _ in 0..workers {
            let (jobs, config, alive) = (Arc::clone(&pool.jobs), config.clone(), alive.clone());
            let (timeout, retries) = (settings.statement_timeout, settings.retries);
            let runtime = event_loop()?;
            spawn("coffer-db", move || {
                Worker::new(runtime, &config, timeout, retries).run(&jobs);
                drop(alive);
            })?;
        }
        Ok(pool)
    }

    /// Lets the workers end when the queue is empty.
    pub(in crate::db) fn close(&self) {
        self.jobs.close();
    }
}

impl Drop for Postgres {
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

/// What drives the connection of one thread.
fn event_loop() -> Result<Runtime, StoreError> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| StoreError::io("no event loop for a database connection", e))
}

/// Migrates on a thread of its own: a session blocks.
async fn migrated(config: Config) -> Result<(), StoreError> {
    let (answer, done) = oneshot::channel();
    let runtime = event_loop()?;
    spawn("coffer-db-migrate", move || {
        // A migration may take its time.
        let connected = Session::connect(Rc::new(runtime), &config, Duration::ZERO);
        let outcome = connected.and_then(|mut session| {
            session.script(LOCK)?;
            // The lock is released with the connection.
            let outcome = migrate::postgres(&mut session);
            session.close();
            outcome
        });
        // Whoever opened the store may have gone away.
        let _ = answer.send(outcome);
    })?;
    done.await.map_err(|_| StoreError::closed())?
}
