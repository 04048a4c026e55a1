//! Logins that an external issuer vouches for.

use super::statements as sql;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::{TenantId, Timestamp, UserId};

/// What a browser was sent to the issuer for.
#[derive(Debug, Clone)]
pub struct ErrandRow {
    /// The errand, wrapped.
    pub errand: Vec<u8>,
    /// Until when the browser has to be back.
    pub expires_at: Timestamp,
}

impl FromRow for ErrandRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            errand: row.get(0)?,
            expires_at: row.get(1)?,
        })
    }
}

/// The member whom an issuer means.
#[derive(Debug, Clone)]
pub struct SubjectRow {
    /// The id.
    pub id: UserId,
    /// The name to show.
    pub name: String,
    /// The number of the status.
    pub status: i64,
}

impl FromRow for SubjectRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            status: row.get(2)?,
        })
    }
}

/// Keeps an errand until the browser comes back with its state. Both hashes are SHA-256.
///
/// # Errors
/// When the database fails.
pub fn insert_errand(
    tx: &mut Tx<'_>,
    state_hash: &[u8; 32],
    browser_hash: &[u8; 32],
    row: &ErrandRow,
) -> Result<(), StoreError> {
    let values = args![state_hash, browser_hash, &row.errand, row.expires_at];
    tx.execute(&sql::INSERT_EXTERNAL_ERRAND, values).map(drop)
}

/// Takes an errand of this browser out; it is not there a second time.
///
/// # Errors
/// When the database fails.
pub fn take_errand(
    tx: &mut Tx<'_>,
    state_hash: &[u8; 32],
    browser_hash: &[u8; 32],
) -> Result<Option<ErrandRow>, StoreError> {
    let values = args![state_hash, browser_hash];
    tx.find(&sql::DELETE_EXTERNAL_ERRAND, values)
}

/// The member of a tenant with this subject.
///
/// # Errors
/// When the database fails.
pub fn find_subject(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    subject: &str,
) -> Result<Option<SubjectRow>, StoreError> {
    tx.find(&sql::FIND_SUBJECT, args![tenant, subject])
}

/// Fills the mobile number and the e-mail address where a member has none. Empty ones fill nothing.
///
/// # Errors
/// When the database fails.
pub fn fill_contact(
    tx: &mut Tx<'_>,
    member: UserId,
    (mobile, email): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = args![member, mobile, email, now];
    tx.execute(&sql::FILL_CONTACT, values).map(drop)
}

/// What a browser's login is known by at the issuer, wrapped; `None` when it came from a password.
///
/// # Errors
/// When the database fails.
pub fn find_external(
    tx: &mut ReadTx<'_>,
    browser_login: i64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<(Vec<u8>,)> = tx.find(&sql::FIND_EXTERNAL, args![browser_login])?;
    Ok(found.map(|(reference,)| reference))
}

/// Logins that an issuer vouched for of the member with this subject, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn list_external_by_subject(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    subject: &str,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let values = args![tenant, subject, limit];
    let found: Vec<(i64,)> = tx.list(&sql::LIST_EXTERNAL_BY_SUBJECT, values)?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Logins that came from this session of an issuer, at most `limit`; with a subject only that one's.
///
/// # Errors
/// When the database fails.
pub fn list_external_by_session(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    (session, subject): (&str, Option<&str>),
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let values = args![session, tenant, subject.unwrap_or_default(), limit];
    let found: Vec<(i64,)> = tx.list(&sql::LIST_EXTERNAL_BY_SESSION, values)?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
