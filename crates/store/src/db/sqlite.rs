//! The SQLite arm: one writer thread that commits in groups, readers that never wait for it.

mod connection;
mod pool;
mod statement;
mod writer;

pub(super) use pool::Sqlite;
pub(super) use statement::{check, column, each, execute};
