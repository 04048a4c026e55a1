//! Transactions: all or nothing, each for itself.

use crate::support::{Db, add, insert, on_both_databases, value};
use coffer_model::{Code, Error};
use coffer_store::{Sql, StoreError, args};
use tokio::task::JoinSet;

on_both_databases! {
    what_was_written_is_read,
    a_failing_body_leaves_nothing,
    a_panicking_body_leaves_nothing_and_harms_nobody,
    a_failed_statement_ends_the_transaction,
    increments_of_many_tasks_add_up,
    a_unique_violation_is_told_apart,
    what_is_there_already_is_skipped_without_a_failure,
    returning_gives_rows_of_a_write,
    a_read_cannot_write,
    failures_of_the_core_pass_through,
    a_write_sees_its_own_changes,
    the_database_answers_a_ping,
}

async fn what_was_written_is_read(db: Db) {
    db.make_counters(&[1]).await;
    db.store.write(|tx| add(tx, 1, 5)).await.unwrap();
    assert_eq!(db.counter(1).await, Some(5));
    let slow = db.store.read_slow(|tx| value(tx, 1)).await.unwrap();
    assert_eq!(slow, Some(5));
    db.store.write_bulk(|tx| add(tx, 1, 2)).await.unwrap();
    assert_eq!(db.counter(1).await, Some(7));
}

async fn a_failing_body_leaves_nothing(db: Db) {
    db.make_counters(&[1]).await;
    let failing = db.store.write(|tx| {
        add(tx, 1, 5)?;
        insert(tx, 2)?;
        Err::<(), _>(Error::new(Code::QuotaExceeded))
    });
    let passing = db.store.write(|tx| add(tx, 1, 100));
    let (failed, passed) = futures_util::future::join(failing, passing).await;
    assert_eq!(failed.unwrap_err().code(), Code::QuotaExceeded);
    passed.unwrap();
    assert_eq!(db.counter(1).await, Some(100));
    assert_eq!(db.counter(2).await, None);
}

async fn a_panicking_body_leaves_nothing_and_harms_nobody(db: Db) {
    db.make_counters(&[1]).await;
    let panicking = db.store.write(|tx| {
        add(tx, 1, 5)?;
        if value(tx, 1)?.is_some() {
            panic!("on purpose");
        }
        Ok::<_, StoreError>(())
    });
    let passing = db.store.write(|tx| add(tx, 1, 100));
    let (failed, passed) = futures_util::future::join(panicking, passing).await;
    assert!(failed.unwrap_err().to_string().contains("panicked"));
    passed.unwrap();
    assert_eq!(db.counter(1).await, Some(100));
    let reading = db.store.read(|tx| match value(tx, 1)? {
        Some(_) => panic!("on purpose"),
        None => Ok::<_, StoreError>(()),
    });
    assert!(reading.await.unwrap_err().to_string().contains("panicked"));
    assert_eq!(db.counter(1).await, Some(100));
}

async fn a_failed_statement_ends_the_transaction(db: Db) {
    db.make_counters(&[1]).await;
    let stubborn = db.store.write(|tx| {
        add(tx, 1, 5)?;
        assert!(insert(tx, 1).is_err());
        let next = value(tx, 1).unwrap_err();
        assert!(next.to_string().contains("cannot go on"), "{next}");
        Ok::<_, StoreError>(())
    });
    assert!(stubborn.await.unwrap_err().is_unique_violation());
    assert_eq!(db.counter(1).await, Some(0));
}

async fn increments_of_many_tasks_add_up(db: Db) {
    db.make_counters(&[1]).await;
    let mut tasks = JoinSet::new();
    for _ in 0..64 {
        let store = db.store.clone();
        tasks.spawn(async move {
            for _ in 0..8 {
                store.write(|tx| add(tx, 1, 1)).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(db.counter(1).await, Some(64 * 8));
}

async fn a_unique_violation_is_told_apart(db: Db) {
    static MISSING: Sql = Sql::both("SELECT value FROM missing");
    db.make_counters(&[1]).await;
    let taken = db.store.write(|tx| insert(tx, 1)).await.unwrap_err();
    assert!(taken.is_unique_violation() && !taken.is_retryable() && !taken.is_busy());
    let other = db.store.read(|tx| tx.find::<(i64,)>(&MISSING, args![]));
    let other = other.await.unwrap_err();
    assert!(!other.is_unique_violation());
    assert!(
        other.to_string().contains("SELECT value FROM missing"),
        "{other}"
    );
}

static INSERT_OR_SKIP: Sql = Sql::both(
    "INSERT INTO counter (id, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING id",
);

async fn what_is_there_already_is_skipped_without_a_failure(db: Db) {
    db.make_counters(&[1]).await;
    let ids = db.store.write(|tx| {
        let old = tx.find::<(i64,)>(&INSERT_OR_SKIP, args![1_i64, 9_i64])?;
        let new = tx.find::<(i64,)>(&INSERT_OR_SKIP, args![2_i64, 9_i64])?;
        Ok::<_, StoreError>((old, new))
    });
    assert_eq!(ids.await.unwrap(), (None, Some((2,))));
    assert_eq!(db.counter(1).await, Some(0));
    assert_eq!(db.counter(2).await, Some(9));
}

async fn returning_gives_rows_of_a_write(db: Db) {
    static UPDATE: Sql =
        Sql::both("UPDATE counter SET value = value + ?1 WHERE id > ?2 RETURNING id, value");
    db.make_counters(&[1, 2, 3]).await;
    let updated = db.store.write(|tx| {
        let mut all = tx.list::<(i64, i64)>(&UPDATE, args![1_i64, 1_i64])?;
        all.sort_unstable();
        // Only the first row is asked for; all are changed.
        tx.find::<(i64, i64)>(&UPDATE, args![1_i64, 0_i64])?;
        Ok::<_, StoreError>(all)
    });
    assert_eq!(updated.await.unwrap(), [(2, 1), (3, 1)]);
    for (id, expected) in [(1, 1), (2, 2), (3, 2)] {
        assert_eq!(db.counter(id).await, Some(expected), "counter {id}");
    }
}

async fn a_read_cannot_write(db: Db) {
    db.make_counters(&[1]).await;
    let find =
        |tx: &mut coffer_store::ReadTx<'_>| tx.find::<(i64,)>(&INSERT_OR_SKIP, args![2_i64, 9_i64]);
    assert!(db.store.read(find).await.is_err());
    assert!(db.store.read_slow(find).await.is_err());
    assert_eq!(db.counter(2).await, None);
}

async fn failures_of_the_core_pass_through(db: Db) {
    db.make_counters(&[1]).await;
    let failed = db.store.write(|tx| -> Result<(), Error> {
        insert(tx, 1)?;
        Ok(())
    });
    let failed = failed.await.unwrap_err();
    assert_eq!(failed.code(), Code::Internal);
    assert!(std::error::Error::source(&failed).is_some());
}

async fn a_write_sees_its_own_changes(db: Db) {
    db.make_counters(&[1]).await;
    let seen = db.store.write(|tx| {
        add(tx, 1, 3)?;
        value(tx, 1)
    });
    assert_eq!(seen.await.unwrap(), Some(3));
}

async fn the_database_answers_a_ping(db: Db) {
    db.store.ping().await.unwrap();
    db.store.close().await;
    assert!(db.store.ping().await.is_err());
    assert!(db.store.write(|tx| insert(tx, 1)).await.is_err());
}
