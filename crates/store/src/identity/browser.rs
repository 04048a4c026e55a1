//! Logins of browsers at the provider.

use super::statements as sql;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::{TenantId, Timestamp, UserId};

/// A new login.
#[derive(Debug, Clone)]
pub struct NewBrowserLogin {
    /// The id.
    pub id: i64,
    /// The member's tenant.
    pub tenant: TenantId,
    /// Who logged in.
    pub member: UserId,
    /// SHA-256 of what the browser's cookie says.
    pub cookie_hash: [u8; 32],
    /// When the password was given.
    pub authenticated_at: Timestamp,
    /// When it must be given again.
    pub expires_at: Timestamp,
    /// Where it came from, unless it was a password.
    pub external: Option<NewExternal>,
}

/// What a login that came from an external issuer is known by.
#[derive(Debug, Clone)]
pub struct NewExternal {
    /// What ends it there, wrapped.
    pub reference: Vec<u8>,
    /// The issuer's name for its session, where it has told one.
    pub session: Option<String>,
}

/// A login with its member.
#[derive(Debug, Clone)]
pub struct BrowserLoginRow {
    /// The id.
    pub id: i64,
    /// The member's tenant.
    pub tenant: TenantId,
    /// Who logged in.
    pub member: UserId,
    /// When the password was given.
    pub authenticated_at: Timestamp,
    /// The member's name.
    pub name: String,
    /// The number of the member's status.
    pub status: i64,
}

impl FromRow for BrowserLoginRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            member: row.get(2)?,
            authenticated_at: row.get(3)?,
            name: row.get(4)?,
            status: row.get(5)?,
        })
    }
}

/// Inserts a login.
///
/// # Errors
/// When the database fails.
pub fn insert_browser_login(tx: &mut Tx<'_>, login: &NewBrowserLogin) -> Result<(), StoreError> {
    let values = args![
        login.id,
        login.tenant,
        login.member,
        &login.cookie_hash,
        login.authenticated_at,
        login.expires_at,
        login.external.as_ref().map(|external| &external.reference),
        login
            .external
            .as_ref()
            .and_then(|external| external.session.as_deref()),
    ];
    tx.execute(&sql::INSERT_BROWSER_LOGIN, values).map(drop)
}

/// The login with this cookie, if it has not expired.
///
/// # Errors
/// When the database fails.
pub fn find_browser_login(
    tx: &mut ReadTx<'_>,
    cookie_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<BrowserLoginRow>, StoreError> {
    tx.find(&sql::FIND_BROWSER_LOGIN, args![cookie_hash, now])
}

/// Ends a login and the sessions that came from it.
///
/// # Errors
/// When the database fails.
pub fn end_browser_login(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.execute(&sql::DELETE_BROWSER_LOGIN_SESSIONS, args![id])?;
    tx.execute(&sql::DELETE_BROWSER_LOGIN, args![id]).map(drop)
}
