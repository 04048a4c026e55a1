//! The audit log: who changed what in the organisation. Rows are only ever added; the database
//! itself refuses anything else.

use crate::{FromRow, ReadTx, Row, Sql, StoreError, Tx, args, statements};
use coffer_model::{AppId, TenantId, Timestamp, UserId};

statements! { "audit":
    INSERT = both "insert",
    LIST_NEWEST = both "list_newest",
    LIST_OLDEST = both "list_oldest",
}

/// One change.
#[derive(Debug)]
pub struct NewAuditEntry<'a> {
    /// The id, which orders the log.
    pub id: i64,
    /// The tenant.
    pub tenant: TenantId,
    /// When.
    pub at: Timestamp,
    /// Who; 0 for the operator at the command line.
    pub actor: UserId,
    /// The app that acted for that person.
    pub app: Option<AppId>,
    /// Where the call came from.
    pub address: &'a str,
    /// The word for the act.
    pub act: &'a str,
    /// The word for the kind of object.
    pub object_kind: &'a str,
    /// The object.
    pub object: i64,
    /// Its name at that time.
    pub object_name: &'a str,
    /// The name as names are compared.
    pub object_key: &'a str,
    /// JSON: the changed fields as they were.
    pub before: &'a str,
    /// JSON: the changed fields as they are.
    pub after: &'a str,
}

/// Writes a change down.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, entry: &NewAuditEntry<'_>) -> Result<(), StoreError> {
    let values = args![
        entry.id,
        entry.tenant,
        entry.at,
        entry.actor,
        entry.app,
        entry.address,
        entry.act,
        entry.object_kind,
        entry.object,
        entry.object_name,
        entry.object_key,
        entry.before,
        entry.after
    ];
    tx.execute(&INSERT, values).map(drop)
}

/// What a page of the log is narrowed to. An empty text and a number below 0 are any.
#[derive(Debug, Clone)]
pub struct AuditFilter {
    /// From then on.
    pub from: Timestamp,
    /// Until then; that moment itself is not in it.
    pub until: Timestamp,
    /// Who.
    pub actor: i64,
    /// The word for the act.
    pub act: String,
    /// The word for the kind of object.
    pub object_kind: String,
    /// The object.
    pub object: i64,
    /// What the name is like: folded, as LIKE takes it, with `\` before what is meant to the letter.
    pub name_pattern: String,
}

/// One change, read.
#[derive(Debug, Clone)]
pub struct AuditRow {
    /// The id.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; 0 for the operator at the command line.
    pub actor: UserId,
    /// The name of that one, at that time.
    pub actor_name: String,
    /// The app that acted for that person.
    pub app: Option<AppId>,
    /// Where the call came from.
    pub address: String,
    /// The word for the act.
    pub act: String,
    /// The word for the kind of object.
    pub object_kind: String,
    /// The object.
    pub object: i64,
    /// Its name at that time.
    pub object_name: String,
    /// JSON: the changed fields as they were; empty where there was nothing.
    pub before: String,
    /// JSON: the changed fields as they became; empty where there is nothing.
    pub after: String,
}

impl FromRow for AuditRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            actor_name: row.get(3)?,
            app: row.get(4)?,
            address: row.get(5)?,
            act: row.get(6)?,
            object_kind: row.get(7)?,
            object: row.get(8)?,
            object_name: row.get(9)?,
            before: row.get(10)?,
            after: row.get(11)?,
        })
    }
}

/// Changes of a tenant, newest first, those before the id `before`.
///
/// # Errors
/// What the database says.
pub fn list_newest(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    before: i64,
    filter: &AuditFilter,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    list(tx, &LIST_NEWEST, (tenant, before), filter, limit)
}

/// Changes of a tenant, oldest first, those behind the id `after`.
///
/// # Errors
/// What the database says.
pub fn list_oldest(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    after: i64,
    filter: &AuditFilter,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    list(tx, &LIST_OLDEST, (tenant, after), filter, limit)
}

fn list(
    tx: &mut ReadTx<'_>,
    statement: &'static Sql,
    (tenant, beyond): (TenantId, i64),
    filter: &AuditFilter,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let values = args![
        tenant,
        beyond,
        filter.from,
        filter.until,
        filter.actor,
        &filter.act,
        &filter.object_kind,
        filter.object,
        &filter.name_pattern,
        limit,
    ];
    tx.list(statement, values)
}
