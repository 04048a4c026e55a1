//! Databases for tests.

use coffer_store::{DatabaseUrl, ReadTx, Sql, Store, StoreError, StoreSettings, Tx, args};
use futures_util::FutureExt;
use std::hash::{BuildHasher, RandomState};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::Poll;
use tempfile::TempDir;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A fresh database and a store that is open on it.
#[derive(Clone)]
pub(crate) struct Db {
    pub(crate) kind: Kind,
    pub(crate) settings: StoreSettings,
    pub(crate) store: Store,
}

/// Defines each of the named functions as a test on both databases.
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* $name:ident),* $(,)?) => {
        mod sqlite {
            $($(#[$attribute])* #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                $crate::support::run($crate::support::Kind::Sqlite, super::$name).await;
            })*
        }
        mod postgres {
            $($(#[$attribute])* #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                $crate::support::run($crate::support::Kind::Postgres, super::$name).await;
            })*
        }
    };
}
pub(crate) use on_both_databases;

/// Runs a test on a database of its own and removes the database, however the test ends.
pub(crate) async fn run<F: Future<Output = ()>>(kind: Kind, test: impl FnOnce(Db) -> F) {
    let Some(place) = Place::make(kind).await else {
        return;
    };
    let mut settings = StoreSettings::new(place.url());
    settings.workers = 4;
    let store = Store::open(settings.clone()).await.unwrap();
    let db = Db {
        kind,
        settings,
        store: store.clone(),
    };
    let outcome = AssertUnwindSafe(test(db)).catch_unwind().await;
    store.close().await;
    place.remove().await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

enum Place {
    File(TempDir),
    Server { base: String, name: String },
}

impl Place {
    /// `None` when tests on PostgreSQL are switched off.
    async fn make(kind: Kind) -> Option<Self> {
        if kind == Kind::Sqlite {
            return Some(Self::File(tempfile::tempdir().unwrap()));
        }
        let base = std::env::var("COFFER_TEST_POSTGRES").expect(
            "COFFER_TEST_POSTGRES names no PostgreSQL server: use `make test`, which starts one, \
             or set it to `skip`",
        );
        if base == "skip" {
            return None;
        }
        let name = format!("coffer_test_{:016x}", RandomState::new().hash_one(0));
        on_server(&base, &format!("CREATE DATABASE {name}")).await;
        Some(Self::Server { base, name })
    }

    fn url(&self) -> DatabaseUrl {
        match self {
            Self::File(folder) => DatabaseUrl::Sqlite(folder.path().join("test.db")),
            Self::Server { base, name } => {
                let (server, _) = base
                    .rsplit_once('/')
                    .expect("the address ends in a database");
                DatabaseUrl::Postgres(format!("{server}/{name}"))
            }
        }
    }

    async fn remove(self) {
        if let Self::Server { base, name } = self {
            on_server(&base, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn on_server(base: &str, command: &str) {
    let (client, connection) = tokio_postgres::connect(base, tokio_postgres::NoTls)
        .await
        .expect("the server of COFFER_TEST_POSTGRES answers");
    let run = async {
        client.batch_execute(command).await.unwrap();
        drop(client);
    };
    let (connection, ()) = futures_util::future::join(connection, run).await;
    connection.unwrap();
}

static CREATE: Sql = Sql::split(
    "CREATE TABLE counter (id INTEGER NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    "CREATE TABLE counter (id BIGINT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
);
static INSERT: Sql = Sql::both("INSERT INTO counter (id, value) VALUES (?1, ?2)");
static ADD: Sql = Sql::both("UPDATE counter SET value = value + ?2 WHERE id = ?1");
static VALUE: Sql = Sql::both("SELECT value FROM counter WHERE id = ?1");

impl Db {
    /// Makes a table of counters, and one counter for each of `ids`, at 0.
    pub(crate) async fn make_counters(&self, ids: &'static [i64]) {
        let made = self.store.write(move |tx| {
            tx.execute(&CREATE, args![])?;
            ids.iter().try_for_each(|id| insert(tx, *id))
        });
        made.await.unwrap();
    }

    /// The value of a counter, if there is one.
    pub(crate) async fn counter(&self, id: i64) -> Option<i64> {
        self.store.read(move |tx| value(tx, id)).await.unwrap()
    }

    /// Opens the same database again.
    pub(crate) async fn reopen(&self) -> Result<Store, StoreError> {
        self.store.close().await;
        Store::open(self.settings.clone()).await
    }
}

/// Inserts a counter.
pub(crate) fn insert(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.execute(&INSERT, args![id, 0_i64]).map(drop)
}

/// Adds to a counter.
pub(crate) fn add(tx: &mut Tx<'_>, id: i64, more: i64) -> Result<(), StoreError> {
    assert_eq!(tx.execute(&ADD, args![id, more])?, 1);
    Ok(())
}

/// Reads a counter.
pub(crate) fn value(tx: &mut ReadTx<'_>, id: i64) -> Result<Option<i64>, StoreError> {
    Ok(tx.find::<(i64,)>(&VALUE, args![id])?.map(|(value,)| value))
}

/// Begins `call`, or goes on with it, and says whether it waits for something.
pub(crate) async fn is_waiting<F: Future + Unpin>(call: &mut F) -> bool {
    std::future::poll_fn(|cx| Poll::Ready(Pin::new(&mut *call).poll(cx).is_pending())).await
}
