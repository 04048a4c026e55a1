//! Registered applications.

use super::statements as sql;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::{AppId, DepartmentId, TenantId, Timestamp, UserId};

/// An app.
#[derive(Debug, Clone)]
pub struct AppRow {
    /// The id.
    pub id: AppId,
    /// The tenant that it belongs to.
    pub tenant: TenantId,
    /// The id that the app calls itself by.
    pub public_id: String,
    /// The name to show.
    pub name: String,
    /// The wrapped secret; `None` for one that cannot keep a secret.
    pub secret: Option<Vec<u8>>,
    /// Where its users may be sent after logging in: exact addresses, one a line.
    pub redirect_uris: String,
}

impl FromRow for AppRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            public_id: row.get(2)?,
            name: row.get(3)?,
            secret: row.get(4)?,
            redirect_uris: row.get(5)?,
        })
    }
}

/// What a person for whom an app acts may do.
#[derive(Debug, Clone, Copy)]
pub struct AppUserRow {
    /// The number of the role.
    pub role: i64,
    /// The department.
    pub department: DepartmentId,
    /// The number of the status.
    pub status: i64,
}

impl FromRow for AppUserRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            role: row.get(0)?,
            department: row.get(1)?,
            status: row.get(2)?,
        })
    }
}

/// Inserts an app.
///
/// # Errors
/// When the database fails or the public id is taken.
pub fn insert_app(tx: &mut Tx<'_>, app: &AppRow, now: Timestamp) -> Result<(), StoreError> {
    let values = args![
        app.id,
        app.tenant,
        &app.public_id,
        &app.name,
        app.secret.as_deref(),
        &app.redirect_uris,
        now,
    ];
    tx.execute(&sql::INSERT_APP, values).map(drop)
}

/// The app with this public id.
///
/// # Errors
/// When the database fails.
pub fn find_app(tx: &mut ReadTx<'_>, public_id: &str) -> Result<Option<AppRow>, StoreError> {
    tx.find(&sql::FIND_APP, args![public_id])
}

/// The apps of a tenant in the order of their ids, behind `after`.
///
/// # Errors
/// When the database fails.
pub fn list_apps(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    after: AppId,
    limit: i64,
) -> Result<Vec<AppRow>, StoreError> {
    tx.list(&sql::LIST_APPS, args![tenant, after, limit])
}

/// Removes an app and ends everything that it was given.
///
/// # Errors
/// When the database fails.
pub fn delete_app(tx: &mut Tx<'_>, id: AppId) -> Result<(), StoreError> {
    tx.execute(&sql::DELETE_APP_TOKENS, args![id])?;
    tx.execute(&sql::DELETE_APP_GRANTS, args![id])?;
    tx.execute(&sql::DELETE_APP, args![id]).map(drop)
}

/// The member of `tenant` for whom an app acts.
///
/// # Errors
/// When the database fails.
pub fn find_app_user(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    member: UserId,
) -> Result<Option<AppUserRow>, StoreError> {
    tx.find(&sql::FIND_APP_USER, args![tenant, member])
}
