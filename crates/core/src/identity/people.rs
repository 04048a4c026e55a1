//! People, as the operator makes them.

use super::admission::insert_person;
use super::password;
use crate::audit::{Act, Change, Object};
use crate::organisation::{audit_new, find_named_or_only};
use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::user::{Role, UserStatus};
use coffer_model::{Code, DepartmentId, Error, Result, SpaceId, TenantId, UserId};
use coffer_store::ReadTx;
use coffer_store::identity::{self as store, MemberRow};
use serde_json::json;

const LOGIN_MAX: usize = 64;
pub(super) const NAME_MAX: usize = 64;
pub(super) const CONTACT_MAX: usize = 254;
const PAGE: i64 = 100;

/// A person with an account at the built-in provider.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The tenant; `None` for the only one that there is.
    pub tenant: Option<TenantId>,
    /// The department; `None` for the root.
    pub department: Option<DepartmentId>,
    /// What the person logs in with: unique over the whole server, case does not matter.
    pub login: String,
    /// The password.
    pub password: String,
    /// The name to show; empty for the login name.
    pub name: String,
    /// The mobile number, or empty.
    pub mobile: String,
    /// The e-mail address, or empty.
    pub email: String,
    /// The role.
    pub role: Role,
}

/// An account in the operator's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginView {
    /// What the person logs in with.
    pub login: String,
    /// The person.
    pub user: UserId,
    /// The person's tenant.
    pub tenant: TenantId,
    /// The name to show.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The state of the account.
    pub status: UserStatus,
}

/// The form in which login names are stored and compared; `None` when nobody can have it.
pub(super) fn login_key(login: &str) -> Option<String> {
    let key = fold(login.trim());
    let possible = (1..=LOGIN_MAX).contains(&key.chars().count())
        && !key.chars().any(|c| c.is_control() || c.is_whitespace());
    possible.then_some(key)
}

/// An account at the built-in provider, about to be made.
#[derive(Debug, Clone)]
pub(crate) struct NewAccount {
    /// The login name as it is stored.
    pub(crate) login: String,
    /// The PHC string.
    pub(crate) password: String,
}

/// A person to be inserted, checked, with everything that must not happen in a transaction done.
#[derive(Debug, Clone)]
pub(crate) struct NewPerson {
    /// `None` for people who log in at an external provider.
    pub(crate) account: Option<NewAccount>,
    pub(crate) member: MemberRow,
    /// Bytes of the personal space; `None` for what the tenant gives, 0 opens none.
    pub(crate) personal: Option<u64>,
    pub(crate) space: SpaceId,
    pub(crate) roots: [coffer_model::NodeId; 2],
}

impl Drive {
    /// Makes a person with an account, and the personal space that the tenant gives.
    ///
    /// # Errors
    /// `BadRequest` for a login name, name or password that is not allowed, `Conflict` when the
    /// login name is taken, `NotFound` without such a tenant or department (or when none was named
    /// and there is not exactly one tenant), `TenantLimit` when the tenant may not have more
    /// people or spaces.
    pub async fn add_user(&self, new: NewUser) -> Result<UserId> {
        let now = self.now();
        let wanted = (new.tenant, new.department);
        let (tenant, department) = self
            .store()
            .read(move |tx| find_place(tx, wanted.0, wanted.1))
            .await?;
        let prepared = self.prepare(new, tenant, department).await?;
        let id = prepared.member.id;
        let (drive, ctx) = (self.clone(), Ctx::operator(tenant, now));
        self.store()
            .write(move |tx| {
                store::lock_tenant(tx, tenant)?;
                if !store::has_department(tx, tenant, department)? {
                    return Err(Error::new(Code::NotFound));
                }
                insert_person(tx, &prepared, now)?;
                audit_new(tx, &drive, &ctx, &prepared)
            })
            .await?;
        Ok(id)
    }

