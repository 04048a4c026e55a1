//! What the engine does in a second. Run alone and optimised:
//! `scripts/with-postgres cargo test --release -p coffer-store --test it -- --ignored --nocapture speed`

use crate::support::{Db, on_both_databases, value};
use coffer_store::{Sql, Store, StoreError, args};
use std::time::Instant;
use tokio::task::JoinSet;

on_both_databases! {
    #[ignore = "measures and asserts little"]
    inserts_and_point_reads_of_16_tasks,
}

const TASKS: i64 = 16;
static INSERT: Sql = Sql::both("INSERT INTO counter (id, value) VALUES (?1, ?2)");
static FIND: Sql = Sql::both("SELECT value FROM counter WHERE id = ?1");

async fn inserts_and_point_reads_of_16_tasks(db: Db) {
    db.make_counters(&[]).await;
    for round in 0..3 {
        let per_task = 2_000;
        let first = round * TASKS * per_task;
        let inserts = rate(&db.store, per_task, move |store, n| async move {
            store
                .write(move |tx| tx.execute(&INSERT, args![first + n, n]))
                .await
                .map(drop)
        });
        let inserts = inserts.await;
        let reads = rate(&db.store, 10_000, |store, n| async move {
            let id = n % (TASKS * 2_000);
            let found = store
                .read(move |tx| tx.find::<(i64,)>(&FIND, args![id]))
                .await?;
            assert_eq!(found, Some((id,)));
            Ok(())
        });
        println!(
            "{:?}: {inserts:.0} inserts/s, {:.0} point reads/s",
            db.kind,
            reads.await
        );
    }
    let last = 3 * TASKS * 2_000 - 1;
    let stored = db.store.read(move |tx| value(tx, last)).await.unwrap();
    assert_eq!(stored, Some(TASKS * 2_000 - 1));
}

/// Calls a second when every task makes `per_task` calls, one after the other.
async fn rate<F, C>(store: &Store, per_task: i64, call: C) -> f64
where
    C: Fn(Store, i64) -> F + Clone + Send + 'static,
    F: Future<Output = Result<(), StoreError>> + Send,
{
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (store, call) = (store.clone(), call.clone());
        tasks.spawn(async move {
            for n in 0..per_task {
                call(store.clone(), task * per_task + n).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    (TASKS * per_task) as f64 / started.elapsed().as_secs_f64()
}
