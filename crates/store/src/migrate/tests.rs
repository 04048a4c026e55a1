use super::*;
use rusqlite::Connection;

const FIRST: Migration = Migration {
    version: 1,
    name: "0001_first",
    text: "CREATE TABLE first (id BIGINT NOT NULL PRIMARY KEY);",
};
const SECOND: Migration = Migration {
    version: 2,
    name: "0002_second",
    text: "CREATE TABLE second (flag BOOLEAN); INSERT INTO first (id) VALUES (1);",
};

fn migrated(migrations: &[Migration]) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    run(&mut connection, Dialect::Sqlite, migrations).unwrap();
    connection
}

fn count(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn only_what_is_missing_is_applied() {
    let mut connection = migrated(&[FIRST]);
    for _ in 0..2 {
        run(&mut connection, Dialect::Sqlite, &[FIRST, SECOND]).unwrap();
    }
    assert_eq!(count(&connection, "SELECT count(*) FROM migration"), 2);
    assert_eq!(count(&connection, "SELECT count(*) FROM first"), 1);
    assert!(count(&connection, "SELECT min(applied_at) FROM migration") > 1_700_000_000_000_000);
}

#[test]
fn a_changed_migration_is_refused() {
    let mut connection = migrated(&[FIRST]);
    let changed = Migration {
        text: "CREATE TABLE first (id BIGINT);",
        ..FIRST
    };
    let refusal = run(&mut connection, Dialect::Sqlite, &[changed]).unwrap_err();
    assert!(
        refusal
            .to_string()
            .contains("another text of migration 0001_first"),
        "{refusal}"
    );
}

#[test]
fn the_database_of_a_newer_server_is_refused() {
    let mut connection = migrated(&[FIRST, SECOND]);
    let refusal = run(&mut connection, Dialect::Sqlite, &[FIRST]).unwrap_err();
    assert!(refusal.to_string().contains("newer server"), "{refusal}");
    assert!(refusal.to_string().contains("0002_second"), "{refusal}");
}

#[test]
fn a_failing_migration_leaves_nothing() {
    let broken = Migration {
        text: "CREATE TABLE second (flag BOOLEAN); INSERT INTO missing VALUES (1);",
        ..SECOND
    };
    let mut connection = Connection::open_in_memory().unwrap();
    assert!(run(&mut connection, Dialect::Sqlite, &[FIRST, broken]).is_err());
    assert_eq!(count(&connection, "SELECT count(*) FROM migration"), 1);
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'second'";
    assert_eq!(count(&connection, tables), 0);
}

#[test]
fn line_ends_do_not_change_a_checksum_and_words_do() {
    assert_eq!(checksum("a\r\nb"), checksum("a\nb"));
    assert_ne!(checksum("a\nb"), checksum("a\nc"));
    assert_eq!(checksum(""), "cbf29ce484222325");
}

#[test]
fn versions_count_up_and_match_their_files() {
    for (n, migration) in (1..).zip(MIGRATIONS) {
        assert_eq!(migration.version, n);
        assert!(
            migration.name.starts_with(&format!("{n:04}_")),
            "{}",
            migration.name
        );
    }
}
