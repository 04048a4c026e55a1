//! The database engine: the only place that knows there are two databases.
//!
//! A use case is a synchronous body, `store.write(|tx| …).await`, over statements that are one text
//! for both. SQLite runs bodies on one writer thread that commits in groups; PostgreSQL runs them
//! on workers that own a connection each.

mod arg;
mod error;
mod ids;
mod job;
mod lanes;
mod postgres;
mod row;
mod settings;
mod sql;
mod sqlite;
mod store;
mod tx;

pub use arg::Arg;
pub use error::StoreError;
pub use row::{ColumnMismatch, ColumnValue, FromColumn, FromRow, Row};
pub use settings::{DatabaseUrl, StoreSettings, UnknownDatabase};
pub use sql::Sql;
pub use store::Store;
pub use tx::{ReadTx, Tx};

pub(crate) use sql::statements;
pub(crate) use tx::Transactions;
