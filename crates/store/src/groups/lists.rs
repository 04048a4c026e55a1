//! Pages of groups, of their members and of their spaces.
//!
//! Patterns are folded, as LIKE takes them, with `\` before what is meant to the letter; an empty one
//! is none.

use super::{
    COUNT_LIST_OF_MEMBER, COUNT_MEMBERS, COUNT_SPACES, COUNT_TEAMS, GroupRow, LIST_MEMBERS,
    LIST_OF_MEMBER, LIST_SPACES, LIST_TEAMS,
};
use crate::spaces::SpaceRow;
use crate::{FromRow, ReadTx, Row, StoreError, args};
use coffer_model::group::{GroupMemberView, OwnTeamView, TeamRole, TeamView};
use coffer_model::organisation::{GroupKind, GroupRole, GroupView};
use coffer_model::space::SpaceKind;
use coffer_model::user::Role;
use coffer_model::{GroupId, TenantId, UserId};

/// Which part of a list, after a search for `pattern`.
#[derive(Debug, Clone, Copy)]
pub struct ListWindow<'a> {
    /// What names have to match.
    pub pattern: &'a str,
    /// How many entries to leave out.
    pub offset: u32,
    /// The most entries to answer.
    pub limit: u32,
}

/// Which teams of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Teams {
    /// Departments and groups.
    All,
    /// The department.
    Departments,
    /// Groups with a space.
    Groups,
}

impl Teams {
    fn number(self) -> i64 {
        match self {
            Self::All => 1,
            Self::Departments => 0,
            Self::Groups => 2,
        }
    }
}

struct MemberColumns(GroupMemberView);

impl FromRow for MemberColumns {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(GroupMemberView {
            user: row.get(0)?,
            name: row.get(1)?,
            department: row.get(2)?,
            department_name: row.get(3)?,
            mobile: row.get(4)?,
            role: group_role(row.get(5)?),
            pinned: row.get(6)?,
            created_at: row.get(7)?,
            updated_at: row.get(8)?,
        }))
    }
}

/// A number that nobody knows is no right.
fn group_role(number: i64) -> GroupRole {
    GroupRole::from_number(number).unwrap_or(GroupRole::Member)
}

struct TeamColumns(TeamView);

impl FromRow for TeamColumns {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(TeamView {
            space: SpaceRow::from_row(row)?.view,
            icon_url: row.get(16)?,
            owner: row.get(17)?,
            owner_name: row.get(18)?,
            people: row.get(19)?,
        }))
    }
}

struct OwnTeamColumns(OwnTeamView);

impl FromRow for OwnTeamColumns {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let team = TeamColumns::from_row(row)?.0;
        let role: i64 = row.get(20)?;
        let role = match team.space.kind {
            SpaceKind::Group => TeamRole::Group(group_role(role)),
            SpaceKind::Department | SpaceKind::Personal => {
                TeamRole::Department(Role::from_number(role).unwrap_or(Role::Member))
            }
        };
        Ok(Self(OwnTeamView {
            team,
            role,
            pinned: row.get(21)?,
        }))
    }
}

/// The groups of a kind that a person belongs to, the newest first, those older than `before`.
///
/// # Errors
/// What the database says.
pub fn list_of(
    tx: &mut ReadTx<'_>,
    member: UserId,
    kind: GroupKind,
    pattern: &str,
    before: GroupId,
    limit: u32,
) -> Result<Vec<GroupView>, StoreError> {
    let values = args![member, kind as i64, pattern, before, limit];
    let found: Vec<GroupRow> = tx.list(&LIST_OF_MEMBER, values)?;
    Ok(found.into_iter().map(|row| row.view).collect())
}

/// How many groups [`list_of`] has in all.
///
/// # Errors
/// What the database says.
pub fn count_of(
    tx: &mut ReadTx<'_>,
    member: UserId,
    kind: GroupKind,
    pattern: &str,
) -> Result<u64, StoreError> {
    count(tx.find(&COUNT_LIST_OF_MEMBER, args![member, kind as i64, pattern])?)
}

/// Members of a group: the owner, managers, members, each in the order of joining.
///
/// # Errors
/// What the database says.
pub fn list_members(
    tx: &mut ReadTx<'_>,
    group: GroupId,
    window: ListWindow<'_>,
) -> Result<Vec<GroupMemberView>, StoreError> {
    let values = args![group, window.pattern, window.offset, window.limit];
    let found: Vec<MemberColumns> = tx.list(&LIST_MEMBERS, values)?;
    Ok(found.into_iter().map(|columns| columns.0).collect())
}

/// How many members of a group have a name that matches.
///
/// # Errors
/// What the database says.
pub fn count_members(
    tx: &mut ReadTx<'_>,
    group: GroupId,
    pattern: &str,
) -> Result<u64, StoreError> {
    count(tx.find(&COUNT_MEMBERS, args![group, pattern])?)
}

/// The teams with a space that a person works in: the department, and groups. What the person has
/// pinned comes first, then the newest.
///
/// # Errors
/// What the database says.
pub fn list_teams(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    member: UserId,
    teams: Teams,
    window: ListWindow<'_>,
) -> Result<Vec<OwnTeamView>, StoreError> {
    let values = args![
        tenant,
        member,
        teams.number(),
        window.pattern,
        window.offset,
        window.limit
    ];
    let found: Vec<OwnTeamColumns> = tx.list(&LIST_TEAMS, values)?;
    Ok(found.into_iter().map(|columns| columns.0).collect())
}

/// How many teams [`list_teams`] has in all.
///
/// # Errors
/// What the database says.
pub fn count_teams(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    member: UserId,
    teams: Teams,
    pattern: &str,
) -> Result<u64, StoreError> {
    count(tx.find(&COUNT_TEAMS, args![tenant, member, teams.number(), pattern])?)
}

/// The group spaces of a tenant, the newest first; names of groups and of their owners are searched.
///
/// # Errors
/// What the database says.
pub fn list_spaces(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    window: ListWindow<'_>,
) -> Result<Vec<TeamView>, StoreError> {
    let values = args![tenant, window.pattern, window.offset, window.limit];
    let found: Vec<TeamColumns> = tx.list(&LIST_SPACES, values)?;
    Ok(found.into_iter().map(|columns| columns.0).collect())
}

/// How many group spaces [`list_spaces`] has in all.
///
/// # Errors
/// What the database says.
pub fn count_spaces(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    pattern: &str,
) -> Result<u64, StoreError> {
    count(tx.find(&COUNT_SPACES, args![tenant, pattern])?)
}

fn count(found: Option<(u64,)>) -> Result<u64, StoreError> {
    Ok(found.map_or(0, |(count,)| count))
}
