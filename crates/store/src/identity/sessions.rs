//! Sessions: the tokens that people's requests carry.

use super::statements as sql;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::{DepartmentId, SessionId, TenantId, Timestamp, UserId};

/// A new session.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The id.
    pub id: SessionId,
    /// The member's tenant.
    pub tenant: TenantId,
    /// Whose it is.
    pub member: UserId,
    /// The login that it came from.
    pub browser_login: i64,
    /// The grant that it came from.
    pub grant: i64,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// SHA-256 of the session id that the client was told.
    pub handle_hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

/// A live session with what its member may do.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// The id.
    pub id: SessionId,
    /// The member's tenant.
    pub tenant: TenantId,
    /// Whose it is.
    pub member: UserId,
    /// The login that it came from.
    pub browser_login: i64,
    /// When its end was moved last.
    pub seen_at: Timestamp,
    /// The number of the member's role.
    pub role: i64,
    /// The member's department.
    pub department: DepartmentId,
    /// The number of the member's status.
    pub status: i64,
}

impl FromRow for SessionRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            member: row.get(2)?,
            browser_login: row.get(3)?,
            seen_at: row.get(4)?,
            role: row.get(5)?,
            department: row.get(6)?,
            status: row.get(7)?,
        })
    }
}

/// Inserts a session.
///
/// # Errors
/// When the database fails.
pub fn insert_session(tx: &mut Tx<'_>, session: &NewSession) -> Result<(), StoreError> {
    let values = args![
        session.id,
        session.tenant,
        session.member,
        session.browser_login,
        session.grant,
        &session.token_hash,
        &session.handle_hash,
        session.created_at,
        session.created_at,
        session.expires_at,
    ];
    tx.execute(&sql::INSERT_SESSION, values).map(drop)
}

/// The session with this token, if it has not expired: one look into one index.
///
/// # Errors
/// When the database fails.
pub fn find_session(
    tx: &mut ReadTx<'_>,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<SessionRow>, StoreError> {
    tx.find(&sql::FIND_SESSION, args![token_hash, now])
}

/// Moves the end of a session.
///
/// # Errors
/// When the database fails.
pub fn touch_session(
    tx: &mut Tx<'_>,
    id: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let values = args![id, now, expires_at];
    tx.execute(&sql::TOUCH_SESSION, values).map(drop)
}

/// Gives a live session another token; `None` when there is none with this token and session id.
///
/// # Errors
/// When the database fails.
pub fn rotate_session(
    tx: &mut Tx<'_>,
    (token_hash, handle_hash): (&[u8; 32], &[u8; 32]),
    new_token_hash: &[u8; 32],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<Option<SessionId>, StoreError> {
    let values = args![
        token_hash,
        handle_hash,
        now,
        new_token_hash,
        now,
        expires_at
    ];
    let found: Option<(SessionId,)> = tx.find(&sql::ROTATE_SESSION, values)?;
    Ok(found.map(|(id,)| id))
}

/// Ends the session with this token, expired or not, and the browser's login that it came from,
/// so that the next login asks for the password.
///
/// # Errors
/// When the database fails.
pub fn end_session(tx: &mut Tx<'_>, token_hash: &[u8; 32]) -> Result<(), StoreError> {
    let found: Option<(SessionId, i64)> = tx.find(&sql::FIND_SESSION_OWNER, args![token_hash])?;
    if let Some((id, browser_login)) = found {
        tx.execute(&sql::DELETE_SESSION, args![id])?;
        tx.execute(&sql::DELETE_BROWSER_LOGIN, args![browser_login])?;
    }
    Ok(())
}
