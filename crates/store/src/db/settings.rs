//! What a store needs to know to open.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Which database.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`: a file, made when it is not there.
    Sqlite(PathBuf),
    /// `sqlite::memory:`: a database of this store alone, gone when the store is closed.
    Memory,
    /// `postgres://…`.
    Postgres(String),
}

/// The text names no database that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a database is sqlite:PATH, sqlite::memory: or postgres://USER@HOST/NAME")]
pub struct UnknownDatabase;

impl FromStr for DatabaseUrl {
    type Err = UnknownDatabase;

    fn from_str(text: &str) -> Result<Self, UnknownDatabase> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite:") {
            Some(":memory:") => Ok(Self::Memory),
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            _ => Err(UnknownDatabase),
        }
    }
}

/// A PostgreSQL address may have a password in it, so it is not shown.
impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Memory => f.write_str("sqlite::memory:"),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

/// How a store opens its database and how much it may queue.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// Which database.
    pub url: DatabaseUrl,
    /// Interactive bodies that may wait; one more is refused as busy.
    pub queue: usize,
    /// Bulk bodies and slow reads that may wait, each.
    pub bulk_queue: usize,
    /// PostgreSQL: workers, each with a connection.
    pub workers: usize,
    /// SQLite: threads for slow reads.
    pub slow_readers: usize,
    /// SQLite: bytes of the file that are mapped into memory; 0 turns mapping off.
    pub mmap_bytes: u64,
    /// SQLite: open also while a server uses the database, for a command that changes a little and
    /// ends. What must not run beside a server asks for the database alone.
    pub beside_server: bool,
    /// PostgreSQL: how long one statement may run.
    pub statement_timeout: Duration,
    /// PostgreSQL: how often a body is repeated after a serialization failure, a deadlock or a
    /// lost connection.
    pub retries: u32,
}

impl StoreSettings {
    /// The defaults, for this database.
    #[must_use]
    pub fn new(url: DatabaseUrl) -> Self {
        Self {
            url,
            queue: 1_024,
            bulk_queue: 256,
            workers: 8,
            slow_readers: 2,
            mmap_bytes: 256 << 20,
            beside_server: false,
            statement_timeout: Duration::from_secs(30),
            retries: 10,
        }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self::new(DatabaseUrl::Memory)
    }
}

#[cfg(test)]
mod tests;
