use super::*;

fn sqlite_failure(code: i32) -> StoreError {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into()
}

#[test]
fn sqlite_failures_are_told_apart() {
    assert!(sqlite_failure(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE).is_unique_violation());
    assert!(sqlite_failure(rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY).is_unique_violation());
    assert!(!sqlite_failure(rusqlite::ffi::SQLITE_CONSTRAINT_CHECK).is_unique_violation());
    assert!(sqlite_failure(rusqlite::ffi::SQLITE_BUSY_SNAPSHOT).is_busy());
    assert!(sqlite_failure(rusqlite::ffi::SQLITE_FULL).is_full());
}

#[test]
fn failures_become_codes_and_keep_their_source() {
    let busy = Error::from(StoreError::queue_full());
    assert_eq!(busy.code(), Code::Busy);
    assert_eq!(busy.facts().retry_after, Some(RETRY_AFTER));
    let full = Error::from(sqlite_failure(rusqlite::ffi::SQLITE_FULL));
    assert_eq!(full.code(), Code::StorageFull);
    let other = Error::from(StoreError::panicked());
    assert_eq!(other.code(), Code::Internal);
    assert!(StdError::source(&other).is_some_and(|source| source.is::<StoreError>()));
}

#[test]
fn the_text_names_the_statement_in_one_line() {
    let failure = StoreError::closed().in_statement("SELECT a\n   FROM t\n WHERE b = ?1");
    assert_eq!(
        failure.to_string(),
        "the store is closed in `SELECT a FROM t WHERE b = ?1 …`"
    );
}

#[test]
fn a_lost_commit_is_not_repeated() {
    let lost = StoreError::new(Kind::Retryable, "gone");
    assert!(lost.is_retryable());
    assert!(!lost.commit_unknown().is_retryable());
}
