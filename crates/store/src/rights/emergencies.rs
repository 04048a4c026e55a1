//! Personal spaces that super administrators opened for reading.

use super::{
    DELETE_EMERGENCY, FIND_EMERGENCY, FORGET_MEMBER_EMERGENCIES, LIST_EMERGENCIES, PUT_EMERGENCY,
    SWEEP_EMERGENCIES,
};
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::node::Person;
use coffer_model::{SpaceId, TenantId, Timestamp, UserId};

/// A space that is open for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyRow {
    /// The space.
    pub space: SpaceId,
    /// The super administrator who may read it.
    pub member: UserId,
    /// The tenant.
    pub tenant: TenantId,
    /// Why, in the administrator's words.
    pub reason: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
}

impl FromRow for EmergencyRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            space: row.get(0)?,
            member: row.get(1)?,
            tenant: row.get(2)?,
            reason: row.get(3)?,
            opened_at: row.get(4)?,
            ends_at: row.get(5)?,
        })
    }
}

/// A space that is open for somebody, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownEmergency {
    /// What is open for whom.
    pub row: EmergencyRow,
    /// That person.
    pub member: Person,
    /// Whose space it is.
    pub owner: Person,
}

impl FromRow for ShownEmergency {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            row: EmergencyRow::from_row(row)?,
            member: Person {
                id: row.get(1)?,
                name: row.get(6)?,
                subject: row.get(7)?,
            },
            owner: Person {
                id: row.get(8)?,
                name: row.get(9)?,
                subject: row.get(10)?,
            },
        })
    }
}

/// The opening of a space for somebody that has not ended.
///
/// # Errors
/// What the database says.
pub fn find_emergency(
    tx: &mut ReadTx<'_>,
    space: SpaceId,
    member: UserId,
    now: Timestamp,
) -> Result<Option<EmergencyRow>, StoreError> {
    tx.find(&FIND_EMERGENCY, args![space, member, now])
}

/// At most `limit` openings of the tenant that have not ended, behind `after`, by space and person.
///
/// # Errors
/// What the database says.
pub fn list_emergencies(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    after: (SpaceId, UserId),
    now: Timestamp,
    limit: u32,
) -> Result<Vec<ShownEmergency>, StoreError> {
    tx.list(
        &LIST_EMERGENCIES,
        args![tenant, after.0, after.1, now, limit],
    )
}

/// Opens a space for somebody; an opening before this one ends.
///
/// # Errors
/// What the database says.
pub fn put_emergency(tx: &mut Tx<'_>, row: &EmergencyRow) -> Result<(), StoreError> {
    let values = args![
        row.space,
        row.member,
        row.tenant,
        row.reason.as_str(),
        row.opened_at,
        row.ends_at
    ];
    tx.execute(&PUT_EMERGENCY, values)?;
    Ok(())
}

/// Closes a space for somebody; whether it was open.
///
/// # Errors
/// What the database says.
pub fn delete_emergency(
    tx: &mut Tx<'_>,
    space: SpaceId,
    member: UserId,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&DELETE_EMERGENCY, args![space, member])? == 1)
}

/// Closes every space for somebody.
///
/// # Errors
/// What the database says.
pub fn forget_emergencies_of(tx: &mut Tx<'_>, member: UserId) -> Result<(), StoreError> {
    tx.execute(&FORGET_MEMBER_EMERGENCIES, args![member])?;
    Ok(())
}

/// Removes at most `limit` openings that have ended; answers how many.
///
/// # Errors
/// What the database says.
pub fn sweep_emergencies(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(&SWEEP_EMERGENCIES, args![now, limit])
}
