//! Opening a SQLite file and keeping other servers off it.

use crate::db::error::StoreError;
use crate::db::settings::{DatabaseUrl, StoreSettings};
use crate::db::tx::{ReadTx, Transactions, Tx};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// The first version whose write-ahead log cannot corrupt the database when it is reset while
/// another connection checkpoints.
const OLDEST_VERSION: i32 = 3_051_003;

/// How long a reader waits for the short moments in which the log is reset or recovered.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Statements that stay prepared on a connection.
const CACHED_STATEMENTS: usize = 512;

/// Where the database is and how its connections are set up.
#[derive(Debug, Clone)]
pub(super) struct Place {
    path: PathBuf,
    mmap_bytes: u64,
    /// Whether a commit survives the loss of power.
    durable: bool,
}

/// What keeps the place ours; dropped when the last connection is closed.
pub(super) struct Hold {
    _lock: Option<File>,
    _folder: Option<TempDir>,
}

impl Place {
    /// Takes the database of `settings` for this store alone.
    pub(super) fn take(settings: &StoreSettings) -> Result<(Self, Hold), StoreError> {
        if rusqlite::version_number() < OLDEST_VERSION {
            return Err(StoreError::refused(format!(
                "SQLite {} can damage the database; 3.51.3 is the oldest that cannot",
                rusqlite::version()
            )));
        }
        let (path, folder) = match &settings.url {
            DatabaseUrl::Sqlite(path) => (path.clone(), None),
            _ => {
                let folder = tempfile::Builder::new()
                    .prefix("coffer-")
                    .tempdir()
                    .map_err(|e| StoreError::io("no temporary folder for the database", e))?;
                (folder.path().join("memory.db"), Some(folder))
            }
        };
        let lock = if settings.beside_server {
            None
        } else {
            Some(lock_beside(&path)?)
        };
        let place = Self {
            path,
            mmap_bytes: settings.mmap_bytes,
            durable: folder.is_none(),
        };
        let hold = Hold {
            _lock: lock,
            _folder: folder,
        };
        Ok((place, hold))
    }

    /// A connection that may write.
    pub(super) fn writer(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = self.open(flags)?;
        let mode: String =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        if mode != "wal" {
            return Err(StoreError::refused(format!(
                "SQLite cannot keep a write-ahead log there (journal mode {mode})"
            )));
        }
        let synchronous = if self.durable { "FULL" } else { "OFF" };
        connection.pragma_update(None, "synchronous", synchronous)?;
        connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
        connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
        connection.pragma_update(None, "cache_size", -(64 << 10))?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(connection)
    }

    /// A connection that only reads.
    pub(super) fn reader(&self) -> Result<Connection, StoreError> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        // There are many readers, and most of what they read is mapped or in the system's cache.
        connection.pragma_update(None, "cache_size", -(1 << 10))?;
        Ok(connection)
    }

    fn open(&self, flags: OpenFlags) -> Result<Connection, StoreError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        // Else every binding of a value that a plan may depend on prepares the statement anew.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let mmap = i64::try_from(self.mmap_bytes).unwrap_or(i64::MAX);
        connection
            .pragma_update_and_check(None, "mmap_size", mmap, |_| Ok(()))
            .or_else(|error| match error {
                // Answered by no row where the system cannot map files.
                rusqlite::Error::QueryReturnedNoRows => Ok(()),
                other => Err(other),
            })?;
        Ok(connection)
    }
}

/// Locks `PATH.lock`. The system releases it when the process ends, however it ends.
fn lock_beside(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&name)
        .map_err(|e| StoreError::io("the database's lock file cannot be opened", e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::refused(
            "another server uses this SQLite database",
        )),
        Err(TryLockError::Error(e)) => Err(StoreError::io(
            "the database's lock file cannot be locked",
            e,
        )),
    }
}

impl Transactions for Connection {
    fn transaction(
        &mut self,
        body: &mut dyn FnMut(&mut Tx<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.execute_batch("BEGIN IMMEDIATE")?;
        let outcome = body(&mut Tx::new(ReadTx::sqlite(self)));
        let end = if outcome.is_ok() {
            "COMMIT"
        } else {
            "ROLLBACK"
        };
        let ended = self.execute_batch(end);
        outcome?;
        Ok(ended?)
    }
}
