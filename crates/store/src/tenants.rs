//! Tenants: what each is called, and what bounds its people and spaces.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::TenantId;
use coffer_model::space::SpaceKind;

pub use coffer_model::tenant::TenantSettings;

statements! { "tenants":
    FIND = both "find",
    INSERT = both "insert",
    LIST = both "list",
    LOCK = both "lock",
    SUM_CAPACITIES = both "sum_capacities",
    UPDATE = both "update",
    USAGE = both "usage",
}

impl FromRow for TenantSettings {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            capacity: row.get(2)?,
            user_limit: row.get(3)?,
            group_limit: row.get(4)?,
            personal_space_size: row.get(5)?,
            department_space_size: row.get(6)?,
            group_space_size: row.get(7)?,
            auto_provision: row.get(8)?,
            package_days: row.get(9)?,
            created_at: row.get(10)?,
        })
    }
}

/// Inserts a tenant; `seal_key` is the wrapped key of its safes.
///
/// # Errors
/// When the database fails.
pub fn insert(tx: &mut Tx<'_>, tenant: &TenantSettings, seal_key: &[u8]) -> Result<(), StoreError> {
    let values = args![
        tenant.id,
        &tenant.name,
        bytes(tenant.capacity),
        tenant.user_limit,
        tenant.group_limit,
        bytes(tenant.personal_space_size),
        bytes(tenant.department_space_size),
        bytes(tenant.group_space_size),
        tenant.auto_provision,
        tenant.package_days,
        tenant.created_at,
        seal_key,
    ];
    tx.execute(&INSERT, values).map(drop)
}

/// Writes everything that can be changed of a tenant.
///
/// # Errors
/// When the database fails.
pub fn update(tx: &mut Tx<'_>, tenant: &TenantSettings) -> Result<(), StoreError> {
    let values = args![
        tenant.id,
        &tenant.name,
        bytes(tenant.capacity),
        tenant.user_limit,
        tenant.group_limit,
        bytes(tenant.personal_space_size),
        bytes(tenant.department_space_size),
        bytes(tenant.group_space_size),
        tenant.auto_provision,
        tenant.package_days,
    ];
    tx.execute(&UPDATE, values).map(drop)
}

/// The tenant `id`.
///
/// # Errors
/// When the database fails.
pub fn find(tx: &mut ReadTx<'_>, id: TenantId) -> Result<Option<TenantSettings>, StoreError> {
    tx.find(&FIND, args![id])
}

/// Tenants in the order in which they were made, behind `after`, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn list(
    tx: &mut ReadTx<'_>,
    after: TenantId,
    limit: i64,
) -> Result<Vec<TenantSettings>, StoreError> {
    tx.list(&LIST, args![after, limit])
}

/// Makes other transactions that lock the tenant wait, so that its people and spaces can be
/// counted.
///
/// # Errors
/// When the database fails.
pub fn lock(tx: &mut Tx<'_>, id: TenantId) -> Result<(), StoreError> {
    tx.execute(&LOCK, args![id]).map(drop)
}

/// Bytes that all spaces of a tenant may hold together.
///
/// # Errors
/// When the database fails.
pub fn sum_capacities(tx: &mut ReadTx<'_>, tenant: TenantId) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&SUM_CAPACITIES, args![tenant])?;
    Ok(found.map_or(0, |(sum,)| sum))
}

/// Columns are signed; no capacity reaches their end.
fn bytes(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What the spaces of one kind have been given and hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindUsage {
    /// Whose spaces.
    pub kind: SpaceKind,
    /// Bytes that they may hold together; those that are being deleted do not count.
    pub assigned: u64,
    /// Bytes that are stored, those that are still being deleted included.
    pub used: u64,
}

impl FromRow for KindUsage {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            kind: SpaceKind::from_number(row.get(0)?).unwrap_or(SpaceKind::Personal),
            assigned: row.get(1)?,
            used: row.get(2)?,
        })
    }
}

/// What the spaces of a tenant have been given and hold, by kind; kinds without spaces are missing.
///
/// # Errors
/// When the database fails.
pub fn list_usage(tx: &mut ReadTx<'_>, id: TenantId) -> Result<Vec<KindUsage>, StoreError> {
    tx.list(&USAGE, args![id])
}
