//! Failed logins, and wrong extract codes of shares, in the current window.

use super::statements as sql;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::Timestamp;

/// Whose failures are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counter {
    /// Those of an account, or of a name that no account has.
    Account(String),
    /// Those from an address.
    Address(String),
    /// Those at a share.
    Share(String),
    /// Those at a share from an address.
    ShareAddress(String),
    /// Tasks asked of a share.
    ShareTask(String),
    /// Tasks asked of a share from an address.
    ShareTaskAddress(String),
    /// Short proofs of somebody for contents that are here.
    ShortProof(String),
    /// Digests of somebody of heads that are the whole content.
    WholeHead(String),
}

impl Counter {
    fn kind(&self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Address(_) => "address",
            Self::Share(_) => "share",
            Self::ShareAddress(_) => "share_address",
            Self::ShareTask(_) => "share_task",
            Self::ShareTaskAddress(_) => "share_task_address",
            Self::ShortProof(_) => "short_proof",
            Self::WholeHead(_) => "whole_head",
        }
    }

    fn who(&self) -> &str {
        match self {
            Self::Account(who)
            | Self::Address(who)
            | Self::Share(who)
            | Self::ShareAddress(who)
            | Self::ShareTask(who)
            | Self::ShareTaskAddress(who)
            | Self::ShortProof(who)
            | Self::WholeHead(who) => who,
        }
    }
}

/// A count that is in force.
#[derive(Debug, Clone, Copy)]
pub struct Failures {
    /// How many there were.
    pub count: u32,
    /// When they are forgotten.
    pub until: Timestamp,
}

impl FromRow for Failures {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            count: row.get(0)?,
            until: row.get(1)?,
        })
    }
}

/// Counts a failure; the first one opens a window that ends at `window_end`.
///
/// # Errors
/// When the database fails.
pub fn count_failure(
    tx: &mut Tx<'_>,
    counter: &Counter,
    now: Timestamp,
    window_end: Timestamp,
) -> Result<(), StoreError> {
    let values = args![counter.kind(), counter.who(), now, window_end];
    tx.execute(&sql::COUNT_FAILURE, values).map(drop)
}

/// The failures of the window that is open now.
///
/// # Errors
/// When the database fails.
pub fn find_failures(
    tx: &mut ReadTx<'_>,
    counter: &Counter,
    now: Timestamp,
) -> Result<Option<Failures>, StoreError> {
    let values = args![counter.kind(), counter.who(), now];
    tx.find(&sql::FIND_FAILURES, values)
}

/// Forgets all failures.
///
/// # Errors
/// When the database fails.
pub fn forgive_failures(tx: &mut Tx<'_>, counter: &Counter) -> Result<(), StoreError> {
    let values = args![counter.kind(), counter.who()];
    tx.execute(&sql::FORGIVE_FAILURES, values).map(drop)
}

/// Takes one failure back.
///
/// # Errors
/// When the database fails.
pub fn forgive_one_failure(tx: &mut Tx<'_>, counter: &Counter) -> Result<(), StoreError> {
    let values = args![counter.kind(), counter.who()];
    tx.execute(&sql::FORGIVE_ONE_FAILURE, values).map(drop)
}
