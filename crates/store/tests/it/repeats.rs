//! PostgreSQL: bodies that lost a race or their connection are repeated.

use crate::support::{Db, Kind, add, run, value};
use coffer_store::{Sql, StoreError, args};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};

static END_MYSELF: Sql = Sql::both("SELECT pg_terminate_backend(pg_backend_pid())");
static SERIALIZABLE: Sql = Sql::both("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_deadlock_is_resolved_by_repeating() {
    run(Kind::Postgres, |db: Db| async move {
        db.make_counters(&[1, 2]).await;
        let attempts = Arc::new(AtomicU32::new(0));
        let meeting = Arc::new(Barrier::new(2));
        let body = |first: i64, second: i64| {
            let (attempts, meeting) = (Arc::clone(&attempts), Arc::clone(&meeting));
            let mut met = false;
            db.store.write(move |tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                add(tx, first, 1)?;
                if !std::mem::replace(&mut met, true) {
                    meeting.wait();
                }
                add(tx, second, 1)
            })
        };
        let (one, other) = futures_util::future::join(body(1, 2), body(2, 1)).await;
        one.and(other).unwrap();
        // Usually three; a slow machine may let the two meet once more.
        assert!(attempts.load(Ordering::Relaxed) >= 3);
        assert_eq!(db.counter(1).await, Some(2));
        assert_eq!(db.counter(2).await, Some(2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_serialization_failure_is_repeated_also_when_the_commit_finds_it() {
    run(Kind::Postgres, |db: Db| async move {
        db.make_counters(&[1, 2]).await;
        let attempts = Arc::new(AtomicU32::new(0));
        let meeting = Arc::new(Barrier::new(2));
        // Each counts what the other changes: one of the two has to be repeated.
        let body = |read: i64, write: i64| {
            let (attempts, meeting) = (Arc::clone(&attempts), Arc::clone(&meeting));
            let mut met = false;
            db.store.write(move |tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                tx.execute(&SERIALIZABLE, args![])?;
                let seen = value(tx, read)?.unwrap_or_default();
                if !std::mem::replace(&mut met, true) {
                    meeting.wait();
                }
                add(tx, write, seen + 1)
            })
        };
        let (one, other) = futures_util::future::join(body(1, 2), body(2, 1)).await;
        one.and(other).unwrap();
        assert!(attempts.load(Ordering::Relaxed) >= 3);
        let (one, two) = (db.counter(1).await, db.counter(2).await);
        assert!((one, two) == (Some(1), Some(2)) || (one, two) == (Some(2), Some(1)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lost_connection_is_replaced_and_the_body_repeated() {
    run(Kind::Postgres, |db: Db| async move {
        db.make_counters(&[1]).await;
        let mut attempts = 0;
        let written = db.store.write(move |tx| {
            attempts += 1;
            add(tx, 1, 1)?;
            if attempts == 1 {
                tx.find::<(bool,)>(&END_MYSELF, args![])?;
            }
            Ok::<_, StoreError>(attempts)
        });
        assert_eq!(written.await.unwrap(), 2);
        assert_eq!(db.counter(1).await, Some(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn repeating_ends_and_the_failure_is_told() {
    run(Kind::Postgres, |mut db: Db| async move {
        db.settings.retries = 2;
        let store = db.reopen().await.unwrap();
        let attempts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&attempts);
        let failing = store.read(move |tx| {
            counted.fetch_add(1, Ordering::Relaxed);
            tx.find::<(bool,)>(&END_MYSELF, args![])
        });
        assert!(failing.await.unwrap_err().is_retryable());
        assert_eq!(attempts.load(Ordering::Relaxed), 3);
        store.ping().await.unwrap();
        store.close().await;
    })
    .await;
}
