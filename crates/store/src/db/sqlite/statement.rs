//! Running a statement on SQLite.

use crate::db::arg::Arg;
use crate::db::error::StoreError;
use crate::db::row::{ColumnValue, Row};
use crate::db::sql::Sql;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params_from_iter};

impl ToSql for Arg<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::TooLarge => {
                return Err(rusqlite::Error::ToSqlConversionFailure(
                    "an integer that is too large".into(),
                ));
            }
        }))
    }
}

/// The value of a column.
pub(in crate::db) fn column<'r>(
    row: &'r rusqlite::Row<'_>,
    index: usize,
) -> Result<ColumnValue<'r>, StoreError> {
    Ok(match row.get_ref(index)? {
        ValueRef::Null => ColumnValue::Null,
        ValueRef::Integer(number) => ColumnValue::Int(number),
        ValueRef::Text(text) => ColumnValue::Text(
            std::str::from_utf8(text)
                .map_err(|_| StoreError::refused(format!("column {index} is not UTF-8")))?,
        ),
        ValueRef::Blob(bytes) => ColumnValue::Bytes(bytes),
        ValueRef::Real(_) => {
            return Err(StoreError::refused(format!(
                "column {index} is a floating-point number"
            )));
        }
    })
}

/// Calls `f` with row after row until it answers `false`.
pub(in crate::db) fn each(
    connection: &Connection,
    sql: &'static Sql,
    args: &[Arg<'_>],
    f: &mut dyn FnMut(&Row<'_>) -> bool,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql.sqlite())?;
    let mut rows = statement.query(params_from_iter(args))?;
    while let Some(row) = rows.next()? {
        if !f(&Row::sqlite(row)) {
            break;
        }
    }
    Ok(())
}

/// Runs a statement without rows and says how many it changed.
pub(in crate::db) fn execute(
    connection: &Connection,
    sql: &'static Sql,
    args: &[Arg<'_>],
) -> Result<u64, StoreError> {
    let changed = connection
        .prepare_cached(sql.sqlite())?
        .execute(params_from_iter(args))?;
    // A count of rows fits.
    Ok(changed as u64)
}

/// Prepares a statement without running it.
pub(in crate::db) fn check(connection: &Connection, sql: &'static Sql) -> Result<(), StoreError> {
    connection.prepare_cached(sql.sqlite())?;
    Ok(())
}
