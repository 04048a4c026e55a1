//! What the provider hands out: codes, refresh tokens, access tokens, and its signing keys.

use super::statements as sql;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::{AppId, TenantId, Timestamp, UserId};

/// A new grant: a code that has not been redeemed.
#[derive(Debug, Clone)]
pub struct NewGrant {
    /// The id.
    pub id: i64,
    /// The member's tenant.
    pub tenant: TenantId,
    /// Who logged in.
    pub member: UserId,
    /// The login that it came from.
    pub browser_login: i64,
    /// The client; `None` for the built-in one.
    pub app: Option<AppId>,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// What the client may know.
    pub scope: String,
    /// What the id token has to repeat.
    pub nonce: Option<String>,
    /// SHA-256 of the verifier, base64url.
    pub challenge: Option<String>,
    /// When the password was given.
    pub authenticated_at: Timestamp,
    /// SHA-256 of the code.
    pub code_hash: [u8; 32],
    /// The end of the code.
    pub code_expires_at: Timestamp,
}

/// A grant with its member.
#[derive(Debug, Clone)]
pub struct GrantRow {
    /// The id.
    pub id: i64,
    /// The member's tenant.
    pub tenant: TenantId,
    /// Who logged in.
    pub member: UserId,
    /// The login that it came from.
    pub browser_login: i64,
    /// The client; `None` for the built-in one.
    pub app: Option<AppId>,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// What the client may know.
    pub scope: String,
    /// What the id token has to repeat.
    pub nonce: Option<String>,
    /// SHA-256 of the verifier, base64url.
    pub challenge: Option<String>,
    /// When the password was given.
    pub authenticated_at: Timestamp,
    /// The end of the code.
    pub code_expires_at: Timestamp,
    /// When the code was redeemed.
    pub redeemed_at: Option<Timestamp>,
    /// SHA-256 of the newest refresh token.
    pub refresh_hash: Option<[u8; 32]>,
    /// The end of the grant.
    pub expires_at: Timestamp,
    /// The number of the member's status.
    pub status: i64,
    /// The member's name.
    pub name: String,
    /// The member's mobile number, or empty.
    pub mobile: String,
    /// The member's e-mail address, or empty.
    pub email: String,
}

impl FromRow for GrantRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            member: row.get(2)?,
            browser_login: row.get(3)?,
            app: row.get(4)?,
            redirect_uri: row.get(5)?,
            scope: row.get(6)?,
            nonce: row.get(7)?,
            challenge: row.get(8)?,
            authenticated_at: row.get(9)?,
            code_expires_at: row.get(10)?,
            redeemed_at: row.get(11)?,
            refresh_hash: row.get(12)?,
            expires_at: row.get(13)?,
            status: row.get(14)?,
            name: row.get(15)?,
            mobile: row.get(16)?,
            email: row.get(17)?,
        })
    }
}

/// What becomes of a grant when its code is redeemed.
#[derive(Debug, Clone, Copy)]
pub struct Redemption {
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the part that its refresh tokens have in common; `None` gives none.
    pub family_hash: Option<[u8; 32]>,
    /// SHA-256 of the first refresh token.
    pub refresh_hash: Option<[u8; 32]>,
    /// The end of the grant.
    pub expires_at: Timestamp,
}

/// A new token of the token endpoint.
#[derive(Debug, Clone)]
pub struct NewProviderToken {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// The app's tenant.
    pub tenant: TenantId,
    /// The app that it was given to.
    pub app: AppId,
    /// The grant and the person; `None` for an app's own.
    pub person: Option<(i64, UserId)>,
    /// What the token may tell.
    pub scope: String,
    /// The end of the token.
    pub expires_at: Timestamp,
}

/// The person whom a token is about.
#[derive(Debug, Clone)]
pub struct PersonTokenRow {
    /// What the token may tell.
    pub scope: String,
    /// The person.
    pub member: UserId,
    /// The name to show.
    pub name: String,
    /// The mobile number, or empty.
    pub mobile: String,
    /// The e-mail address, or empty.
    pub email: String,
    /// The number of the status.
    pub status: i64,
}

impl FromRow for PersonTokenRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            scope: row.get(0)?,
            member: row.get(1)?,
            name: row.get(2)?,
            mobile: row.get(3)?,
            email: row.get(4)?,
            status: row.get(5)?,
        })
    }
}

