//! SQLite: the file, its lock, and commits in groups.

use crate::support::{Db, Kind, add, insert, is_waiting, run};
use coffer_model::{Code, Error};
use coffer_store::{DatabaseUrl, Sql, Store, StoreError, StoreSettings, args};
use std::path::PathBuf;
use std::pin::pin;
use std::process::Command;
use std::sync::mpsc;

/// Set for the second process of a test: the database that it tries to open.
const SECOND_PROCESS: &str = "COFFER_TEST_SECOND_PROCESS";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_same_file_is_refused() {
    if let Ok(path) = std::env::var(SECOND_PROCESS) {
        let settings = StoreSettings::new(DatabaseUrl::Sqlite(PathBuf::from(path)));
        let refusal = Store::open(settings).await.err().expect("it is refused");
        assert!(refusal.to_string().contains("another server"), "{refusal}");
        return;
    }
    run(Kind::Sqlite, |db: Db| async move {
        let DatabaseUrl::Sqlite(path) = &db.settings.url else {
            panic!("not a file");
        };
        let second = |path: &PathBuf| {
            Command::new(std::env::current_exe().unwrap())
                .args([
                    "--exact",
                    "files::a_second_process_on_the_same_file_is_refused",
                ])
                .env(SECOND_PROCESS, path)
                .output()
                .unwrap()
        };
        let refused = second(path);
        let said = String::from_utf8_lossy(&refused.stdout).into_owned();
        assert!(
            refused.status.success() && said.contains("1 passed"),
            "{said}"
        );
        // The same process is no exception, and closing gives the file free.
        assert!(Store::open(db.settings.clone()).await.is_err());
        db.reopen().await.unwrap().close().await;
        assert!(
            !second(path).status.success(),
            "nobody holds the lock any more"
        );
    })
    .await;
}

static CREATE: Sql = Sql::both(
    "CREATE TABLE child (
        parent INTEGER NOT NULL REFERENCES counter (id) DEFERRABLE INITIALLY DEFERRED
    ) STRICT",
);
static ORPHAN: Sql = Sql::both("INSERT INTO child (parent) VALUES (?1)");

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_failed_commit_fails_its_group_and_nothing_after_it() {
    run(Kind::Sqlite, |db: Db| async move {
        db.make_counters(&[1]).await;
        db.store
            .write(|tx| tx.execute(&CREATE, args![]))
            .await
            .unwrap();
        // While this body holds the writer, the others are queued: they come into one group.
        let (release, wait) = mpsc::channel::<()>();
        let mut gate = pin!(db.store.write(move |tx| {
            let _ = wait.recv();
            add(tx, 1, 10)
        }));
        let mut good = pin!(db.store.write(|tx| add(tx, 1, 1)));
        let mut orphan = pin!(db.store.write(|tx| tx.execute(&ORPHAN, args![77_i64])));
        let mut other = pin!(db.store.write(|tx| insert(tx, 2)));
        assert!(is_waiting(&mut gate).await);
        assert!(is_waiting(&mut good).await);
        assert!(is_waiting(&mut orphan).await);
        assert!(is_waiting(&mut other).await);
        drop(release);
        assert!(
            orphan.await.is_err(),
            "the commit finds that there is no parent"
        );
        // How the groups were cut is a matter of time; what was answered has to be true.
        let sum = 10 * i64::from(gate.await.is_ok()) + i64::from(good.await.is_ok());
        assert_eq!(db.counter(1).await, Some(sum));
        assert_eq!(db.counter(2).await, other.await.is_ok().then_some(0));
        db.store.write(|tx| insert(tx, 3)).await.unwrap();
        assert_eq!(db.counter(3).await, Some(0));
    })
    .await;
}

static MOST_PAGES: Sql = Sql::both("PRAGMA max_page_count = 1");
static FILL: Sql = Sql::both(
    "WITH RECURSIVE up (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM up WHERE n < 9999)
    INSERT INTO counter (id, value) SELECT n, n FROM up",
);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_disk_is_told_apart_and_leaves_the_database_as_it_was() {
    run(Kind::Sqlite, |db: Db| async move {
        db.make_counters(&[1]).await;
        let too_much = db.store.write(|tx| {
            add(tx, 1, 1)?;
            // Rounded up to what the file has already: it cannot grow on this connection.
            tx.find::<(i64,)>(&MOST_PAGES, args![])?;
            tx.execute(&FILL, args![])
        });
        let full = too_much.await.unwrap_err();
        assert!(full.is_full(), "{full:?}");
        assert_eq!(Error::from(full).code(), Code::StorageFull);
        assert_eq!(db.counter(1).await, Some(0));
        db.store.write(|tx| add(tx, 1, 5)).await.unwrap();
        assert_eq!(db.counter(1).await, Some(5));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_acknowledged_is_in_the_file_after_closing() {
    run(Kind::Sqlite, |db: Db| async move {
        db.make_counters(&[1]).await;
        db.store.write(|tx| add(tx, 1, 3)).await.unwrap();
        let store = db.reopen().await.unwrap();
        let value = store.read(|tx| crate::support::value(tx, 1)).await;
        assert_eq!(value.unwrap(), Some(3));
        store.close().await;
        let DatabaseUrl::Sqlite(path) = &db.settings.url else {
            panic!("not a file");
        };
        let log = path.with_extension("db-wal");
        assert!(
            std::fs::metadata(log).map_or(0, |log| log.len()) == 0,
            "the log is folded in"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_in_memory_is_private_and_takes_readers_beside_the_writer() {
    let open = || Store::open("sqlite::memory:".parse().map(StoreSettings::new).unwrap());
    let (one, other) = (open().await.unwrap(), open().await.unwrap());
    static CREATE: Sql = Sql::both("CREATE TABLE mine (id INTEGER NOT NULL) STRICT");
    static COUNT: Sql = Sql::both("SELECT count(*) FROM mine");
    one.write(|tx| tx.execute(&CREATE, args![])).await.unwrap();
    let (release, wait) = mpsc::channel::<()>();
    let mut writing = pin!(one.write(move |_| {
        wait.recv().ok();
        Ok::<_, StoreError>(())
    }));
    assert!(is_waiting(&mut writing).await);
    let count = one.read(|tx| tx.find::<(i64,)>(&COUNT, args![])).await;
    assert_eq!(count.unwrap(), Some((0,)));
    drop(release);
    writing.await.unwrap();
    assert!(
        other
            .read(|tx| tx.find::<(i64,)>(&COUNT, args![]))
            .await
            .is_err()
    );
    one.close().await;
    other.close().await;
}
