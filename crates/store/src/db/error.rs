//! Failures of the database.

use super::row::ColumnMismatch;
use coffer_model::{Code, Error};
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use tokio_postgres::error::SqlState;

/// Seconds after which a caller who was refused may try again.
const RETRY_AFTER: u32 = 1;

/// A failure of the database. Cheap to clone: a failed commit fails every body of its group.
#[derive(Clone)]
pub struct StoreError(Box<Failure>);

#[derive(Clone)]
struct Failure {
    kind: Kind,
    message: Cow<'static, str>,
    statement: Option<&'static str>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A unique constraint refused the row.
    Unique,
    /// A serialization failure, a deadlock or a lost connection: the same again may succeed.
    Retryable,
    /// A queue is full, a lock is held or a statement ran out of time.
    Busy,
    /// No room on the disk.
    Full,
    /// Anything else.
    Other,
}

impl StoreError {
    fn new(kind: Kind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Failure {
            kind,
            message: message.into(),
            statement: None,
            source: None,
        }))
    }

    fn because(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Whether a unique constraint refused the row.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        self.0.kind == Kind::Unique
    }

    /// Whether the same body, repeated, may succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.kind == Kind::Retryable
    }

    /// Whether there is too much to do at the moment.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.0.kind == Kind::Busy
    }

    /// Whether the disk is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.kind == Kind::Full
    }

    pub(crate) fn queue_full() -> Self {
        Self::new(Kind::Busy, "the database queue is full")
    }

    pub(crate) fn closed() -> Self {
        Self::new(Kind::Other, "the store is closed")
    }

    pub(crate) fn panicked() -> Self {
        Self::new(Kind::Other, "a transaction's body panicked")
    }

    pub(crate) fn given_up() -> Self {
        Self::new(Kind::Other, "SQLite has given up the transaction")
    }

    /// A body went on after a failed statement, which PostgreSQL does not allow.
    pub(crate) fn already_failed(cause: &Self) -> Self {
        let message = "the transaction cannot go on after a failed statement";
        Self::new(cause.0.kind, message).because(cause.clone())
    }

    pub(crate) fn refused(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Other, message)
    }

    pub(crate) fn io(message: &'static str, source: std::io::Error) -> Self {
        let kind = match source.kind() {
            std::io::ErrorKind::StorageFull => Kind::Full,
            _ => Kind::Other,
        };
        Self::new(kind, message).because(source)
    }

    pub(crate) fn decode(index: usize, mismatch: ColumnMismatch) -> Self {
        Self::new(Kind::Other, format!("column {index} cannot be read")).because(mismatch)
    }

    /// The connection was lost when nobody can tell whether the commit arrived, so the body must
    /// not be repeated.
    pub(crate) fn commit_unknown(self) -> Self {
        let message = "the connection was lost during the commit";
        Self::new(Kind::Other, message).because(self)
    }

    /// Adds the statement that failed, for the log.
    pub(crate) fn in_statement(mut self, text: &'static str) -> Self {
        self.0.statement = Some(text);
        self
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(source: rusqlite::Error) -> Self {
        Self::new(sqlite_kind(&source), "SQLite failed").because(source)
    }
}

fn sqlite_kind(error: &rusqlite::Error) -> Kind {
    use rusqlite::ErrorCode;
    use rusqlite::ffi::{
        SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE,
    };
    let Some(failure) = error.sqlite_error() else {
        return Kind::Other;
    };
    match (failure.code, failure.extended_code) {
        (_, SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_ROWID) => {
            Kind::Unique
        }
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Kind::Busy,
        (ErrorCode::DiskFull, _) => Kind::Full,
        _ => Kind::Other,
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(source: tokio_postgres::Error) -> Self {
        let kind = postgres_kind(&source);
        let failure = Self::new(kind, "PostgreSQL failed");
        match source.as_db_error() {
            // The driver prints the detail too, and that quotes values of the row.
            Some(answer) => failure.because(Refusal {
                state: answer.code().code().to_owned(),
                message: answer.message().to_owned(),
            }),
            None => failure.because(source),
        }
    }
}

/// What PostgreSQL said, without the detail.
#[derive(Debug, thiserror::Error)]
#[error("{message} ({state})")]
struct Refusal {
    state: String,
    message: String,
}

fn postgres_kind(error: &tokio_postgres::Error) -> Kind {
    let Some(state) = error.code() else {
        return if is_connection_failure(error) {
            Kind::Retryable
        } else {
            Kind::Other
        };
    };
    match *state {
        SqlState::UNIQUE_VIOLATION => Kind::Unique,
        SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::CONNECTION_EXCEPTION
        | SqlState::CONNECTION_FAILURE
        | SqlState::CONNECTION_DOES_NOT_EXIST => Kind::Retryable,
        SqlState::QUERY_CANCELED
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::TOO_MANY_CONNECTIONS => Kind::Busy,
        SqlState::DISK_FULL => Kind::Full,
        _ => Kind::Other,
    }
}

/// A failure to connect, or of a connection; not one to encode or decode a value.
fn is_connection_failure(error: &tokio_postgres::Error) -> bool {
    error.is_closed() || StdError::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

impl From<StoreError> for Error {
    fn from(failure: StoreError) -> Self {
        let error = match failure.0.kind {
            // Repeating did not help, or PostgreSQL does not answer: later it may.
            Kind::Busy | Kind::Retryable => Self::new(Code::Busy).with_retry_after(RETRY_AFTER),
            Kind::Full => Self::new(Code::StorageFull),
            Kind::Unique | Kind::Other => Self::new(Code::Internal),
        };
        error.with_source(failure)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(statement) = self.0.statement {
            f.write_str(" in `")?;
            for (n, word) in statement.split_whitespace().take(8).enumerate() {
                write!(f, "{}{word}", if n == 0 { "" } else { " " })?;
            }
            f.write_str(" …`")?;
        }
        Ok(())
    }
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreError({:?}: {self}", self.0.kind)?;
        let mut source = StdError::source(self);
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        f.write_str(")")
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests;