/// Inserts a grant.
///
/// # Errors
/// When the database fails.
pub fn insert_grant(tx: &mut Tx<'_>, grant: &NewGrant) -> Result<(), StoreError> {
    let values = args![
        grant.id,
        grant.tenant,
        grant.member,
        grant.browser_login,
        grant.app,
        &grant.redirect_uri,
        &grant.scope,
        grant.nonce.as_deref(),
        grant.challenge.as_deref(),
        grant.authenticated_at,
        &grant.code_hash,
        grant.code_expires_at,
    ];
    tx.execute(&sql::INSERT_GRANT, values).map(drop)
}

/// The grant with this code, redeemed or not.
///
/// # Errors
/// When the database fails.
pub fn find_grant_by_code(
    tx: &mut ReadTx<'_>,
    code_hash: &[u8; 32],
) -> Result<Option<GrantRow>, StoreError> {
    tx.find(&sql::FIND_GRANT_BY_CODE, args![code_hash])
}

/// The grant whose refresh tokens have this part in common.
///
/// # Errors
/// When the database fails.
pub fn find_grant_by_family(
    tx: &mut ReadTx<'_>,
    family_hash: &[u8; 32],
) -> Result<Option<GrantRow>, StoreError> {
    tx.find(&sql::FIND_GRANT_BY_FAMILY, args![family_hash])
}

/// Notes that the code was redeemed; `false` when it had been before.
///
/// # Errors
/// When the database fails.
pub fn redeem_grant(tx: &mut Tx<'_>, id: i64, redemption: &Redemption) -> Result<bool, StoreError> {
    let values = args![
        id,
        redemption.at,
        redemption.family_hash,
        redemption.refresh_hash,
        redemption.expires_at,
    ];
    Ok(tx.execute(&sql::REDEEM_GRANT, values)? == 1)
}

/// Replaces the newest refresh token; `false` when it is not the newest any more.
///
/// # Errors
/// When the database fails.
pub fn rotate_grant(
    tx: &mut Tx<'_>,
    id: i64,
    old: &[u8; 32],
    new: &[u8; 32],
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&sql::ROTATE_GRANT, args![id, old, new, expires_at])? == 1)
}

/// Ends a grant and everything that came of it.
///
/// # Errors
/// When the database fails.
pub fn delete_grant(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.execute(&sql::DELETE_GRANT_SESSIONS, args![id])?;
    tx.execute(&sql::DELETE_GRANT_TOKENS, args![id])?;
    tx.execute(&sql::DELETE_GRANT, args![id]).map(drop)
}

/// Inserts a token of the token endpoint.
///
/// # Errors
/// When the database fails.
pub fn insert_provider_token(tx: &mut Tx<'_>, token: &NewProviderToken) -> Result<(), StoreError> {
    let values = args![
        &token.token_hash,
        token.tenant,
        token.app,
        token.person.map(|(grant, _)| grant),
        token.person.map(|(_, member)| member),
        &token.scope,
        token.expires_at,
    ];
    tx.execute(&sql::INSERT_PROVIDER_TOKEN, values).map(drop)
}

/// The app, and its tenant, whose own token this is, if it has not expired.
///
/// # Errors
/// When the database fails.
pub fn find_app_token(
    tx: &mut ReadTx<'_>,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(AppId, TenantId)>, StoreError> {
    tx.find(&sql::FIND_APP_TOKEN, args![token_hash, now])
}

/// The person whom a token is about, if it has not expired.
///
/// # Errors
/// When the database fails.
pub fn find_person_token(
    tx: &mut ReadTx<'_>,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<PersonTokenRow>, StoreError> {
    tx.find(&sql::FIND_PERSON_TOKEN, args![token_hash, now])
}

/// Ends a token that the app was given.
///
/// # Errors
/// When the database fails.
pub fn delete_provider_token(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    app: AppId,
) -> Result<(), StoreError> {
    tx.execute(&sql::DELETE_PROVIDER_TOKEN, args![token_hash, app])
        .map(drop)
}

/// Inserts a signing key, wrapped.
///
/// # Errors
/// When the database fails.
pub fn insert_signing_key(
    tx: &mut Tx<'_>,
    key_id: &str,
    private_key: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&sql::INSERT_SIGNING_KEY, args![key_id, private_key, now])
        .map(drop)
}

/// Ids of the signing keys with the wrapped keys, the newest first.
///
/// # Errors
/// When the database fails.
pub fn list_signing_keys(tx: &mut ReadTx<'_>) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    tx.list(&sql::LIST_SIGNING_KEYS, args![])
}
