//! A connection to PostgreSQL, driven synchronously.

use crate::db::arg::Arg;
use crate::db::error::StoreError;
use crate::db::row::Row;
use crate::db::sql::Sql;
use crate::db::tx::{ReadTx, Transactions, Tx};
use futures_util::TryStreamExt;
use futures_util::future::join;
use std::collections::HashMap;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls, RowStream, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Rows that a cursor computes at a time.
const FETCH: &str = "FETCH FORWARD 500 FROM visit";

/// A connector that verifies the server by the certificates that the system trusts.
fn trusting_system_roots() -> Result<MakeRustlsConnect, StoreError> {
    let (connector, _) = MakeRustlsConnect::with_native_certs().map_err(|errors| {
        let reasons: Vec<String> = errors.iter().map(ToString::to_string).collect();
        StoreError::refused(format!(
            "no certificates that the system trusts were found {}",
            reasons.join(", ")
        ))
    })?;
    Ok(connector)
}

/// Lives as long as the connection.
async fn drive_connection(connection: impl Future<Output = Result<(), tokio_postgres::Error>>) {
    if let Err(error) = connection.await {
        tracing::warn!(%error, "a database connection was lost");
    }
}

/// A connection, its prepared statements and the transaction that is open on it.
pub(in crate::db) struct Session {
    runtime: Rc<Runtime>,
    client: Client,
    connection: JoinHandle<()>,
    statements: HashMap<usize, Statement>,
    cursors: HashMap<usize, Statement>,
    /// What begins the transaction; sent with its first statement, which saves a round trip.
    begin: Option<&'static str>,
}

impl Session {
    /// Connects. The connection lives on `runtime`, which runs on the thread of the caller.
    pub(super) fn connect(
        runtime: Rc<Runtime>,
        config: &Config,
        timeout: Duration,
    ) -> Result<Self, StoreError> {
        // Without `sslmode=require` there is no TLS at all: encryption that an attacker may talk the
        // two sides out of protects nothing.
        let (client, connection) = if config.get_ssl_mode() == SslMode::Require {
            let (client, connection) =
                runtime.block_on(config.connect(trusting_system_roots()?))?;
            (client, runtime.spawn(drive_connection(connection)))
        } else {
            let (client, connection) = runtime.block_on(config.connect(NoTls))?;
            (client, runtime.spawn(drive_connection(connection)))
        };
        // A generic plan with a bitmap scan reads all children of a folder for one page of them.
        let milliseconds = timeout.as_millis();
        let set = format!(
            "SET enable_bitmapscan = off; SET statement_timeout = {milliseconds};
             SET idle_in_transaction_session_timeout = '60s'"
        );
        runtime.block_on(client.batch_execute(&set))?;
        Ok(Self {
            runtime,
            client,
            connection,
            statements: HashMap::new(),
            cursors: HashMap::new(),
            begin: None,
        })
    }

    /// Says goodbye.
    pub(super) fn close(self) {
        drop(self.client);
        // The task ends when it has sent what is left; it logs its own failure.
        let _ = self.runtime.block_on(self.connection);
    }

    /// Begins a transaction with `begin`.
    pub(super) fn begin(&mut self, begin: &'static str) {
        self.begin = Some(begin);
    }

    /// Ends the transaction: its changes stay.
    pub(super) fn commit(&mut self) -> Result<(), StoreError> {
        self.end("COMMIT").map_err(|error| {
            // Only an answer says that nothing was committed.
            let answered = error.as_db_error().is_some_and(|answer| {
                let class = &answer.code().code()[..2];
                class == "40" || class == "23"
            });
            let failure = StoreError::from(error);
            if answered {
                failure
            } else {
                failure.commit_unknown()
            }
        })
    }

    /// Ends the transaction: its changes are forgotten.
    pub(super) fn rollback(&mut self) -> Result<(), StoreError> {
        Ok(self.end("ROLLBACK")?)
    }

    fn end(&mut self, end: &str) -> Result<(), tokio_postgres::Error> {
        if self.begin.take().is_some() {
            return Ok(()); // no statement, no transaction
        }
        self.runtime.block_on(self.client.batch_execute(end))
    }

