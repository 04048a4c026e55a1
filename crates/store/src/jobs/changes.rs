//! In which order somebody's jobs changed.

use super::{FIND_SEQ, JobRow, LIST_CHANGED, NEXT_SEQ, SET_SEQ, ShownRow};
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::UserId;

/// The number of a change of somebody's jobs. It grows in the order of the commits: whoever takes one
/// locks the counter until the transaction ends.
fn next_seq(tx: &mut Tx<'_>, member: UserId) -> Result<i64, StoreError> {
    let next: Option<(i64,)> = tx.find(&NEXT_SEQ, args![member])?;
    Ok(next.map_or(0, |(seq,)| seq))
}

/// The same for a job that is about to be recorded; 0 for one whose asker does not follow it, or is nobody.
pub(super) fn seq_of(tx: &mut Tx<'_>, job: &JobRow) -> Result<i64, StoreError> {
    if is_told(job) {
        next_seq(tx, job.member)
    } else {
        Ok(0)
    }
}

/// Gives a job whose row is locked the number of a change. The counter is locked behind the row, by
/// everybody.
pub(super) fn renumber(tx: &mut Tx<'_>, job: &JobRow) -> Result<(), StoreError> {
    if is_told(job) {
        let seq = next_seq(tx, job.member)?;
        tx.execute(&SET_SEQ, args![job.id, seq])?;
    }
    Ok(())
}

/// Whether somebody hears of its changes. Jobs of strangers are of nobody: they would all wait for one counter.
fn is_told(job: &JobRow) -> bool {
    job.act.is_some() && job.member != UserId(0)
}

/// The number of the last change of the jobs that somebody follows; 0 before the first.
///
/// # Errors
/// What the database says.
pub fn find_seq(tx: &mut ReadTx<'_>, member: UserId) -> Result<i64, StoreError> {
    let found: Option<(i64,)> = tx.find(&FIND_SEQ, args![member])?;
    Ok(found.map_or(0, |(seq,)| seq))
}

/// The jobs that somebody follows and that changed after the change `after`, each with the number of its
/// last change, in the order of these.
///
/// # Errors
/// What the database says.
pub fn list_changed(
    tx: &mut ReadTx<'_>,
    member: UserId,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, ShownRow)>, StoreError> {
    let rows: Vec<ChangedRow> = tx.list(&LIST_CHANGED, args![member, after, limit])?;
    Ok(rows.into_iter().map(|row| (row.seq, row.job)).collect())
}

struct ChangedRow {
    job: ShownRow,
    seq: i64,
}

impl FromRow for ChangedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            job: ShownRow::from_row(row)?,
            seq: row.get(12)?,
        })
    }
}