    /// The person who logs in with `login`.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn user_of_login(&self, login: &str) -> Result<UserId> {
        let key = login_key(login).ok_or(Code::NotFound)?;
        let found = self
            .store()
            .read(move |tx| store::find_account_by_login(tx, &key))
            .await?;
        found
            .map(|account| account.member)
            .ok_or_else(|| Error::new(Code::NotFound))
    }

    /// A page of all accounts in the order of their login names, behind the login name `after`.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn list_logins(&self, after: &str) -> Result<Vec<LoginView>> {
        let after = fold(after);
        let rows = self
            .store()
            .read(move |tx| store::list_logins(tx, &after, PAGE))
            .await?;
        let views = rows.into_iter().map(|row| LoginView {
            login: row.login,
            user: row.member,
            tenant: row.tenant,
            name: row.name,
            role: Role::from_number(row.role).unwrap_or(Role::Member),
            status: UserStatus::from_number(row.status).unwrap_or(UserStatus::Disabled),
        });
        Ok(views.collect())
    }

    /// Gives a person another password and ends everything that the person is logged in with.
    ///
    /// # Errors
    /// `BadRequest` for a password that is not allowed, `NotFound` without such an account.
    pub async fn set_password(&self, login: &str, password: &str) -> Result<()> {
        password::check(password, login)?;
        let key = login_key(login).ok_or(Code::NotFound)?;
        let phc = self.inner.identity.passwords.hash(password).await?;
        let now = self.now();
        let drive = self.clone();
        self.store()
            .write(move |tx| {
                let account = store::find_account_by_login(tx, &key)?.ok_or(Code::NotFound)?;
                store::update_password(tx, account.member, &phc, now)?;
                store::end_sessions_of(tx, account.member)?;
                let change = Change {
                    act: Act::Change,
                    object: Object::User(account.member),
                    name: &account.name,
                    before: json!(null),
                    after: json!({"password": "changed"}),
                };
                drive.audit(tx, &Ctx::operator(account.tenant, now), &change)
            })
            .await
    }

    /// Disables a person, whose tokens die at once, or lets the person in again.
    ///
    /// # Errors
    /// `NotFound` without such a person.
    pub async fn set_user_disabled(&self, user: UserId, disabled: bool) -> Result<()> {
        self.store()
            .write(move |tx| {
                let status = store::find_member_status(tx, user)?.ok_or(Code::NotFound)?;
                let is_disabled = status == UserStatus::Disabled as i64;
                if disabled {
                    store::update_member_status(tx, user, UserStatus::Disabled as i64)?;
                    store::end_sessions_of(tx, user)?;
                } else if is_disabled {
                    store::update_member_status(tx, user, UserStatus::Active as i64)?;
                }
                Ok(())
            })
            .await
    }

    /// An account at the built-in provider, with the password hashed.
    ///
    /// # Errors
    /// `BadRequest` for a login name or password that is not allowed, `Busy` when too many passwords
    /// wait to be hashed.
    pub(crate) async fn new_account(&self, login: &str, password: &str) -> Result<NewAccount> {
        let login = login_key(login)
            .ok_or_else(|| Error::parameter("login").with_limit(format!("1-{LOGIN_MAX}")))?;
        password::check(password, &login)?;
        Ok(NewAccount {
            password: self.inner.identity.passwords.hash(password).await?,
            login,
        })
    }

    /// Checks a new person and hashes the password.
    pub(crate) async fn prepare(
        &self,
        new: NewUser,
        tenant: TenantId,
        department: DepartmentId,
    ) -> Result<NewPerson> {
        let account = self.new_account(&new.login, &new.password).await?;
        let name = match new.name.trim() {
            "" => account.login.clone(),
            _ => display_name("name", &new.name)?,
        };
        let id = UserId(self.next_id());
        Ok(NewPerson {
            account: Some(account),
            personal: None,
            member: MemberRow {
                id,
                tenant,
                department,
                name_key: fold(&name),
                name,
                subject: id.to_string(),
                mobile: contact("mobile", &new.mobile)?,
                email: contact("email", &new.email)?.to_lowercase(),
                role: new.role as i64,
                status: UserStatus::NeverLoggedIn as i64,
                created_at: self.now(),
            },
            space: SpaceId(self.next_id()),
            roots: [self.next_node(), self.next_node()],
        })
    }
}

/// The tenant and the department of a new person.
fn find_place(
    tx: &mut ReadTx<'_>,
    tenant: Option<TenantId>,
    department: Option<DepartmentId>,
) -> Result<(TenantId, DepartmentId)> {
    let tenant = find_named_or_only(tx, tenant)?.ok_or(Code::NotFound)?;
    let department = match department {
        Some(department) => Some(department),
        None => store::find_root_department(tx, tenant)?,
    };
    department
        .map(|department| (tenant, department))
        .ok_or_else(|| Error::new(Code::NotFound))
}

/// A mobile number or an e-mail address, as people write them; empty for none.
///
/// # Errors
/// `BadRequest` naming the parameter.
pub(crate) fn contact(parameter: &str, text: &str) -> Result<String> {
    if text.chars().any(char::is_control) || text.len() > CONTACT_MAX {
        return Err(Error::parameter(parameter).with_limit(format!("0-{CONTACT_MAX}")));
    }
    Ok(text.trim().to_owned())
}

/// A name to show: blanks at the ends are cut, then 1 to 64 characters, none of them control
/// characters.
///
/// # Errors
/// `BadRequest` naming the parameter.
pub(crate) fn display_name(parameter: &str, text: &str) -> Result<String> {
    let name = text.trim();
    let allowed =
        (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    allowed
        .then(|| name.to_owned())
        .ok_or_else(|| Error::parameter(parameter).with_limit(format!("1-{NAME_MAX}")))
}
