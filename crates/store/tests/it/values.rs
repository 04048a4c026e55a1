//! Values survive the way to the database and back.

use crate::support::{Db, on_both_databases};
use coffer_model::{NodeId, Timestamp};
use coffer_store::{Arg, Sql, StoreError, args};

on_both_databases! {
    values_come_back_as_they_went,
    null_is_not_read_as_a_value,
    wrong_arguments_fail_without_a_panic,
    the_first_row_is_found_and_all_are_listed,
    a_visit_stops_when_it_is_told,
    a_visit_sees_every_row_of_a_long_result,
    a_failure_of_a_visitor_is_the_visits,
}

static CREATE: Sql = Sql::split(
    "CREATE TABLE item (id INTEGER NOT NULL PRIMARY KEY, word TEXT, data BLOB, flag INTEGER,
        moment INTEGER) STRICT",
    "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, word TEXT, data BYTEA, flag BOOLEAN,
        moment BIGINT)",
);
static INSERT: Sql =
    Sql::both("INSERT INTO item (id, word, data, flag, moment) VALUES (?1, ?2, ?3, ?4, ?5)");
static FIND: Sql = Sql::both("SELECT id, word, data, flag, moment FROM item WHERE id = ?1");
static LIST: Sql = Sql::both("SELECT id FROM item WHERE id > ?1 ORDER BY id");
/// Without an end: whoever computes all of it never comes back.
static COUNT_UP: Sql = Sql::both(
    "WITH RECURSIVE up (n) AS (SELECT CAST(?1 AS BIGINT) UNION ALL SELECT n + 1 FROM up)
    SELECT n FROM up",
);
static COUNT_TO: Sql = Sql::both(
    "WITH RECURSIVE up (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM up WHERE n < ?1)
    SELECT n FROM up",
);

type Item = (
    NodeId,
    Option<String>,
    Option<Vec<u8>>,
    Option<bool>,
    Option<Timestamp>,
);

async fn round_trip(db: &Db, item: Item) -> Item {
    db.store
        .write(move |tx| {
            let (id, word, data, flag, moment) = &item;
            tx.execute(&INSERT, args![id, word, data, *flag, *moment])?;
            tx.find(&FIND, args![id])
        })
        .await
        .unwrap()
        .unwrap()
}

async fn values_come_back_as_they_went(db: Db) {
    db.store
        .write(|tx| tx.execute(&CREATE, args![]))
        .await
        .unwrap();
    let items: [Item; 4] = [
        (NodeId(1), None, None, None, None),
        (
            NodeId(i64::MAX),
            Some(String::new()),
            Some(vec![]),
            Some(false),
            Some(Timestamp(0)),
        ),
        (
            NodeId(i64::MIN),
            Some("文件 2 😀 e\u{301} \\ ' \" ?1 $1\n".into()),
            Some((0..=255).collect()),
            Some(true),
            Some(Timestamp(i64::MIN)),
        ),
        (
            NodeId(-1),
            Some("x".repeat(100_000)),
            Some(vec![7; 100_000]),
            None,
            None,
        ),
    ];
    for item in items {
        assert_eq!(round_trip(&db, item.clone()).await, item);
    }
}

async fn null_is_not_read_as_a_value(db: Db) {
    db.store
        .write(|tx| tx.execute(&CREATE, args![]))
        .await
        .unwrap();
    let read = db.store.write(|tx| {
        tx.execute(
            &INSERT,
            args![1_i64, Arg::Null, Arg::Null, Arg::Null, Arg::Null],
        )?;
        tx.find::<(i64, String)>(&FIND, args![1_i64])
    });
    let failure = read.await.unwrap_err();
    assert!(failure.to_string().contains("column 1"), "{failure}");
}

async fn wrong_arguments_fail_without_a_panic(db: Db) {
    static ONE: Sql = Sql::both("SELECT CAST(?1 AS BIGINT)");
    for wrong in [0, 2] {
        let list = vec![Arg::Int(1); wrong];
        let read = db.store.read(move |tx| tx.find::<(i64,)>(&ONE, &list));
        let failure = read.await.unwrap_err();
        assert!(!failure.to_string().contains("panic"), "{failure}");
    }
    let read = db.store.read(|tx| tx.find::<(i64,)>(&ONE, args![u64::MAX]));
    assert!(read.await.is_err());
    let read = db
        .store
        .read(|tx| tx.find::<(i64, i64)>(&ONE, args![1_i64]));
    assert!(read.await.is_err(), "there is no second column");
}

async fn the_first_row_is_found_and_all_are_listed(db: Db) {
    let (first, list) = db
        .store
        .read(|tx| {
            let first = tx.find::<(i64,)>(&COUNT_TO, args![3_i64])?;
            Ok::<_, StoreError>((first, tx.list::<(i64,)>(&COUNT_TO, args![3_i64])?))
        })
        .await
        .unwrap();
    assert_eq!(first, Some((1,)));
    assert_eq!(list, [(1,), (2,), (3,)]);
    db.store
        .write(|tx| tx.execute(&CREATE, args![]))
        .await
        .unwrap();
    let none = db.store.read(|tx| tx.find::<(i64,)>(&LIST, args![0_i64]));
    assert_eq!(none.await.unwrap(), None);
}

async fn a_visit_stops_when_it_is_told(db: Db) {
    let visited = db.store.read_slow(|tx| {
        let mut seen = Vec::new();
        for start in [5_i64, 50] {
            tx.visit(&COUNT_UP, args![start], &mut |row| {
                seen.push(row.get::<i64>(0)?);
                Ok(seen.len() % 3 != 0)
            })?;
        }
        Ok::<_, StoreError>(seen)
    });
    assert_eq!(visited.await.unwrap(), [5, 6, 7, 50, 51, 52]);
}

async fn a_visit_sees_every_row_of_a_long_result(db: Db) {
    for length in [0_i64, 499, 500, 501, 2_000] {
        let visited = db.store.read(move |tx| {
            let mut sum = 0;
            tx.visit(&COUNT_TO, args![length.max(1)], &mut |row| {
                sum += row.get::<i64>(0)?;
                Ok(true)
            })?;
            Ok::<_, StoreError>(sum)
        });
        let n = length.max(1);
        assert_eq!(visited.await.unwrap(), n * (n + 1) / 2);
    }
}

async fn a_failure_of_a_visitor_is_the_visits(db: Db) {
    let visit = db.store.read(|tx| {
        let failed = tx.visit(&COUNT_UP, args![1_i64], &mut |row| {
            row.get::<String>(0)?;
            Ok(true)
        });
        assert!(failed.unwrap_err().to_string().contains("column 0"));
        // That was no failure of the database, so the transaction goes on.
        tx.find::<(i64,)>(&COUNT_TO, args![1_i64])
    });
    assert_eq!(visit.await.unwrap(), Some((1,)));
}
