//! Rows of results, the same over both drivers.

use super::error::StoreError;
use super::{postgres, sqlite};
use coffer_model::Timestamp;

/// A row of a result.
#[derive(Clone, Copy)]
pub struct Row<'r>(RowOf<'r>);

#[derive(Clone, Copy)]
enum RowOf<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    pub(super) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Self(RowOf::Sqlite(row))
    }

    pub(super) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Self(RowOf::Postgres(row))
    }

    /// The value of the column at `index`, from 0.
    ///
    /// # Errors
    /// When there is no such column, or its value is not one of `T`.
    pub fn get<T: FromColumn>(&self, index: usize) -> Result<T, StoreError> {
        let value = match self.0 {
            RowOf::Sqlite(row) => sqlite::column(row, index)?,
            RowOf::Postgres(row) => postgres::column(row, index)?,
        };
        T::from_column(value).map_err(|mismatch| StoreError::decode(index, mismatch))
    }
}

/// A value as a database gives it.
#[derive(Clone, Copy)]
pub enum ColumnValue<'a> {
    /// No value.
    Null,
    /// An integer, also one of PostgreSQL's shorter ones; SQLite's truth values too.
    Int(i64),
    /// PostgreSQL's truth value.
    Bool(bool),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

/// A value that is not one of the type that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found}")]
pub struct ColumnMismatch {
    expected: &'static str,
    found: &'static str,
}

impl ColumnMismatch {
    /// What to say when `value` is not an `expected`. The value itself is not kept.
    #[must_use]
    pub fn new(expected: &'static str, value: ColumnValue<'_>) -> Self {
        let found = match value {
            ColumnValue::Null => "null",
            ColumnValue::Int(_) => "another integer",
            ColumnValue::Bool(_) => "a truth value",
            ColumnValue::Text(_) => "another text",
            ColumnValue::Bytes(_) => "other bytes",
        };
        Self { expected, found }
    }
}

/// A type that a column can be read as.
pub trait FromColumn: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When the value is not one of this type.
    fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch>;
}

impl FromColumn for i64 {
    fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
        match value {
            ColumnValue::Int(number) => Ok(number),
            other => Err(ColumnMismatch::new("an integer", other)),
        }
    }
}

macro_rules! narrow_columns {
    ($($type:ty: $expected:literal;)*) => {$(
        impl FromColumn for $type {
            fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
                i64::from_column(value)?
                    .try_into()
                    .map_err(|_| ColumnMismatch::new($expected, value))
            }
        }
    )*};
}

narrow_columns! {
    i32: "an integer of 32 bits";
    u32: "a non-negative integer of 32 bits";
    u64: "a non-negative integer";
}

impl FromColumn for bool {
    fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
        match value {
            ColumnValue::Bool(truth) => Ok(truth),
            ColumnValue::Int(0) => Ok(false),
            ColumnValue::Int(1) => Ok(true),
            other => Err(ColumnMismatch::new("a truth value", other)),
        }
    }
}

impl FromColumn for String {
    fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
        match value {
            ColumnValue::Text(text) => Ok(text.to_owned()),
            other => Err(ColumnMismatch::new("text", other)),
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
        match value {
            ColumnValue::Bytes(bytes) => Ok(bytes.to_vec()),
            other => Err(ColumnMismatch::new("bytes", other)),
        }
    }
}

macro_rules! digest_columns {
    ($($length:literal: $expected:literal;)*) => {$(
        impl FromColumn for [u8; $length] {
            fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
                match value {
                    ColumnValue::Bytes(bytes) => bytes.try_into().ok(),
                    _ => None,
                }
                .ok_or_else(|| ColumnMismatch::new($expected, value))
            }
        }
    )*};
}

digest_columns! {
    20: "20 bytes";
    32: "32 bytes";
}

impl FromColumn for Timestamp {
    fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
        i64::from_column(value).map(Self)
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
        match value {
            ColumnValue::Null => Ok(None),
            present => T::from_column(present).map(Some),
        }
    }
}

/// A type that a row can be read as: structs of the areas, and tuples of columns.
pub trait FromRow: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When a column is missing or has a value of another type.
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError>;
}

macro_rules! tuple_rows {
    ($($($type:ident $index:literal),+;)*) => {$(
        impl<$($type: FromColumn),+> FromRow for ($($type,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
                Ok(($(row.get::<$type>($index)?,)+))
            }
        }
    )*};
}

tuple_rows! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}

#[cfg(test)]
mod tests;
