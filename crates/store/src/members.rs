//! The people of a tenant, as administrators list and change them.

use crate::{FromRow, ReadTx, Row, Sql, StoreError, Tx, args, statements};
use coffer_model::organisation::MemberView;
use coffer_model::space::SpaceStatus;
use coffer_model::user::{Role, UserStatus};
use coffer_model::{DepartmentId, SpaceId, TenantId, Timestamp, UserId};

statements! {
    "members":
    FIND = both "find",
    LIST_OF_TENANT = both "list_of_tenant",
    LIST_OF_DEPARTMENT = both "list_of_department",
    LIST_OF_SUBTREE = both "list_of_subtree",
    COUNT_OF_TENANT = both "count_of_tenant",
    COUNT_OF_DEPARTMENT = both "count_of_department",
    COUNT_OF_SUBTREE = both "count_of_subtree",
    UPDATE = both "update",
    REMOVE = both "remove",
    FIND_HEIR = both "find_heir",
    SET_HEIR = both "set_heir",
    FIND_NEAREST_ADMINISTRATOR = both "find_nearest_administrator",
    LIST_ADMINISTRATORS = both "list_administrators",
    COUNT_OTHER_ADMINISTRATORS = both "count_other_administrators",
}

/// Which people of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// All.
    Tenant,
    /// Those directly in a department.
    Department(DepartmentId),
    /// Those in a department and below it.
    Subtree(DepartmentId),
}

/// Which of them a list shows. Patterns are as LIKE takes them, with `\` before what is meant to
/// the letter; an empty one is none.
#[derive(Debug, Clone)]
pub struct MemberFilter {
    /// Which people.
    pub among: Among,
    /// The folded name.
    pub name: String,
    /// The mobile number; looked at beside the name.
    pub mobile: String,
    /// The number of the personal space's status, 2 for no space.
    pub space_status: Option<i64>,
}

/// A person with the personal space.
#[derive(Debug, Clone)]
pub struct MemberSpaceRow {
    /// The person.
    pub member: MemberView,
    /// The space, if there is one.
    pub space: Option<PersonalSpace>,
}

/// Figures of a personal space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonalSpace {
    /// The id.
    pub id: SpaceId,
    /// Whether it can be used.
    pub status: SpaceStatus,
    /// Bytes that it may hold.
    pub capacity: u64,
    /// Bytes that it holds.
    pub used: u64,
}

struct MemberColumns(MemberView);

impl FromRow for MemberColumns {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(MemberView {
            id: row.get(0)?,
            tenant: row.get(1)?,
            name: row.get(2)?,
            subject: row.get(3)?,
            department: row.get(4)?,
            department_name: row.get(5)?,
            mobile: row.get(6)?,
            email: row.get(7)?,
            role: Role::from_number(row.get(8)?).unwrap_or(Role::Member),
            status: UserStatus::from_number(row.get(9)?).unwrap_or(UserStatus::Disabled),
        }))
    }
}

impl FromRow for MemberSpaceRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let id: Option<SpaceId> = row.get(10)?;
        let space = match id {
            None => None,
            Some(id) => Some(PersonalSpace {
                id,
                status: SpaceStatus::from_number(row.get(11)?).unwrap_or(SpaceStatus::Disabled),
                capacity: row.get(12)?,
                used: row.get(13)?,
            }),
        };
        Ok(Self {
            member: MemberColumns::from_row(row)?.0,
            space,
        })
    }
}

/// The person `id` of the tenant, unless removed.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: UserId,
) -> Result<Option<MemberView>, StoreError> {
    let found: Option<MemberColumns> = tx.find(&FIND, args![tenant, id])?;
    Ok(found.map(|columns| columns.0))
}

impl Among {
    fn statements(self) -> (&'static Sql, &'static Sql, i64) {
        match self {
            Self::Tenant => (&LIST_OF_TENANT, &COUNT_OF_TENANT, 0),
            Self::Department(id) => (&LIST_OF_DEPARTMENT, &COUNT_OF_DEPARTMENT, id.0),
            Self::Subtree(id) => (&LIST_OF_SUBTREE, &COUNT_OF_SUBTREE, id.0),
        }
    }
}

/// A page of people, the newest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    filter: &MemberFilter,
    offset: u64,
    limit: u32,
) -> Result<Vec<MemberSpaceRow>, StoreError> {
    let (statement, _, department) = filter.among.statements();
    let status = filter.space_status.unwrap_or(-1);
    let values = args![
        tenant,
        department,
        &filter.name,
        &filter.mobile,
        status,
        offset,
        limit
    ];
    tx.list(statement, values)
}

/// How many people there are.
///
/// # Errors
/// What the database says.
pub fn count(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    filter: &MemberFilter,
) -> Result<u64, StoreError> {
    let (_, statement, department) = filter.among.statements();
    let status = filter.space_status.unwrap_or(-1);
    let values = args![tenant, department, &filter.name, &filter.mobile, status];
    let found: Option<(u64,)> = tx.find(statement, values)?;
    Ok(found.map_or(0, |(count,)| count))
}

/// Writes what can change of a person: department, role, status, name, mobile, e-mail.
///
/// # Errors
/// What the database says.
pub fn update(
    tx: &mut Tx<'_>,
    member: &MemberView,
    name_key: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = args![
        member.id,
        member.department,
        member.role as i64,
        member.status as i64,
        &member.name,
        name_key,
        &member.mobile,
        &member.email,
        now
    ];
    tx.execute(&UPDATE, values).map(drop)
}

/// Leaves of a person what files and logs name: id and name. `root` is the tenant's root
/// department, `heir` who got what the person left behind.
///
/// # Errors
/// What the database says.
pub fn remove(
    tx: &mut Tx<'_>,
    id: UserId,
    root: DepartmentId,
    heir: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let subject = format!("removed:{id}");
    tx.execute(&REMOVE, args![id, root, subject, heir, now])
        .map(drop)
}

/// Notes who gets what a person leaves behind.
///
/// # Errors
/// What the database says.
pub fn set_heir(tx: &mut Tx<'_>, id: UserId, heir: UserId) -> Result<(), StoreError> {
    tx.execute(&SET_HEIR, args![id, heir]).map(drop)
}

/// Who got what a removed person left behind.
///
/// # Errors
/// What the database says.
pub fn find_heir(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: UserId,
) -> Result<Option<UserId>, StoreError> {
    let found: Option<(Option<UserId>,)> = tx.find(&FIND_HEIR, args![tenant, id])?;
    Ok(found.and_then(|(heir,)| heir))
}

/// How many super administrators who may log in there are beside this person.
///
/// # Errors
/// What the database says.
pub fn count_other_administrators(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: UserId,
) -> Result<i64, StoreError> {
    let found: Option<(i64,)> = tx.find(&COUNT_OTHER_ADMINISTRATORS, args![tenant, id])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// The super administrators who may log in, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn list_administrators(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    limit: u32,
) -> Result<Vec<UserId>, StoreError> {
    let found: Vec<(UserId,)> = tx.list(&LIST_ADMINISTRATORS, args![tenant, limit])?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The administrator of a department, or else of the nearest one above that has one, who may log in
/// and is not `except`.
///
/// # Errors
/// What the database says.
pub fn find_nearest_administrator(
    tx: &mut ReadTx<'_>,
    department: DepartmentId,
    except: UserId,
) -> Result<Option<UserId>, StoreError> {
    let found: Option<(UserId,)> =
        tx.find(&FIND_NEAREST_ADMINISTRATOR, args![department, except])?;
    Ok(found.map(|(id,)| id))
}
