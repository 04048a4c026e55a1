//! Shares: what they show, to whom, and how often they were used.

mod leavers;
mod received;

pub use leavers::{cancel_of_owner, cancel_of_space, delete_namings, delete_readings, pass_slice};
pub use received::{
    NewlyNamed, Reader, ReceivedFilter, ReceivedRow, count_received, find_reader, find_received,
    leave, list_newly_named, list_received, note_reader,
};

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, json, statements};
use coffer_model::share::{ShareCounts, SharePermission, ShareScope, ShareTargetKind};
use coffer_model::{DepartmentId, NodeId, ShareId, SpaceId, TenantId, Timestamp, UserId};
use std::collections::HashSet;

statements! {
    "shares":
    INSERT = both "insert",
    INSERT_ITEM = both "insert_item",
    LIST_ITEMS = both "list_items",
    // How a JSON array becomes rows.
    LIST_ITEMS_OF = split "list_items_of.sqlite" "list_items_of.postgres",
    INSERT_TARGET = both "insert_target",
    DELETE_TARGET = both "delete_target",
    LIST_TARGET_IDS = both "list_target_ids",
    LIST_TARGETS = both "list_targets",
    IS_NAMED = both "is_named",
    FIND = both "find",
    FIND_BY_LINK = both "find_by_link",
    LIST_NEWEST = both "list_newest",
    LIST_OLDEST = both "list_oldest",
    LOCK = both "lock",
    UPDATE = both "update",
    CANCEL = both "cancel",
    COUNT = both "count",
    FIND_READER = both "find_reader",
    NOTE_READER = both "note_reader",
    LEAVE = both "leave",
    LIST_RECEIVED_NEWEST = both "list_received_newest",
    LIST_RECEIVED_OLDEST = both "list_received_oldest",
    FIND_RECEIVED = both "find_received",
    COUNT_RECEIVED = both "count_received",
    LIST_NEWLY_NAMED = both "list_newly_named",
    PASS_SLICE = both "pass_slice",
    CANCEL_OF_OWNER = both "cancel_of_owner",
    CANCEL_OF_SPACE = both "cancel_of_space",
    DELETE_READINGS = both "delete_readings",
    DELETE_NAMINGS = both "delete_namings",
}

/// Rows over which the counts of a share are spread.
const SLOTS: i64 = 8;

/// A share about to be made.
#[derive(Debug, Clone)]
pub struct NewShare {
    /// The id.
    pub id: ShareId,
    /// The tenant.
    pub tenant: TenantId,
    /// Who shares.
    pub owner: UserId,
    /// The space of everything that is shared.
    pub space: SpaceId,
    /// What its link says.
    pub short_id: String,
    /// Whom it is for.
    pub scope: ShareScope,
    /// The extract code, wrapped.
    pub extract_code: Option<Vec<u8>>,
    /// What visitors may do.
    pub permission: SharePermission,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Words for visitors.
    pub comment: String,
    /// The name of the first item.
    pub display_name: String,
    /// The same, folded.
    pub display_key: String,
    /// The folders and files.
    pub items: Vec<NodeId>,
    /// Whom it names.
    pub targets: Vec<(ShareTargetKind, i64)>,
    /// Now.
    pub created_at: Timestamp,
}

/// A share.
#[derive(Debug, Clone)]
pub struct ShareRow {
    /// The id.
    pub id: ShareId,
    /// The tenant.
    pub tenant: TenantId,
    /// Who shares.
    pub owner: UserId,
    /// The space of everything that is shared.
    pub space: SpaceId,
    /// What its link says.
    pub short_id: String,
    /// Whom it is for.
    pub scope: ShareScope,
    /// The extract code, wrapped.
    pub extract_code: Option<Vec<u8>>,
    /// Grows with every other code.
    pub code_version: i64,
    /// What visitors may do.
    pub permission: SharePermission,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Words for visitors.
    pub comment: String,
    /// The name of the first item, as it was when it was shared.
    pub display_name: String,
    /// How many folders and files it shows.
    pub items: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its settings were changed.
    pub updated_at: Timestamp,
    /// How often it was used.
    pub counts: ShareCounts,
    /// When it was called off.
    pub cancelled_at: Option<Timestamp>,
}

impl FromRow for ShareRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            owner: row.get(2)?,
            space: row.get(3)?,
            short_id: row.get(4)?,
            scope: ShareScope::from_number(row.get(5)?).unwrap_or(ShareScope::Named),
            extract_code: row.get(6)?,
            code_version: row.get(7)?,
            permission: SharePermission {
                preview: row.get(8)?,
                edit: row.get(9)?,
                download: row.get(10)?,
            },
            expires_at: row.get(11)?,
            comment: row.get(12)?,
            display_name: row.get(13)?,
            items: row.get(14)?,
            created_at: row.get(15)?,
            updated_at: row.get(16)?,
            counts: ShareCounts {
                views: row.get(17)?,
                downloads: row.get(18)?,
                saves: row.get(19)?,
            },
            cancelled_at: row.get(20)?,
        })
    }
}

/// Whom a share names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareTarget {
    /// What it is.
    pub kind: ShareTargetKind,
    /// The id, by kind.
    pub id: i64,
    /// The name.
    pub name: String,
}

impl FromRow for ShareTarget {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            kind: ShareTargetKind::from_number(row.get(0)?).unwrap_or(ShareTargetKind::User),
            id: row.get(1)?,
            name: row.get(2)?,
        })
    }
}

