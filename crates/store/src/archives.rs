//! What is in an archive, for the job that looks at it or takes it apart.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::{JobId, NodeId, Timestamp};

statements! {
    "archives":
    INSERT = both "insert",
    LIST = both "list",
    SETTLE = both "settle",
    DELETE = both "delete",
}

/// An entry of an archive and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntryRow {
    /// Its number in the job, from 0; folders come before what is in them.
    pub number: i64,
    /// The index in the archive's directory; `None` for what has no entry of its own.
    pub source: Option<i64>,
    /// The number of the folder above.
    pub parent: Option<i64>,
    /// The path as it is shown; empty for the folder that is made around everything.
    pub path: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Bytes.
    pub size: u64,
    /// When it was changed, as the archive says.
    pub modified_at: Option<Timestamp>,
    /// The name that it gets.
    pub name: String,
    /// Whether the archive has another.
    pub renamed: bool,
    /// What was made of it.
    pub node: Option<NodeId>,
    /// The key of the reason why nothing was.
    pub failure: Option<String>,
}

impl FromRow for ArchiveEntryRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.get(0)?,
            source: row.get(1)?,
            parent: row.get(2)?,
            path: row.get(3)?,
            folder: row.get(4)?,
            size: row.get(5)?,
            modified_at: row.get(6)?,
            name: row.get(7)?,
            renamed: row.get(8)?,
            node: row.get(9)?,
            failure: row.get(10)?,
        })
    }
}

/// Records an entry.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, job: JobId, entry: &ArchiveEntryRow) -> Result<(), StoreError> {
    tx.execute(
        &INSERT,
        args![
            job,
            entry.number,
            entry.source,
            entry.parent,
            &entry.path,
            entry.folder,
            entry.size,
            entry.modified_at,
            &entry.name,
            entry.renamed,
            entry.node,
            &entry.failure
        ],
    )?;
    Ok(())
}

/// The entries from the number `from` on, by number.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    job: JobId,
    from: i64,
    limit: u32,
) -> Result<Vec<ArchiveEntryRow>, StoreError> {
    tx.list(&LIST, args![job, from, limit])
}

/// Writes down what became of an entry.
///
/// # Errors
/// What the database says.
pub fn settle(
    tx: &mut Tx<'_>,
    job: JobId,
    number: i64,
    node: Option<NodeId>,
    failure: Option<&str>,
) -> Result<(), StoreError> {
    tx.execute(&SETTLE, args![job, number, node, failure])?;
    Ok(())
}

/// Forgets the entries of a job.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut Tx<'_>, job: JobId) -> Result<(), StoreError> {
    tx.execute(&DELETE, args![job])?;
    Ok(())
}
