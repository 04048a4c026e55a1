//! Roles that administrators defined.

use super::{
    COUNT_ROLES, DELETE_ROLE, FIND_ROLE, INSERT_ROLE, IS_ROLE_GRANTED, IS_ROLE_GRANTED_PERSONALLY,
    IS_ROLE_NAME_TAKEN, LIST_ROLES, UPDATE_ROLE,
};
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::rights::Rights;
use coffer_model::space::SpaceKind;
use coffer_model::{RoleId, TenantId, Timestamp, UserId};

/// A role that an administrator defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// The id.
    pub id: RoleId,
    /// The tenant.
    pub tenant: TenantId,
    /// The name.
    pub name: String,
    /// What it allows.
    pub rights: Rights,
    /// Who defined it.
    pub creator: UserId,
    /// When it was defined.
    pub created_at: Timestamp,
    /// When it was changed.
    pub updated_at: Timestamp,
}

impl FromRow for RoleRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            name: row.get(2)?,
            rights: Rights::from_bits(row.get(3)?),
            creator: row.get(4)?,
            created_at: row.get(5)?,
            updated_at: row.get(6)?,
        })
    }
}

/// A role of the tenant that an administrator defined.
///
/// # Errors
/// What the database says.
pub fn find_role(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: RoleId,
) -> Result<Option<RoleRow>, StoreError> {
    tx.find(&FIND_ROLE, args![id, tenant])
}

/// At most `limit` roles of the tenant behind `after`, in the order of their ids.
///
/// # Errors
/// What the database says.
pub fn list_roles(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    after: RoleId,
    limit: u32,
) -> Result<Vec<RoleRow>, StoreError> {
    tx.list(&LIST_ROLES, args![tenant, after, limit])
}

/// How many roles the administrators of the tenant defined.
///
/// # Errors
/// What the database says.
pub fn count_roles(tx: &mut ReadTx<'_>, tenant: TenantId) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&COUNT_ROLES, args![tenant])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// Whether another role of the tenant than `except` has the folded name `key`.
///
/// # Errors
/// What the database says.
pub fn is_role_name_taken(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    key: &str,
    except: RoleId,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = tx.find(&IS_ROLE_NAME_TAKEN, args![tenant, key, except])?;
    Ok(found.is_some())
}

/// Whether the role is granted anywhere.
///
/// # Errors
/// What the database says.
pub fn is_role_granted(tx: &mut ReadTx<'_>, id: RoleId) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = tx.find(&IS_ROLE_GRANTED, args![id])?;
    Ok(found.is_some())
}

/// Whether the role is granted on anything in the personal space of somebody else than `member`.
///
/// # Errors
/// What the database says.
pub fn is_role_granted_personally(
    tx: &mut ReadTx<'_>,
    id: RoleId,
    member: UserId,
) -> Result<bool, StoreError> {
    let personal = SpaceKind::Personal as i64;
    let found: Option<(i64,)> =
        tx.find(&IS_ROLE_GRANTED_PERSONALLY, args![id, personal, member])?;
    Ok(found.is_some())
}

/// Defines a role; `key` is the folded name.
///
/// # Errors
/// What the database says; a unique violation when another role has the name.
pub fn insert_role(tx: &mut Tx<'_>, role: &RoleRow, key: &str) -> Result<(), StoreError> {
    let values = args![
        role.id,
        role.tenant,
        role.name.as_str(),
        key,
        role.rights.bits(),
        role.creator,
        role.created_at
    ];
    tx.execute(&INSERT_ROLE, values)?;
    Ok(())
}

/// Gives a role another name and other rights; `key` is the folded name.
///
/// # Errors
/// What the database says; a unique violation when another role has the name.
pub fn update_role(tx: &mut Tx<'_>, role: &RoleRow, key: &str) -> Result<(), StoreError> {
    let values = args![
        role.id,
        role.name.as_str(),
        key,
        role.rights.bits(),
        role.updated_at
    ];
    tx.execute(&UPDATE_ROLE, values)?;
    Ok(())
}

/// Removes a role that is granted nowhere.
///
/// # Errors
/// What the database says.
pub fn delete_role(tx: &mut Tx<'_>, id: RoleId) -> Result<(), StoreError> {
    tx.execute(&DELETE_ROLE, args![id])?;
    Ok(())
}
