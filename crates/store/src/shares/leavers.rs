//! What becomes of shares when people or spaces go: a slice at a time.

use super::{CANCEL_OF_OWNER, CANCEL_OF_SPACE, DELETE_NAMINGS, DELETE_READINGS, PASS_SLICE};
use crate::{StoreError, Tx, args};
use coffer_model::{SpaceId, Timestamp, UserId};

/// Makes at most `limit` shares of somebody another one's, those of the space `moved.0` shares of
/// `moved.1`; answers how many.
///
/// # Errors
/// What the database says.
pub fn pass_slice(
    tx: &mut Tx<'_>,
    from: UserId,
    to: UserId,
    moved: Option<(SpaceId, SpaceId)>,
    limit: u32,
) -> Result<u64, StoreError> {
    // No space has this id.
    let (old, new) = moved.unwrap_or((SpaceId(0), SpaceId(0)));
    tx.execute(&PASS_SLICE, args![from, to, old, new, limit])
}

/// Calls off at most `limit` shares of somebody; answers how many.
///
/// # Errors
/// What the database says.
pub fn cancel_of_owner(
    tx: &mut Tx<'_>,
    owner: UserId,
    now: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    tx.execute(&CANCEL_OF_OWNER, args![owner, now, limit])
}

/// Calls off at most `limit` shares of what is in a space; answers how many.
///
/// # Errors
/// What the database says.
pub fn cancel_of_space(
    tx: &mut Tx<'_>,
    space: SpaceId,
    now: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    tx.execute(&CANCEL_OF_SPACE, args![space, now, limit])
}

/// Forgets at most `limit` times that somebody opened or left a share; answers how many.
///
/// # Errors
/// What the database says.
pub fn delete_readings(tx: &mut Tx<'_>, member: UserId, limit: u32) -> Result<u64, StoreError> {
    tx.execute(&DELETE_READINGS, args![member, limit])
}

/// Takes somebody out of at most `limit` shares that name him; answers how many.
///
/// # Errors
/// What the database says.
pub fn delete_namings(tx: &mut Tx<'_>, member: UserId, limit: u32) -> Result<u64, StoreError> {
    tx.execute(&DELETE_NAMINGS, args![member, limit])
}