/// Makes a share with its items and targets.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, share: &NewShare) -> Result<(), StoreError> {
    tx.execute(
        &INSERT,
        args![
            share.id,
            share.tenant,
            share.owner,
            share.space,
            &share.short_id,
            share.scope as i64,
            share.extract_code.as_ref(),
            share.permission.preview,
            share.permission.edit,
            share.permission.download,
            share.expires_at,
            &share.comment,
            &share.display_name,
            &share.display_key,
            u64::try_from(share.items.len()).unwrap_or(u64::MAX),
            share.created_at
        ],
    )?;
    for (position, node) in (0_i64..).zip(&share.items) {
        tx.execute(&INSERT_ITEM, args![share.id, position, node])?;
    }
    for target in &share.targets {
        insert_target(tx, share.id, *target, share.created_at)?;
    }
    Ok(())
}

fn insert_target(
    tx: &mut Tx<'_>,
    share: ShareId,
    (kind, id): (ShareTargetKind, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&INSERT_TARGET, args![share, kind as i64, id, now])
        .map(drop)
}

/// Names others instead of those that a share names; whom it named before it names as long as before.
///
/// # Errors
/// What the database says.
pub fn replace_targets(
    tx: &mut Tx<'_>,
    share: ShareId,
    targets: &[(ShareTargetKind, i64)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let before: Vec<(i64, i64)> = tx.list(&LIST_TARGET_IDS, args![share])?;
    let stays: HashSet<(i64, i64)> = targets
        .iter()
        .map(|(kind, id)| (*kind as i64, *id))
        .collect();
    for (kind, id) in before.iter().filter(|target| !stays.contains(target)) {
        tx.execute(&DELETE_TARGET, args![share, *kind, *id])?;
    }
    for target in targets {
        insert_target(tx, share, *target, now)?;
    }
    Ok(())
}

/// The folders and files of a share, in its order.
///
/// # Errors
/// What the database says.
pub fn list_items(tx: &mut ReadTx<'_>, share: ShareId) -> Result<Vec<NodeId>, StoreError> {
    let rows: Vec<(NodeId,)> = tx.list(&LIST_ITEMS, args![share])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The folders and files of several shares, those of a share together and in its order.
///
/// # Errors
/// What the database says.
pub fn list_items_of(
    tx: &mut ReadTx<'_>,
    shares: &[ShareId],
) -> Result<Vec<(ShareId, NodeId)>, StoreError> {
    let ids = json::array(shares.iter().map(ToString::to_string));
    tx.list(&LIST_ITEMS_OF, args![ids])
}

/// Whom a share names, without those that are gone.
///
/// # Errors
/// What the database says.
pub fn list_targets(tx: &mut ReadTx<'_>, share: ShareId) -> Result<Vec<ShareTarget>, StoreError> {
    tx.list(&LIST_TARGETS, args![share])
}

/// Whether a share names a person, a group of that person, or a department at or above the person's,
/// unless the person has left it since.
///
/// # Errors
/// What the database says.
pub fn is_named(
    tx: &mut ReadTx<'_>,
    share: ShareId,
    member: UserId,
    department: DepartmentId,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = tx.find(&IS_NAMED, args![share, member, department])?;
    Ok(found.is_some())
}

/// The share with this id, called off or not.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, id: ShareId) -> Result<Option<ShareRow>, StoreError> {
    tx.find(&FIND, args![id])
}

/// The share whose link says `short_id`, called off or not.
///
/// # Errors
/// What the database says.
pub fn find_by_link(tx: &mut ReadTx<'_>, short_id: &str) -> Result<Option<ShareRow>, StoreError> {
    tx.find(&FIND_BY_LINK, args![short_id])
}

/// A page of somebody's shares that were not called off, behind `after`, by time.
///
/// # Errors
/// What the database says.
pub fn list_of_owner(
    tx: &mut ReadTx<'_>,
    owner: UserId,
    pattern: &str,
    descending: bool,
    after: Option<ShareId>,
    limit: u32,
) -> Result<Vec<ShareRow>, StoreError> {
    let (statement, beginning) = if descending {
        (&LIST_NEWEST, ShareId(i64::MAX))
    } else {
        (&LIST_OLDEST, ShareId(0))
    };
    let values = args![owner, after.unwrap_or(beginning), pattern, limit];
    tx.list(statement, values)
}

/// Locks a share of somebody for this transaction; `false` when there is none.
///
/// # Errors
/// What the database says.
pub fn lock(tx: &mut Tx<'_>, id: ShareId, owner: UserId) -> Result<bool, StoreError> {
    Ok(tx.execute(&LOCK, args![id, owner])? == 1)
}

/// Writes the settings of a share back.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut Tx<'_>, share: &ShareRow) -> Result<(), StoreError> {
    let values = args![
        share.id,
        share.extract_code.as_ref(),
        share.code_version,
        share.permission.preview,
        share.permission.edit,
        share.permission.download,
        share.expires_at,
        &share.comment,
        share.updated_at
    ];
    tx.execute(&UPDATE, values).map(drop)
}

/// Calls a share of somebody off; `false` when there is none.
///
/// # Errors
/// What the database says.
pub fn cancel(
    tx: &mut Tx<'_>,
    id: ShareId,
    owner: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&CANCEL, args![id, owner, now])? == 1)
}

/// Adds to the counts of a share. `spread` is any number that differs between calls at the same time.
///
/// # Errors
/// What the database says.
pub fn count(
    tx: &mut Tx<'_>,
    id: ShareId,
    spread: i64,
    counts: ShareCounts,
) -> Result<(), StoreError> {
    let slot = spread.rem_euclid(SLOTS);
    let ShareCounts {
        views,
        downloads,
        saves,
    } = counts;
    tx.execute(&COUNT, args![id, slot, views, downloads, saves])
        .map(drop)
}
