//! Rows that belong to something that is not there.

use super::{
    COPIES_STRAY, DELETE_SHARE_COUNTS, DELETE_SHARE_ITEMS, DELETE_SHARE_READERS,
    DELETE_SHARE_TARGETS, READERS_STRAY, SHARES_STRAY,
};
use crate::{ReadTx, StoreError, Tx, args};
use coffer_model::{JobId, ShareId, UserId};

/// Shares behind `after` that are not there while items, targets, counts or readers of them are.
///
/// # Errors
/// What the database says.
pub fn list_stray_shares(
    tx: &mut ReadTx<'_>,
    after: ShareId,
    limit: u32,
) -> Result<Vec<ShareId>, StoreError> {
    let stray: Vec<(ShareId,)> = tx.list(&SHARES_STRAY, args![after, limit])?;
    Ok(stray.into_iter().map(|(id,)| id).collect())
}

/// Removes everything that belongs to a share that is not there.
///
/// # Errors
/// What the database says.
pub fn delete_stray_share(tx: &mut Tx<'_>, share: ShareId) -> Result<(), StoreError> {
    for statement in [
        &DELETE_SHARE_ITEMS,
        &DELETE_SHARE_TARGETS,
        &DELETE_SHARE_COUNTS,
        &DELETE_SHARE_READERS,
    ] {
        tx.execute(statement, args![share])?;
    }
    Ok(())
}

/// People behind `after` who are gone while it is noted that they opened or left shares, and no job is
/// about to forget that.
///
/// # Errors
/// What the database says.
pub fn list_stray_readers(
    tx: &mut ReadTx<'_>,
    after: UserId,
    limit: u32,
) -> Result<Vec<UserId>, StoreError> {
    let stray: Vec<(UserId,)> = tx.list(&READERS_STRAY, args![after, limit])?;
    Ok(stray.into_iter().map(|(id,)| id).collect())
}

/// Jobs behind `after` that have ended or are not there, while folders wait for them to be copied.
///
/// # Errors
/// What the database says.
pub fn list_stray_copies(
    tx: &mut ReadTx<'_>,
    after: JobId,
    limit: u32,
) -> Result<Vec<JobId>, StoreError> {
    let stray: Vec<(JobId,)> = tx.list(&COPIES_STRAY, args![after, limit])?;
    Ok(stray.into_iter().map(|(id,)| id).collect())
}
