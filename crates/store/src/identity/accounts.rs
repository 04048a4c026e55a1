//! Members and the accounts that they log in with.

use super::statements as sql;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::{DepartmentId, TenantId, Timestamp, UserId};

/// A new department.
#[derive(Debug, Clone)]
pub struct DepartmentRow {
    /// The id.
    pub id: DepartmentId,
    /// The tenant.
    pub tenant: TenantId,
    /// The department above; `None` for the root.
    pub parent: Option<DepartmentId>,
    /// The name.
    pub name: String,
    /// The name as names are compared.
    pub name_key: String,
    /// Who makes it.
    pub creator: UserId,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A new member.
#[derive(Debug, Clone)]
pub struct MemberRow {
    /// The id.
    pub id: UserId,
    /// The tenant.
    pub tenant: TenantId,
    /// The department.
    pub department: DepartmentId,
    /// The name to show.
    pub name: String,
    /// The name as names are compared.
    pub name_key: String,
    /// The subject at the identity provider.
    pub subject: String,
    /// The mobile number, or empty.
    pub mobile: String,
    /// The e-mail address, or empty.
    pub email: String,
    /// The number of the role.
    pub role: i64,
    /// The number of the status.
    pub status: i64,
    /// When the member was made.
    pub created_at: Timestamp,
}

/// An account with its member.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// The name to log in with.
    pub login: String,
    /// The PHC string.
    pub password: String,
    /// The member.
    pub member: UserId,
    /// The member's tenant.
    pub tenant: TenantId,
    /// The member's department.
    pub department: DepartmentId,
    /// The name to show.
    pub name: String,
    /// The subject at the identity provider.
    pub subject: String,
    /// The number of the role.
    pub role: i64,
    /// The number of the status.
    pub status: i64,
}

impl FromRow for AccountRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            login: row.get(0)?,
            password: row.get(1)?,
            member: row.get(2)?,
            tenant: row.get(3)?,
            department: row.get(4)?,
            name: row.get(5)?,
            subject: row.get(6)?,
            role: row.get(7)?,
            status: row.get(8)?,
        })
    }
}

/// An account in a list for the operator.
#[derive(Debug, Clone)]
pub struct LoginRow {
    /// The name to log in with.
    pub login: String,
    /// The member.
    pub member: UserId,
    /// The member's tenant.
    pub tenant: TenantId,
    /// The name to show.
    pub name: String,
    /// The number of the role.
    pub role: i64,
    /// The number of the status.
    pub status: i64,
}

impl FromRow for LoginRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            login: row.get(0)?,
            member: row.get(1)?,
            tenant: row.get(2)?,
            name: row.get(3)?,
            role: row.get(4)?,
            status: row.get(5)?,
        })
    }
}

/// A member as a session shows it.
#[derive(Debug, Clone)]
pub struct ProfileRow {
    /// The id.
    pub id: UserId,
    /// The tenant.
    pub tenant: TenantId,
    /// The name to show.
    pub name: String,
    /// The subject at the identity provider.
    pub subject: String,
    /// The department.
    pub department: DepartmentId,
    /// The number of the role.
    pub role: i64,
    /// The number of the status.
    pub status: i64,
    /// The tenant's name.
    pub tenant_name: String,
    /// People of the tenant.
    pub members: u64,
}

impl FromRow for ProfileRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            name: row.get(2)?,
            subject: row.get(3)?,
            department: row.get(4)?,
            role: row.get(5)?,
            status: row.get(6)?,
            tenant_name: row.get(7)?,
            members: row.get(8)?,
        })
    }
}

/// Inserts a department; `false` when a sibling has the name.
///
/// # Errors
/// When the database fails.
pub fn insert_department(tx: &mut Tx<'_>, department: &DepartmentRow) -> Result<bool, StoreError> {
    let values = args![
        department.id,
        department.tenant,
        department.parent,
        &department.name,
        &department.name_key,
        department.created_at,
        department.creator,
    ];
    Ok(tx.execute(&sql::INSERT_DEPARTMENT, values)? == 1)
}

/// Inserts a member; `false` when the tenant has one with the subject.
///
/// # Errors
/// When the database fails.
pub fn insert_member(tx: &mut Tx<'_>, member: &MemberRow) -> Result<bool, StoreError> {
    let values = args![
        member.id,
        member.tenant,
        member.department,
        &member.name,
        &member.subject,
        &member.mobile,
        &member.email,
        member.role,
        member.status,
        member.created_at,
        &member.name_key,
    ];
    Ok(tx.execute(&sql::INSERT_MEMBER, values)? == 1)
}

/// The root department of a tenant.
///
/// # Errors
/// When the database fails.
pub fn find_root_department(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
) -> Result<Option<DepartmentId>, StoreError> {
    let found: Option<(DepartmentId,)> = tx.find(&sql::FIND_ROOT_DEPARTMENT, args![tenant])?;
    Ok(found.map(|(id,)| id))
}

