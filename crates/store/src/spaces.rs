//! Spaces and who belongs to their owners.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::space::{SpaceKind, SpaceStatus, SpaceView};
use coffer_model::{DepartmentId, GroupId, NodeId, SpaceId, TenantId, Timestamp, UserId};

statements! {
    "spaces":
    INSERT = both "insert",
    FIND = both "find",
    FIND_OF_OWNER = both "find_of_owner",
    LIST_OF_MEMBER = both "list_of_member",
    TOUCH = both "touch",
    RESERVE = both "reserve",
    SETTLE = both "settle",
    UPDATE_SETTINGS = both "update_settings",
    IN_DEPARTMENT_SUBTREE = both "in_department_subtree",
    GROUP_ROLE = both "group_role",
}

/// A space about to be made, with the ids of its two roots.
#[derive(Debug, Clone)]
pub struct NewSpace {
    /// The id.
    pub id: SpaceId,
    /// The tenant.
    pub tenant: TenantId,
    /// Whose it is.
    pub kind: SpaceKind,
    /// The owner's id, by kind.
    pub owner: i64,
    /// Bytes that it may hold.
    pub capacity: u64,
    /// The plain root.
    pub root: NodeId,
    /// The root of the safe.
    pub safe: NodeId,
    /// Who makes it.
    pub creator: UserId,
    /// When.
    pub now: Timestamp,
}

/// A space with the stamp of its last change.
#[derive(Debug, Clone)]
pub struct SpaceRow {
    /// What dialects show.
    pub view: SpaceView,
    /// Milliseconds of the last change, unique in the space.
    pub stamp: i64,
}

impl FromRow for SpaceRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Self::read(row, 0)
    }
}

impl SpaceRow {
    /// Reads the columns of a space from the `first` on.
    pub(crate) fn read(row: &Row<'_>, first: usize) -> Result<Self, StoreError> {
        let view = SpaceView {
            id: row.get(first)?,
            tenant: row.get(first + 1)?,
            kind: SpaceKind::from_number(row.get(first + 2)?).unwrap_or(SpaceKind::Personal),
            owner: row.get(first + 3)?,
            name: row.get(first + 4)?,
            status: SpaceStatus::from_number(row.get(first + 5)?).unwrap_or(SpaceStatus::Disabled),
            capacity: row.get(first + 6)?,
            used: row.get(first + 7)?,
            reserved: row.get(first + 8)?,
            root: row.get(first + 9)?,
            safe: row.get(first + 10)?,
            creator: row.get(first + 11)?,
            created_at: row.get(first + 12)?,
            modifier: row.get(first + 13)?,
            updated_at: row.get(first + 14)?,
        };
        Ok(Self {
            view,
            stamp: row.get(first + 15)?,
        })
    }
}

/// A space as it stands after [`touch`] locked it for this transaction.
#[derive(Debug, Clone, Copy)]
pub struct Touched {
    /// The stamp of this change.
    pub stamp: i64,
    /// Whether it can be used.
    pub status: SpaceStatus,
    /// Bytes that it may hold.
    pub capacity: u64,
    /// Bytes that it holds.
    pub used: u64,
    /// Bytes that open uploads have reserved.
    pub reserved: u64,
}

impl FromRow for Touched {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            stamp: row.get(0)?,
            status: SpaceStatus::from_number(row.get(1)?).unwrap_or(SpaceStatus::Disabled),
            capacity: row.get(2)?,
            used: row.get(3)?,
            reserved: row.get(4)?,
        })
    }
}

/// Makes a space with its two roots; `false` when the owner has one of this kind.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, space: &NewSpace) -> Result<bool, StoreError> {
    let NewSpace {
        id,
        tenant,
        kind,
        owner,
        capacity,
        root,
        safe,
        creator,
        now,
    } = space;
    let args = args![
        *id,
        *tenant,
        *kind as i64,
        *owner,
        *capacity,
        now.millis(),
        *root,
        *safe,
        *creator,
        *now
    ];
    if tx.execute(&INSERT, args)? == 0 {
        return Ok(false);
    }
    for node in [*root, *safe] {
        crate::nodes::insert_root(tx, node, *tenant, *id, *creator, *now)?;
    }
    Ok(true)
}

/// The space `id` of the tenant.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: SpaceId,
) -> Result<Option<SpaceRow>, StoreError> {
    tx.find(&FIND, args![id, tenant])
}

/// The space of an owner.
///
/// # Errors
/// What the database says.
pub fn find_of_owner(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    kind: SpaceKind,
    owner: i64,
) -> Result<Option<SpaceRow>, StoreError> {
    tx.find(&FIND_OF_OWNER, args![tenant, kind as i64, owner])
}

/// The person's own space, the department's and those of the person's groups, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn list_of_member(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    member: UserId,
    limit: u32,
) -> Result<Vec<SpaceRow>, StoreError> {
    tx.list(&LIST_OF_MEMBER, args![tenant, member, limit])
}

/// Locks the space for this transaction and gives the change its stamp.
///
/// # Errors
/// What the database says.
pub fn touch(tx: &mut Tx<'_>, id: SpaceId, now: Timestamp) -> Result<Option<Touched>, StoreError> {
    tx.find(&TOUCH, args![id, now.millis(), now])
}

/// Adds to (or takes from) the bytes that open uploads have reserved.
///
/// # Errors
/// What the database says.
pub fn reserve(tx: &mut Tx<'_>, id: SpaceId, bytes: i64) -> Result<(), StoreError> {
    tx.execute(&RESERVE, args![id, bytes])?;
    Ok(())
}

/// Adds `used` bytes (negative: frees them) and gives back `reserved` ones.
///
/// # Errors
/// What the database says.
pub fn settle(tx: &mut Tx<'_>, id: SpaceId, used: i64, reserved: i64) -> Result<(), StoreError> {
    tx.execute(&SETTLE, args![id, used, reserved])?;
    Ok(())
}

/// Whether `department` is `ancestor` or lies below it.
///
/// # Errors
/// What the database says.
pub fn in_department_subtree(
    tx: &mut ReadTx<'_>,
    department: DepartmentId,
    ancestor: DepartmentId,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = tx.find(&IN_DEPARTMENT_SUBTREE, args![department, ancestor])?;
    Ok(found.is_some())
}

/// The role of a person in a group.
///
/// # Errors
/// What the database says.
pub fn group_role(
    tx: &mut ReadTx<'_>,
    group: GroupId,
    member: UserId,
) -> Result<Option<i64>, StoreError> {
    let found: Option<(i64,)> = tx.find(&GROUP_ROLE, args![group, member])?;
    Ok(found.map(|(role,)| role))
}

/// What administrators set of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceSettings {
    /// Whether it can be used.
    pub status: SpaceStatus,
    /// Bytes that it may hold.
    pub capacity: u64,
}

/// Sets what administrators decide about a space.
///
/// # Errors
/// What the database says.
pub fn update_settings(
    tx: &mut Tx<'_>,
    id: SpaceId,
    settings: SpaceSettings,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = args![id, settings.status as i64, settings.capacity, by, now];
    tx.execute(&UPDATE_SETTINGS, values).map(drop)
}
