//! Transactions as bodies see them.

use super::arg::Arg;
use super::error::StoreError;
use super::row::{FromRow, Row};
use super::sql::Sql;
use super::{postgres, sqlite};
use std::ops::{Deref, DerefMut};

/// A transaction that can read.
pub struct ReadTx<'c> {
    arm: Arm<'c>,
    failed: Option<StoreError>,
}

enum Arm<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut postgres::Session),
}

impl<'c> ReadTx<'c> {
    pub(super) fn sqlite(connection: &'c rusqlite::Connection) -> Self {
        Self {
            arm: Arm::Sqlite(connection),
            failed: None,
        }
    }

    pub(super) fn postgres(session: &'c mut postgres::Session) -> Self {
        Self {
            arm: Arm::Postgres(session),
            failed: None,
        }
    }

    /// The failure of a statement that makes this transaction impossible to commit.
    pub(super) fn failure(&self) -> Option<&StoreError> {
        self.failed.as_ref()
    }

    /// The first row of the result.
    ///
    /// # Errors
    /// When the statement fails, or the row is not a `T`.
    pub fn find<T: FromRow>(
        &mut self,
        sql: &'static Sql,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.each(sql, args, Reach::All, &mut |row| {
            found = Some(T::from_row(row)?);
            Ok(false)
        })?;
        Ok(found)
    }

    /// Every row of the result. The statement has a `LIMIT`, or its result is small by nature.
    ///
    /// # Errors
    /// When the statement fails, or a row is not a `T`.
    pub fn list<T: FromRow>(
        &mut self,
        sql: &'static Sql,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, args, Reach::All, &mut |row| {
            rows.push(T::from_row(row)?);
            Ok(true)
        })?;
        Ok(rows)
    }

    /// Calls `f` with row after row until it answers `false` or fails. For long results of a
    /// `SELECT`: rows that nobody asked for are not computed.
    ///
    /// # Errors
    /// When the statement or `f` fails.
    pub fn visit(
        &mut self,
        sql: &'static Sql,
        args: &[Arg<'_>],
        f: &mut dyn FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        self.each(sql, args, Reach::UntilStopped, f)
    }

    /// Whether the database is PostgreSQL, for the few bodies that have to know.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.arm, Arm::Postgres(_))
    }

    /// Prepares the statement without running it.
    ///
    /// # Errors
    /// When the database does not accept it.
    pub fn check(&mut self, sql: &'static Sql) -> Result<(), StoreError> {
        self.run(sql, |arm| match arm {
            Arm::Sqlite(connection) => sqlite::check(connection, sql),
            Arm::Postgres(session) => session.check(sql),
        })
    }

    fn each(
        &mut self,
        sql: &'static Sql,
        args: &[Arg<'_>],
        reach: Reach,
        f: &mut dyn FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        // What `f` says is no failure of the database: the transaction may go on after it.
        let mut refusal = None;
        let mut visitor = |row: &Row<'_>| {
            f(row).unwrap_or_else(|failure| {
                refusal = Some(failure.in_statement(sql.sqlite()));
                false
            })
        };
        self.run(sql, |arm| match (arm, reach) {
            (Arm::Sqlite(connection), _) => sqlite::each(connection, sql, args, &mut visitor),
            (Arm::Postgres(session), Reach::All) => session.each(sql, args, &mut visitor),
            (Arm::Postgres(session), Reach::UntilStopped) => {
                session.each_by_cursor(sql, args, &mut visitor)
            }
        })?;
        refusal.map_or(Ok(()), Err)
    }

    /// Runs one statement. A failed one ends the transaction: PostgreSQL has it so, and SQLite has
    /// to behave the same, or a body that goes on would pass its tests on one of the two.
    fn run<T>(
        &mut self,
        sql: &'static Sql,
        statement: impl FnOnce(&mut Arm<'c>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(cause) = &self.failed {
            return Err(StoreError::already_failed(cause).in_statement(sql.sqlite()));
        }
        statement(&mut self.arm).map_err(|failure| {
            let failure = failure.in_statement(sql.sqlite());
            self.failed = Some(failure.clone());
            failure
        })
    }
}

/// How much of a result PostgreSQL has to compute.
#[derive(Clone, Copy)]
enum Reach {
    All,
    UntilStopped,
}

/// A transaction that can read and write. It is committed when its body succeeds.
pub struct Tx<'c>(ReadTx<'c>);

impl<'c> Tx<'c> {
    pub(super) fn new(inner: ReadTx<'c>) -> Self {
        Self(inner)
    }

    /// Runs a statement that answers no rows and says how many it changed.
    ///
    /// # Errors
    /// When the statement fails.
    pub fn execute(&mut self, sql: &'static Sql, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.0.run(sql, |arm| match arm {
            Arm::Sqlite(connection) => sqlite::execute(connection, sql, args),
            Arm::Postgres(session) => session.execute(sql, args),
        })
    }

    /// Runs the statements of a migration.
    pub(crate) fn script(&mut self, text: &str) -> Result<(), StoreError> {
        match &mut self.0.arm {
            Arm::Sqlite(connection) => Ok(connection.execute_batch(text)?),
            Arm::Postgres(session) => session.script(text),
        }
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = ReadTx<'c>;

    fn deref(&self) -> &ReadTx<'c> {
        &self.0
    }
}

impl<'c> DerefMut for Tx<'c> {
    fn deref_mut(&mut self) -> &mut ReadTx<'c> {
        &mut self.0
    }
}

/// A connection that migrations run on, one transaction after the other.
pub(crate) trait Transactions {
    /// Runs `body` in a transaction of its own and commits when it succeeds.
    fn transaction(
        &mut self,
        body: &mut dyn FnMut(&mut Tx<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;
}
