//! Roles, grants of them on nodes, broken inheritance and locks.

mod emergencies;
mod guards;
mod roles;

pub use emergencies::*;
pub use guards::*;
pub use roles::*;

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, json, statements};
use coffer_model::rights::{Rights, Subject, SubjectKind, built_in_role};
use coffer_model::{DepartmentId, NodeId, RoleId, SpaceId, TenantId, Timestamp, UserId};

statements! {
    "rights":
    // How a JSON array becomes rows.
    GRANTS_OF = split "grants_of.sqlite" "grants_of.postgres",
    GUARDS_OF = split "guards_of.sqlite" "guards_of.postgres",
    HAS_GRANT_IN = both "has_grant_in",
    LIST_GRANTED = both "list_granted",
    GRANTED_SPACES = both "granted_spaces",
    INSERT_GRANT = both "insert_grant",
    DELETE_SUBJECT = both "delete_subject",
    DELETE_GRANT = both "delete_grant",
    COUNT_GRANTS = both "count_grants",
    LIST_GRANTS = both "list_grants",
    FORGET_GRANTS = both "forget_grants",
    FORGET_GUARD = both "forget_guard",
    FORGET_SUBJECT = both "forget_subject",
    FORGET_SPACE_GRANTS = both "forget_space_grants",
    FORGET_SPACE_GUARDS = both "forget_space_guards",
    PASS_GRANTS = both "pass_grants",
    PASS_GUARDS = both "pass_guards",
    LIST_GUARDS = both "list_guards",
    COUNT_GUARDS = both "count_guards",
    FIND_GUARD = both "find_guard",
    LIST_HELD = both "list_held",
    FIND_PERSON = both "find_person",
    PUT_GUARD = both "put_guard",
    SET_MARKS = both "set_marks",
    FIND_ROLE = both "find_role",
    LIST_ROLES = both "list_roles",
    COUNT_ROLES = both "count_roles",
    INSERT_ROLE = both "insert_role",
    UPDATE_ROLE = both "update_role",
    DELETE_ROLE = both "delete_role",
    IS_ROLE_GRANTED = both "is_role_granted",
    IS_ROLE_GRANTED_PERSONALLY = both "is_role_granted_personally",
    FIND_EMERGENCY = both "find_emergency",
    LIST_EMERGENCIES = both "list_emergencies",
    PUT_EMERGENCY = both "put_emergency",
    DELETE_EMERGENCY = both "delete_emergency",
    FORGET_SPACE_EMERGENCIES = both "forget_space_emergencies",
    FORGET_MEMBER_EMERGENCIES = both "forget_member_emergencies",
    SWEEP_EMERGENCIES = both "sweep_emergencies",
    BROKEN_CHILDREN = both "broken_children",
    IS_ROLE_NAME_TAKEN = both "is_role_name_taken",
}

/// What there may be of a node besides its row. A mark of grants may outlive the last of them; no other
/// mark lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(pub i64);

impl Marks {
    /// It takes no rights from above.
    pub const BREAKS: i64 = 1;
    /// Roles are granted on it.
    pub const GRANTS: i64 = 2;
    /// It is locked.
    pub const LOCKED: i64 = 4;

    /// Whether it takes no rights from above.
    #[must_use]
    pub const fn breaks(self) -> bool {
        self.0 & Self::BREAKS != 0
    }

    /// Whether roles may be granted on it.
    #[must_use]
    pub const fn has_grants(self) -> bool {
        self.0 & Self::GRANTS != 0
    }

    /// Whether it is locked.
    #[must_use]
    pub const fn is_locked(self) -> bool {
        self.0 & Self::LOCKED != 0
    }
}

/// A role that somebody has on a node, and through whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The node.
    pub node: NodeId,
    /// Whom it is granted to: the person, or a group or department with the person in it.
    pub subject: Subject,
    /// The role.
    pub role: RoleId,
    /// What it allows.
    pub rights: Rights,
}

impl FromRow for Held {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let role = row.get(3)?;
        Ok(Self {
            node: row.get(0)?,
            subject: read_subject(row, 1)?,
            role,
            rights: read_rights(role, row.get(4)?),
        })
    }
}

