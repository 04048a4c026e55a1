//! What people are told.

use crate::{StoreError, Tx, args, statements};
use coffer_model::{TenantId, Timestamp, UserId};

statements! { "messages": INSERT = both "insert" }

/// A message about to be stored.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// The id.
    pub id: i64,
    /// The tenant.
    pub tenant: TenantId,
    /// Who is told.
    pub member: UserId,
    /// The number of its kind.
    pub kind: i64,
    /// The key of the text.
    pub text_key: &'a str,
    /// JSON: what fills the holes of the text.
    pub facts: &'a str,
    /// When.
    pub created_at: Timestamp,
}

/// Stores a message.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, message: &NewMessage<'_>) -> Result<(), StoreError> {
    let values = args![
        message.id,
        message.tenant,
        message.member,
        message.kind,
        message.text_key,
        message.facts,
        message.created_at
    ];
    tx.execute(&INSERT, values).map(drop)
}
