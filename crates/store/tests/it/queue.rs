//! Queues: bounded, fair, and emptied at the end.

use crate::support::{Db, Kind, add, insert, is_waiting, on_both_databases};
use coffer_model::{Code, Error};
use coffer_store::{Store, StoreError};
use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

on_both_databases! {
    a_full_queue_is_busy,
    bulk_work_waits_behind_interactive_work,
    closing_finishes_what_is_queued,
    a_write_that_nobody_waits_for_is_dropped_before_it_begins,
}

/// Holds the only thread that runs bodies until it is dropped.
struct Gate {
    release: mpsc::Sender<()>,
    held: JoinSet<()>,
}

impl Gate {
    async fn hold(store: &Store) -> Self {
        let (release, wait) = mpsc::channel();
        let (begun, begin) = oneshot::channel();
        let mut begun = Some(begun);
        let store = store.clone();
        let mut held = JoinSet::new();
        held.spawn(async move {
            let body = store.write(move |_| {
                if let Some(begun) = begun.take() {
                    begun.send(()).unwrap();
                }
                // Ends when the other side is dropped.
                let _ = wait.recv();
                Ok::<_, StoreError>(())
            });
            body.await.unwrap();
        });
        begin.await.unwrap();
        Self { release, held }
    }

    async fn release(self) {
        drop(self.release);
        self.held.join_all().await;
    }
}

/// A store with one thread for writes and places for `queue` bodies in each lane.
async fn narrow(db: &Db, queue: usize) -> Store {
    db.store.close().await;
    let mut settings = db.settings.clone();
    settings.workers = 1;
    settings.queue = queue;
    settings.bulk_queue = queue;
    Store::open(settings).await.unwrap()
}

async fn a_full_queue_is_busy(db: Db) {
    db.make_counters(&[1]).await;
    let store = narrow(&db, 1).await;
    let gate = Gate::hold(&store).await;
    let mut queued = pin!(store.write(|tx| add(tx, 1, 1)));
    assert!(is_waiting(&mut queued).await);
    let refused = store.write(|tx| add(tx, 1, 10)).await.unwrap_err();
    assert!(refused.is_busy(), "{refused}");
    let refused = Error::from(refused);
    assert_eq!(refused.code(), Code::Busy);
    assert!(refused.facts().retry_after.is_some());
    let mut bulk = pin!(store.write_bulk(|tx| add(tx, 1, 100)));
    assert!(
        is_waiting(&mut bulk).await,
        "the lanes are full each for itself"
    );
    gate.release().await;
    queued.await.unwrap();
    bulk.await.unwrap();
    store.close().await;
    assert_eq!(reopened(&db).await, Some(101));
}

async fn reopened(db: &Db) -> Option<i64> {
    let store = Store::open(db.settings.clone()).await.unwrap();
    let value = store.read(|tx| crate::support::value(tx, 1)).await;
    store.close().await;
    value.unwrap()
}

async fn bulk_work_waits_behind_interactive_work(db: Db) {
    let store = narrow(&db, 10).await;
    let gate = Gate::hold(&store).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let note = |who: &'static str| {
        let order = Arc::clone(&order);
        move |_: &mut coffer_store::Tx<'_>| {
            order.lock().unwrap().push(who);
            Ok::<_, StoreError>(())
        }
    };
    let mut bulk = pin!(store.write_bulk(note("bulk")));
    let mut first = pin!(store.write(note("first")));
    let mut second = pin!(store.write(note("second")));
    assert!(is_waiting(&mut bulk).await);
    assert!(is_waiting(&mut first).await);
    assert!(is_waiting(&mut second).await);
    gate.release().await;
    let (bulk, first, second) = futures_util::future::join3(bulk, first, second).await;
    bulk.and(first).and(second).unwrap();
    let order = order.lock().unwrap().clone();
    match db.kind {
        // The group of the gate has room for one slice when its time is over.
        Kind::Sqlite => assert!(
            order == ["bulk", "first", "second"] || order == ["first", "second", "bulk"],
            "{order:?}"
        ),
        Kind::Postgres => assert_eq!(order, ["first", "second", "bulk"]),
    }
    store.close().await;
}

async fn closing_finishes_what_is_queued(db: Db) {
    db.make_counters(&[1]).await;
    let store = narrow(&db, 10).await;
    let gate = Gate::hold(&store).await;
    let mut queued = pin!(store.write(|tx| add(tx, 1, 1)));
    assert!(is_waiting(&mut queued).await);
    let mut closing = pin!(store.close());
    assert!(is_waiting(&mut closing).await);
    assert!(store.write(|tx| insert(tx, 2)).await.is_err());
    gate.release().await;
    queued.await.unwrap();
    closing.await;
    assert_eq!(reopened(&db).await, Some(1));
}

async fn a_write_that_nobody_waits_for_is_dropped_before_it_begins(db: Db) {
    db.make_counters(&[1]).await;
    let store = narrow(&db, 10).await;
    let gate = Gate::hold(&store).await;
    {
        let mut abandoned = Box::pin(store.write(|tx| add(tx, 1, 100)));
        assert!(is_waiting(&mut abandoned).await);
    }
    gate.release().await;
    store.write(|tx| add(tx, 1, 1)).await.unwrap();
    store.close().await;
    assert_eq!(reopened(&db).await, Some(1));
}