/// Whether the tenant has this department.
///
/// # Errors
/// When the database fails.
pub fn has_department(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: DepartmentId,
) -> Result<bool, StoreError> {
    let found: Option<(DepartmentId,)> = tx.find(&sql::FIND_DEPARTMENT, args![tenant, id])?;
    Ok(found.is_some())
}

/// How many people a tenant has.
///
/// # Errors
/// When the database fails.
pub fn count_members(tx: &mut ReadTx<'_>, tenant: TenantId) -> Result<i64, StoreError> {
    let found: Option<(i64,)> = tx.find(&sql::COUNT_MEMBERS, args![tenant])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// Inserts an account; `false` when the login name is taken or the member has one.
///
/// # Errors
/// When the database fails.
pub fn insert_account(
    tx: &mut Tx<'_>,
    login: &str,
    member: UserId,
    password: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values = args![login, member, password, now];
    Ok(tx.execute(&sql::INSERT_ACCOUNT, values)? == 1)
}

/// The account with this login name.
///
/// # Errors
/// When the database fails.
pub fn find_account_by_login(
    tx: &mut ReadTx<'_>,
    login: &str,
) -> Result<Option<AccountRow>, StoreError> {
    tx.find(&sql::FIND_ACCOUNT_BY_LOGIN, args![login])
}

/// Two accounts of members with one of these spellings of an e-mail address. Two say that the
/// address names nobody in particular. None where there are several tenants: addresses are what a
/// tenant's administrators write, and one tenant must not touch the logins of another.
///
/// # Errors
/// When the database fails.
pub fn list_accounts_by_email(
    tx: &mut ReadTx<'_>,
    typed: &str,
    folded: &str,
) -> Result<Vec<AccountRow>, StoreError> {
    tx.list(&sql::LIST_ACCOUNTS_BY_EMAIL, args![typed, folded])
}

/// Changes the password; `false` when the member has no account.
///
/// # Errors
/// When the database fails.
pub fn update_password(
    tx: &mut Tx<'_>,
    member: UserId,
    password: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&sql::UPDATE_PASSWORD, args![member, password, now])? == 1)
}

/// Replaces the hash of the same password, unless it was changed meanwhile.
///
/// # Errors
/// When the database fails.
pub fn replace_password_hash(
    tx: &mut Tx<'_>,
    member: UserId,
    old: &str,
    new: &str,
) -> Result<(), StoreError> {
    let values = args![member, old, new];
    tx.execute(&sql::REPLACE_PASSWORD_HASH, values).map(drop)
}

/// Sets the number of a member's status; `false` when there is no such member.
///
/// # Errors
/// When the database fails.
pub fn update_member_status(
    tx: &mut Tx<'_>,
    member: UserId,
    status: i64,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&sql::UPDATE_MEMBER_STATUS, args![member, status])? == 1)
}

/// Notes that a member who never logged in now has.
///
/// # Errors
/// When the database fails.
pub fn activate_member(tx: &mut Tx<'_>, member: UserId) -> Result<(), StoreError> {
    tx.execute(&sql::ACTIVATE_MEMBER, args![member]).map(drop)
}

/// The number of a member's status.
///
/// # Errors
/// When the database fails.
pub fn find_member_status(tx: &mut ReadTx<'_>, member: UserId) -> Result<Option<i64>, StoreError> {
    let found: Option<(i64,)> = tx.find(&sql::FIND_MEMBER_STATUS, args![member])?;
    Ok(found.map(|(status,)| status))
}

/// Accounts in the order of their login names, behind `after`.
///
/// # Errors
/// When the database fails.
pub fn list_logins(
    tx: &mut ReadTx<'_>,
    after: &str,
    limit: i64,
) -> Result<Vec<LoginRow>, StoreError> {
    tx.list(&sql::LIST_LOGINS, args![after, limit])
}

/// A member and the tenant, as a session shows them.
///
/// # Errors
/// When the database fails.
pub fn find_profile(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    member: UserId,
) -> Result<Option<ProfileRow>, StoreError> {
    tx.find(&sql::FIND_PROFILE, args![tenant, member])
}

/// Ends everything that the member is logged in with.
///
/// # Errors
/// When the database fails.
pub fn end_sessions_of(tx: &mut Tx<'_>, member: UserId) -> Result<(), StoreError> {
    for statement in [
        &sql::DELETE_MEMBER_SESSIONS,
        &sql::DELETE_MEMBER_TOKENS,
        &sql::DELETE_MEMBER_GRANTS,
        &sql::DELETE_MEMBER_BROWSER_LOGINS,
    ] {
        tx.execute(statement, args![member])?;
    }
    Ok(())
}

/// Removes everything here that names the member, which has to happen before the member goes.
///
/// # Errors
/// When the database fails.
pub fn delete_credentials(tx: &mut Tx<'_>, member: UserId) -> Result<(), StoreError> {
    end_sessions_of(tx, member)?;
    tx.execute(&sql::DELETE_ACCOUNT, args![member]).map(drop)
}
