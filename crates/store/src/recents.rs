//! The files that people viewed or changed last.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::{NodeId, Timestamp, UserId};

statements! {
    "recents":
    // How a JSON array becomes rows, and how people are kept from being removed meanwhile.
    INSERT = split "insert.sqlite" "insert.postgres",
    TRIM = both "trim",
    LIST = both "list",
    DELETE_ALL = both "delete_all",
}

/// A use of a file by somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// When.
    pub at: Timestamp,
    /// Whether the file was changed, not only viewed.
    pub edited: bool,
}

impl Use {
    /// A view within so many microseconds after an own change belongs to it.
    pub const EDITING: i64 = 3_600_000_000;

    /// Which of two uses of a file is told: the later one, but a change rather than a view within the
    /// hour after it. The order does not matter.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let (earlier, later) = match self.at <= other.at {
            true => (self, other),
            false => (other, self),
        };
        let part = later.at.0 < earlier.at.0.saturating_add(Self::EDITING);
        if earlier.edited && !later.edited && part {
            earlier
        } else {
            later
        }
    }
}

struct RecentRow {
    node: NodeId,
    used: Use,
}

impl FromRow for RecentRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            node: row.get(0)?,
            used: Use {
                at: row.get(1)?,
                edited: row.get(2)?,
            },
        })
    }
}

/// Notes uses of files, no file of somebody twice, as [`Use::or`] tells; nothing for who was removed. Of
/// everybody concerned, the newest `keep` stay.
///
/// # Errors
/// What the database says.
pub fn insert(
    tx: &mut Tx<'_>,
    uses: &[(UserId, NodeId, Use)],
    keep: u32,
) -> Result<(), StoreError> {
    let rows = uses.iter().map(|(member, node, used)| {
        let (at, edited) = (used.at.0, i64::from(used.edited));
        format!("[{member},{node},{at},{edited}]")
    });
    let rows = format!("[{}]", rows.collect::<Vec<_>>().join(","));
    tx.execute(&INSERT, args![rows, Use::EDITING])?;
    let mut members: Vec<UserId> = uses.iter().map(|(member, _, _)| *member).collect();
    members.sort_unstable();
    members.dedup();
    for member in members {
        tx.execute(&TRIM, args![member, keep.saturating_sub(1)])?;
    }
    Ok(())
}

/// What somebody used last, the newest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    member: UserId,
    limit: u32,
) -> Result<Vec<(NodeId, Use)>, StoreError> {
    let rows: Vec<RecentRow> = tx.list(&LIST, args![member, limit])?;
    Ok(rows.into_iter().map(|row| (row.node, row.used)).collect())
}

/// Forgets everything that somebody used.
///
/// # Errors
/// What the database says.
pub fn delete_all(tx: &mut Tx<'_>, member: UserId) -> Result<(), StoreError> {
    tx.execute(&DELETE_ALL, args![member]).map(drop)
}