    /// Calls `f` with row after row until it answers `false`; the statement runs to its end.
    pub(in crate::db) fn each(
        &mut self,
        sql: &'static Sql,
        args: &[Arg<'_>],
        f: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<(), StoreError> {
        let statement = self.prepared(sql, args)?;
        let client = &self.client;
        let rows = async {
            let rows = client.query_raw(&statement, args).await?;
            // The rest is read too: a failure in it would end the transaction silently.
            read_rows(rows, f).await
        };
        drive(&self.runtime, client, &mut self.begin, rows)?;
        Ok(())
    }

    /// Calls `f` with row after row until it answers `false`; rows far behind are not computed.
    pub(in crate::db) fn each_by_cursor(
        &mut self,
        sql: &'static Sql,
        args: &[Arg<'_>],
        f: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<(), StoreError> {
        let statement = match self.cursors.get(&sql.key()) {
            Some(statement) => statement.clone(),
            None => {
                let text = format!("DECLARE visit NO SCROLL CURSOR FOR {}", sql.postgres());
                let statement = self.runtime.block_on(self.client.prepare(&text))?;
                self.cursors.insert(sql.key(), statement.clone());
                statement
            }
        };
        expect_arguments(&statement, args)?;
        let client = &self.client;
        let visit = async {
            client.execute_raw(&statement, args).await?;
            loop {
                let rows = client.query_raw(FETCH, args_none()).await?;
                let Read { count, stopped } = read_rows(rows, f).await?;
                if stopped || count == 0 {
                    return client.batch_execute("CLOSE visit").await;
                }
            }
        };
        drive(&self.runtime, client, &mut self.begin, visit)?;
        Ok(())
    }

    /// Runs a statement without rows and says how many it changed.
    pub(in crate::db) fn execute(
        &mut self,
        sql: &'static Sql,
        args: &[Arg<'_>],
    ) -> Result<u64, StoreError> {
        let statement = self.prepared(sql, args)?;
        let changed = self.client.execute_raw(&statement, args);
        Ok(drive(
            &self.runtime,
            &self.client,
            &mut self.begin,
            changed,
        )?)
    }

    /// Prepares a statement without running it.
    pub(in crate::db) fn check(&mut self, sql: &'static Sql) -> Result<(), StoreError> {
        self.prepare(sql).map(drop)
    }

    /// Runs statements that have neither arguments nor rows.
    pub(in crate::db) fn script(&mut self, text: &str) -> Result<(), StoreError> {
        let script = self.client.batch_execute(text);
        Ok(drive(&self.runtime, &self.client, &mut self.begin, script)?)
    }

    fn prepared(&mut self, sql: &'static Sql, args: &[Arg<'_>]) -> Result<Statement, StoreError> {
        let statement = self.prepare(sql)?;
        expect_arguments(&statement, args)?;
        Ok(statement)
    }

    fn prepare(&mut self, sql: &'static Sql) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(&sql.key()) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(sql.postgres()))?;
        self.statements.insert(sql.key(), statement.clone());
        Ok(statement)
    }
}

impl Transactions for Session {
    fn transaction(
        &mut self,
        body: &mut dyn FnMut(&mut Tx<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.begin("BEGIN");
        let outcome = body(&mut Tx::new(ReadTx::postgres(self)));
        let ended = match outcome {
            Ok(()) => self.commit(),
            Err(_) => self.rollback(),
        };
        outcome.and(ended)
    }
}

/// Runs `statement` to its end; behind `begin` and in the same packet when that is still due.
fn drive<T>(
    runtime: &Runtime,
    client: &Client,
    begin: &mut Option<&'static str>,
    statement: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, tokio_postgres::Error> {
    match begin.take() {
        None => runtime.block_on(statement),
        Some(begin) => {
            let (begun, result) = runtime.block_on(join(client.batch_execute(begin), statement));
            begun.and(result)
        }
    }
}

struct Read {
    count: usize,
    stopped: bool,
}

async fn read_rows(
    rows: RowStream,
    f: &mut dyn FnMut(&Row<'_>) -> bool,
) -> Result<Read, tokio_postgres::Error> {
    let mut rows = pin!(rows);
    let mut read = Read {
        count: 0,
        stopped: false,
    };
    while let Some(row) = rows.try_next().await? {
        read.count += 1;
        if !read.stopped {
            read.stopped = !f(&Row::postgres(&row));
        }
    }
    Ok(read)
}

/// The driver panics when the numbers differ.
fn expect_arguments(statement: &Statement, args: &[Arg<'_>]) -> Result<(), StoreError> {
    let expected = statement.params().len();
    if expected == args.len() {
        return Ok(());
    }
    Err(StoreError::refused(format!(
        "{} arguments for {expected} parameters",
        args.len()
    )))
}

fn args_none() -> [Arg<'static>; 0] {
    []
}
