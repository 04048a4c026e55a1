use super::*;

const TEXT: &str = "\
-- A table; BIGINT here is no type.
CREATE TABLE thing (
    id BIGINT NOT NULL PRIMARY KEY, -- a comment; with a semicolon
    small SMALLINT NOT NULL DEFAULT 0,
    word TEXT NOT NULL DEFAULT 'BIGINT; it''s -- text',
    bigint_like BYTEA,
    flag BOOLEAN NOT NULL
);
CREATE INDEX thing_small ON thing (small);
-- only sqlite
CREATE VIRTUAL TABLE words USING fts5 (word);
  -- only postgres
CREATE TABLE words (word tsvector);
-- both
ALTER TABLE thing ADD COLUMN more BIGINT;
";

#[test]
fn sqlite_gets_its_types_and_strict_tables() {
    assert_eq!(
        Dialect::Sqlite.translate(TEXT),
        "CREATE TABLE thing (
    id INTEGER NOT NULL PRIMARY KEY, \n    small INTEGER NOT NULL DEFAULT 0,
    word TEXT NOT NULL DEFAULT 'BIGINT; it''s -- text',
    bigint_like BLOB,
    flag INTEGER NOT NULL
) STRICT;
CREATE INDEX thing_small ON thing (small);
CREATE VIRTUAL TABLE words USING fts5 (word);
ALTER TABLE thing ADD COLUMN more INTEGER;
"
    );
}

#[test]
fn postgres_gets_the_text_as_it_is_without_sqlites_sections() {
    let text = Dialect::Postgres.translate(TEXT);
    assert!(text.contains("flag BOOLEAN NOT NULL\n);"), "{text}");
    assert!(
        text.contains("CREATE TABLE words (word tsvector);"),
        "{text}"
    );
    assert!(text.contains("ADD COLUMN more BIGINT"), "{text}");
    assert!(!text.contains("VIRTUAL"), "{text}");
}