/// A role granted on a node, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// To whom.
    pub subject: Subject,
    /// The name of that person, group or department; empty for one that is no more.
    pub subject_name: String,
    /// The role.
    pub role: RoleId,
    /// The role's name.
    pub role_name: String,
    /// What it allows.
    pub rights: Rights,
    /// Who granted it.
    pub granter: UserId,
    /// The name of that person.
    pub granter_name: String,
    /// When.
    pub created_at: Timestamp,
}

impl FromRow for GrantRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let role = row.get(2)?;
        let built_in = built_in_role(role).map(|role| role.name.to_owned());
        let name: Option<String> = row.get(3)?;
        Ok(Self {
            subject: read_subject(row, 0)?,
            role,
            role_name: built_in.or(name).unwrap_or_default(),
            rights: read_rights(role, row.get(4)?),
            granter: row.get(5)?,
            created_at: row.get(6)?,
            subject_name: row.get(7)?,
            granter_name: row.get(8)?,
        })
    }
}

fn read_subject(row: &Row<'_>, at: usize) -> Result<Subject, StoreError> {
    let kind = SubjectKind::from_number(row.get(at)?).unwrap_or(SubjectKind::User);
    let id = row.get(at + 1)?;
    Ok(Subject { kind, id })
}

/// The rights of a role: its row's, or those of a built-in one.
fn read_rights(role: RoleId, stored: Option<i64>) -> Rights {
    let built_in = built_in_role(role).map(|role| role.rights);
    built_in.unwrap_or_else(|| Rights::from_bits(stored.unwrap_or_default()).completed())
}

/// A grant to make.
#[derive(Debug, Clone, Copy)]
pub struct NewGrant {
    /// On what.
    pub node: NodeId,
    /// To whom.
    pub subject: Subject,
    /// Of what.
    pub role: RoleId,
    /// The tenant.
    pub tenant: TenantId,
    /// The space of the node.
    pub space: SpaceId,
    /// Who grants.
    pub granter: UserId,
    /// When.
    pub now: Timestamp,
}

/// The roles that somebody has on each of some nodes.
///
/// # Errors
/// What the database says.
pub fn list_held(
    tx: &mut ReadTx<'_>,
    nodes: &[NodeId],
    user: UserId,
    department: DepartmentId,
) -> Result<Vec<Held>, StoreError> {
    if nodes.is_empty() {
        return Ok(Vec::new());
    }
    let ids = json::array(nodes.iter().map(ToString::to_string));
    tx.list(&GRANTS_OF, args![ids, user, department])
}

/// Whether somebody has a role on anything of a space.
///
/// # Errors
/// What the database says.
pub fn has_grant_in(
    tx: &mut ReadTx<'_>,
    space: SpaceId,
    user: UserId,
    department: DepartmentId,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = tx.find(&HAS_GRANT_IN, args![space, user, department])?;
    Ok(found.is_some())
}

/// At most `limit` nodes on which somebody has a role, behind `after`, with their spaces.
///
/// # Errors
/// What the database says.
pub fn list_granted(
    tx: &mut ReadTx<'_>,
    user: UserId,
    department: DepartmentId,
    after: NodeId,
    limit: u32,
) -> Result<Vec<(NodeId, SpaceId)>, StoreError> {
    tx.list(&LIST_GRANTED, args![user, department, after, limit])
}

