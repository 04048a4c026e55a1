//! Groups of people, who belongs to them, and the spaces of groups.

mod lists;

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::organisation::{GroupKind, GroupRole, GroupView};
use coffer_model::{GroupId, TenantId, Timestamp, UserId};

pub use lists::{
    ListWindow, Teams, count_members, count_of, count_spaces, count_teams, list_members, list_of,
    list_spaces, list_teams,
};

statements! {
    "groups":
    INSERT = both "insert",
    FIND = both "find",
    UPDATE = both "update",
    DELETE = both "delete",
    DELETE_MEMBERS = both "delete_members",
    COUNT_OF_TENANT = both "count_of_tenant",
    COUNT_OF_MEMBER = both "count_of_member",
    CAPACITIES = both "capacities",
    ADMIT = both "admit",
    SET_OWNER = both "set_owner",
    SET_ROLE = both "set_role",
    PIN = both "pin",
    DISMISS = both "dismiss",
    MEMBER_IDS = both "member_ids",
    MEMBERSHIPS = both "memberships",
    FIND_SUCCESSOR = both "find_successor",
    LIST_OF_MEMBER = both "list_of_member",
    COUNT_LIST_OF_MEMBER = both "count_list_of_member",
    LIST_MEMBERS = both "list_members",
    COUNT_MEMBERS = both "count_members",
    LIST_TEAMS = both "list_teams",
    COUNT_TEAMS = both "count_teams",
    LIST_SPACES = both "list_spaces",
    COUNT_SPACES = both "count_spaces",
}

/// A group, and what somebody may do in it; `None` for who does not belong to it.
#[derive(Debug, Clone)]
pub struct GroupRow {
    /// The group.
    pub view: GroupView,
    /// The role.
    pub role: Option<GroupRole>,
}

impl FromRow for GroupRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let role: Option<i64> = row.get(8)?;
        Ok(Self {
            view: GroupView {
                id: row.get(0)?,
                tenant: row.get(1)?,
                name: row.get(2)?,
                kind: GroupKind::from_number(row.get(3)?).unwrap_or(GroupKind::People),
                owner: row.get(4)?,
                icon_url: row.get(5)?,
                created_at: row.get(6)?,
                updated_at: row.get(7)?,
            },
            role: role.map(|role| GroupRole::from_number(role).unwrap_or(GroupRole::Member)),
        })
    }
}

/// Bytes that the spaces of a tenant may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capacities {
    /// Those of groups.
    pub groups: u64,
    /// All others.
    pub others: u64,
}

impl FromRow for Capacities {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            groups: row.get(0)?,
            others: row.get(1)?,
        })
    }
}

/// Bytes that the spaces of the tenant may have.
///
/// # Errors
/// What the database says.
pub fn sum_capacities(tx: &mut ReadTx<'_>, tenant: TenantId) -> Result<Capacities, StoreError> {
    Ok(tx.find(&CAPACITIES, args![tenant])?.unwrap_or_default())
}

/// Inserts a group, without members. Its owner is who makes it.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, group: &GroupView, name_key: &str) -> Result<(), StoreError> {
    let values = args![
        group.id,
        group.tenant,
        &group.name,
        name_key,
        group.kind as i64,
        group.owner,
        &group.icon_url,
        group.created_at
    ];
    tx.execute(&INSERT, values).map(drop)
}

/// The group `id` of the tenant, with the role of `member`.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: GroupId,
    member: UserId,
) -> Result<Option<GroupRow>, StoreError> {
    tx.find(&FIND, args![tenant, id, member])
}

/// Writes name, picture, owner and time of change.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut Tx<'_>, group: &GroupView, name_key: &str) -> Result<(), StoreError> {
    let values = args![
        group.id,
        &group.name,
        name_key,
        &group.icon_url,
        group.owner,
        group.updated_at
    ];
    tx.execute(&UPDATE, values).map(drop)
}

/// Removes a group with its memberships.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut Tx<'_>, id: GroupId) -> Result<(), StoreError> {
    tx.execute(&DELETE_MEMBERS, args![id])?;
    tx.execute(&DELETE, args![id]).map(drop)
}

/// How many groups of a kind the tenant has.
///
/// # Errors
/// What the database says.
pub fn count_of_tenant(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    kind: GroupKind,
) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&COUNT_OF_TENANT, args![tenant, kind as i64])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// How many groups a person belongs to.
///
/// # Errors
/// What the database says.
pub fn count_of_member(tx: &mut ReadTx<'_>, member: UserId) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&COUNT_OF_MEMBER, args![member])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// Puts a person of the tenant into a group; `false` when the person is not there, is in already, or
/// is in `limit` groups.
///
/// # Errors
/// What the database says.
pub fn admit(
    tx: &mut Tx<'_>,
    group: &GroupView,
    member: UserId,
    limit: u64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values = args![group.tenant, group.id, member, now, limit];
    Ok(tx.execute(&ADMIT, values)? == 1)
}

/// Makes a person the owner, who is put into the group if need be. The former owner's role is the
/// caller's business.
///
/// # Errors
/// What the database says.
pub fn set_owner(
    tx: &mut Tx<'_>,
    group: GroupId,
    owner: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&SET_OWNER, args![group, owner, now]).map(drop)
}

/// Gives a member another role.
///
/// # Errors
/// What the database says.
pub fn set_role(
    tx: &mut Tx<'_>,
    group: GroupId,
    member: UserId,
    role: GroupRole,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&SET_ROLE, args![group, member, role as i64, now])
        .map(drop)
}

/// Writes whether a member sees the group before others.
///
/// # Errors
/// What the database says.
pub fn pin(
    tx: &mut Tx<'_>,
    group: GroupId,
    member: UserId,
    pinned: bool,
) -> Result<(), StoreError> {
    tx.execute(&PIN, args![group, member, pinned]).map(drop)
}

/// Takes a person out of a group.
///
/// # Errors
/// What the database says.
pub fn dismiss(tx: &mut Tx<'_>, group: GroupId, member: UserId) -> Result<(), StoreError> {
    tx.execute(&DISMISS, args![group, member]).map(drop)
}

/// Who belongs to a group, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn list_member_ids(
    tx: &mut ReadTx<'_>,
    group: GroupId,
    limit: u64,
) -> Result<Vec<UserId>, StoreError> {
    let found: Vec<(UserId,)> = tx.list(&MEMBER_IDS, args![group, limit])?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The groups of a person, the oldest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn list_memberships(
    tx: &mut ReadTx<'_>,
    member: UserId,
    limit: u64,
) -> Result<Vec<GroupRow>, StoreError> {
    tx.list(&MEMBERSHIPS, args![member, limit])
}

/// Who takes a group over from a member: the manager, else the member, who belongs to it the
/// longest.
///
/// # Errors
/// What the database says.
pub fn find_successor(
    tx: &mut ReadTx<'_>,
    group: GroupId,
    leaver: UserId,
) -> Result<Option<UserId>, StoreError> {
    let found: Option<(UserId,)> = tx.find(&FIND_SUCCESSOR, args![group, leaver])?;
    Ok(found.map(|(id,)| id))
}
