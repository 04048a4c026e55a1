//! The tables and the statements of every area.

use crate::support::{Db, Kind, on_both_databases, run};
use coffer_store::{ReadTx, Sql, Store, StoreError, all_statements, args};
use std::collections::BTreeSet;
use std::sync::Mutex;

on_both_databases! {
    every_statement_is_accepted,
    opening_again_changes_nothing,
    a_changed_migration_is_refused,
    the_database_of_a_newer_server_is_refused,
}

async fn every_statement_is_accepted(db: Db) {
    let mut refused = Vec::new();
    for (name, sql) in all_statements() {
        // Each in a transaction of its own: a refused one ends it.
        if let Err(failure) = db.store.write(|tx| tx.check(sql)).await {
            refused.push(format!("{name}: {failure:?}"));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(!all_statements().is_empty());
}

static APPLIED: Sql =
    Sql::both("SELECT version, checksum, applied_at FROM migration ORDER BY version");

async fn applied(store: &Store) -> Vec<(i64, String, i64)> {
    store.read(|tx| tx.list(&APPLIED, args![])).await.unwrap()
}

async fn opening_again_changes_nothing(db: Db) {
    let before = applied(&db.store).await;
    assert!(!before.is_empty());
    let store = db.reopen().await.unwrap();
    assert_eq!(applied(&store).await, before);
    store.close().await;
}

async fn a_changed_migration_is_refused(db: Db) {
    static CHANGE: Sql = Sql::both("UPDATE migration SET checksum = 'other' WHERE version = 1");
    db.store
        .write(|tx| tx.execute(&CHANGE, args![]))
        .await
        .unwrap();
    let refusal = db.reopen().await.err().expect("it is refused");
    assert!(
        refusal.to_string().contains("another text of migration"),
        "{refusal}"
    );
}

async fn the_database_of_a_newer_server_is_refused(db: Db) {
    static ADD: Sql = Sql::both(
        "INSERT INTO migration (version, name, checksum, applied_at)
        VALUES (9999, '9999_later', '', 0)",
    );
    db.store
        .write(|tx| tx.execute(&ADD, args![]))
        .await
        .unwrap();
    let refusal = db.reopen().await.err().expect("it is refused");
    assert!(refusal.to_string().contains("newer server"), "{refusal}");
}

/// Table, column, type, whether NULL is allowed. Tables of searches differ by their nature.
static COLUMNS: Sql = Sql::split(
    "SELECT t.name, c.name, c.type, c.\"notnull\" = 0
    FROM pragma_table_list t, pragma_table_info(t.name) c
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~'",
    "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT),
        CASE CAST(data_type AS TEXT) WHEN 'bigint' THEN 'INTEGER' WHEN 'smallint' THEN 'INTEGER'
            WHEN 'boolean' THEN 'INTEGER' WHEN 'text' THEN 'TEXT' WHEN 'bytea' THEN 'BLOB'
            ELSE CAST(data_type AS TEXT) END,
        is_nullable = 'YES'
    FROM information_schema.columns c
    WHERE table_schema = 'public' AND NOT EXISTS (
        SELECT 1 FROM information_schema.columns s
        WHERE s.table_schema = 'public' AND s.table_name = c.table_name AND s.data_type = 'tsvector'
    )",
);

/// Table, index, uniqueness and columns of every index that has a name.
static INDEXES: Sql = Sql::split(
    "SELECT t.name, i.name, i.\"unique\" <> 0, i.partial <> 0,
        (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
    FROM pragma_table_list t, pragma_index_list(t.name) i
    WHERE t.schema = 'main' AND t.type = 'table' AND i.origin = 'c'",
    "SELECT CAST(t.relname AS TEXT), CAST(i.relname AS TEXT), x.indisunique, x.indpred IS NOT NULL,
        (SELECT string_agg(CAST(a.attname AS TEXT), ',' ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = i.oid)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_am m ON m.oid = i.relam
    WHERE n.nspname = 'public' AND NOT x.indisprimary AND m.amname = 'btree'",
);

type Column = (String, String, String, bool);
type Index = (String, String, bool, bool, Option<String>);
type Schema = (BTreeSet<Column>, BTreeSet<Index>);

fn schema(tx: &mut ReadTx<'_>) -> Result<Schema, StoreError> {
    Ok((
        tx.list(&COLUMNS, args![])?.into_iter().collect(),
        tx.list(&INDEXES, args![])?.into_iter().collect(),
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_databases_have_the_same_tables_and_indexes() {
    let found = Mutex::new(Vec::new());
    for kind in [Kind::Sqlite, Kind::Postgres] {
        run(kind, async |db: Db| {
            let schema = db.store.read(schema).await.unwrap();
            found.lock().unwrap().push(schema);
        })
        .await;
    }
    let found = found.into_inner().unwrap();
    let [(columns, indexes), (other_columns, other_indexes)] = found.as_slice() else {
        return; // tests on PostgreSQL are switched off
    };
    let differing: Vec<_> = columns.symmetric_difference(other_columns).collect();
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(columns.iter().any(|(table, ..)| table == "node"));
    let differing: Vec<_> = indexes.symmetric_difference(other_indexes).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}
