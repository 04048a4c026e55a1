//! Views of the drive embedded in pages of other sites.

use super::SessionRow;
use super::statements as sql;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::{SessionId, Timestamp, UserId};

/// A new embedding, whose code has not been exchanged.
#[derive(Debug, Clone)]
pub struct NewEmbedding {
    /// The id.
    pub id: i64,
    /// The session that it hangs on.
    pub session: SessionId,
    /// SHA-256 of the code.
    pub code_hash: [u8; 32],
    /// The end of the code.
    pub code_expires_at: Timestamp,
}

/// An embedding whose session lives, found by its code.
#[derive(Debug, Clone)]
pub struct EmbeddingRow {
    /// Whether the code was exchanged before.
    pub redeemed: bool,
    /// The end of the code.
    pub code_expires_at: Timestamp,
    /// Whose session it is.
    pub member: UserId,
    /// The number of the member's status.
    pub status: i64,
    /// The member's name.
    pub name: String,
}

impl FromRow for EmbeddingRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            redeemed: row.get(0)?,
            code_expires_at: row.get(1)?,
            member: row.get(2)?,
            status: row.get(3)?,
            name: row.get(4)?,
        })
    }
}

/// Inserts an embedding. It is gone with its code unless that is exchanged.
///
/// # Errors
/// When the database fails.
pub fn insert_embedding(tx: &mut Tx<'_>, embedding: &NewEmbedding) -> Result<(), StoreError> {
    let values = args![
        embedding.id,
        embedding.session,
        &embedding.code_hash,
        embedding.code_expires_at,
    ];
    tx.execute(&sql::INSERT_EMBEDDING, values).map(drop)
}

/// The embedding with this id and code, expired or not, if its session lives at `now`.
///
/// # Errors
/// When the database fails.
pub fn find_embedding_by_code(
    tx: &mut ReadTx<'_>,
    id: i64,
    code_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<EmbeddingRow>, StoreError> {
    tx.find(&sql::FIND_EMBEDDING_BY_CODE, args![id, code_hash, now])
}

/// Gives an embedding its token; `false` when it has one.
///
/// # Errors
/// When the database fails.
pub fn redeem_embedding(
    tx: &mut Tx<'_>,
    id: i64,
    token_hash: &[u8; 32],
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let values = args![id, token_hash, expires_at];
    Ok(tx.execute(&sql::REDEEM_EMBEDDING, values)? == 1)
}

/// The session behind this token, if neither has expired.
///
/// # Errors
/// When the database fails.
pub fn find_embedding(
    tx: &mut ReadTx<'_>,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<SessionRow>, StoreError> {
    tx.find(&sql::FIND_EMBEDDING, args![token_hash, now])
}

/// Ends an embedding.
///
/// # Errors
/// When the database fails.
pub fn delete_embedding(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.execute(&sql::DELETE_EMBEDDING, args![id]).map(drop)
}