/// At most `limit` spaces in which somebody has a role on something.
///
/// # Errors
/// What the database says.
pub fn list_granted_spaces(
    tx: &mut ReadTx<'_>,
    user: UserId,
    department: DepartmentId,
    limit: u32,
) -> Result<Vec<SpaceId>, StoreError> {
    let rows: Vec<(SpaceId,)> = tx.list(&GRANTED_SPACES, args![user, department, limit])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Grants a role; one that was granted stays as it is. Whether it is new.
///
/// # Errors
/// What the database says.
pub fn insert_grant(tx: &mut Tx<'_>, grant: &NewGrant) -> Result<bool, StoreError> {
    let Subject { kind, id } = grant.subject;
    let values = args![
        grant.node,
        kind as i64,
        id,
        grant.role,
        grant.tenant,
        grant.space,
        grant.granter,
        grant.now
    ];
    Ok(tx.execute(&INSERT_GRANT, values)? == 1)
}

/// Takes a role, or all that the subject has on the node. Answers how many.
///
/// # Errors
/// What the database says.
pub fn delete_grant(
    tx: &mut Tx<'_>,
    node: NodeId,
    subject: Subject,
    role: Option<RoleId>,
) -> Result<u64, StoreError> {
    let Subject { kind, id } = subject;
    match role {
        Some(role) => tx.execute(&DELETE_GRANT, args![node, kind as i64, id, role]),
        None => tx.execute(&DELETE_SUBJECT, args![node, kind as i64, id]),
    }
}

/// Takes every role on a node.
///
/// # Errors
/// What the database says.
pub fn delete_grants(tx: &mut Tx<'_>, node: NodeId) -> Result<u64, StoreError> {
    tx.execute(&FORGET_GRANTS, args![node])
}

/// How many grants there are on a node.
///
/// # Errors
/// What the database says.
pub fn count_grants(tx: &mut ReadTx<'_>, node: NodeId) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&COUNT_GRANTS, args![node])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// At most `limit` grants on a node behind that of a role to a subject, those of a subject together.
///
/// # Errors
/// What the database says.
pub fn list_grants(
    tx: &mut ReadTx<'_>,
    node: NodeId,
    (subject, role): (Subject, RoleId),
    limit: u32,
) -> Result<Vec<GrantRow>, StoreError> {
    let Subject { kind, id } = subject;
    tx.list(&LIST_GRANTS, args![node, kind as i64, id, role, limit])
}

/// Takes what is granted to somebody who is no more, everywhere.
///
/// # Errors
/// What the database says.
pub fn forget_subject(tx: &mut Tx<'_>, subject: Subject) -> Result<(), StoreError> {
    let Subject { kind, id } = subject;
    tx.execute(&FORGET_SUBJECT, args![kind as i64, id])?;
    Ok(())
}

/// Drops what was said of a node that is no more.
///
/// # Errors
/// What the database says.
pub(crate) fn forget_node(tx: &mut Tx<'_>, node: NodeId) -> Result<(), StoreError> {
    tx.execute(&FORGET_GRANTS, args![node])?;
    tx.execute(&FORGET_GUARD, args![node])?;
    Ok(())
}

/// Drops what was said of the nodes of a space that goes.
///
/// # Errors
/// What the database says.
pub fn forget_space(tx: &mut Tx<'_>, space: SpaceId) -> Result<(), StoreError> {
    tx.execute(&FORGET_SPACE_GRANTS, args![space])?;
    tx.execute(&FORGET_SPACE_GUARDS, args![space])?;
    tx.execute(&FORGET_SPACE_EMERGENCIES, args![space])?;
    Ok(())
}

/// Makes what was said of the nodes of one space that of another, which they pass to. Who opened the
/// first for reading did not open the other.
///
/// # Errors
/// What the database says.
pub fn pass_space(tx: &mut Tx<'_>, from: SpaceId, to: SpaceId) -> Result<(), StoreError> {
    tx.execute(&PASS_GRANTS, args![from, to])?;
    tx.execute(&PASS_GUARDS, args![from, to])?;
    tx.execute(&FORGET_SPACE_EMERGENCIES, args![from])?;
    Ok(())
}

/// Sets and takes away marks of a node.
///
/// # Errors
/// What the database says.
pub fn set_marks(tx: &mut Tx<'_>, node: NodeId, on: i64, off: i64) -> Result<(), StoreError> {
    tx.execute(&SET_MARKS, args![node, on, off])?;
    Ok(())
}

/// The children of a folder that take no rights from above: no more than a space may have.
///
/// # Errors
/// What the database says.
pub fn list_broken_children(
    tx: &mut ReadTx<'_>,
    folder: NodeId,
) -> Result<Vec<NodeId>, StoreError> {
    let rows: Vec<(NodeId,)> = tx.list(&BROKEN_CHILDREN, args![folder])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
