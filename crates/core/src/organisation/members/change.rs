//! Changing a person: department, role, whether logging in is allowed, password.

use super::add::require_may_give;
use crate::audit::{Act, Change, Object};
use crate::identity::{NewAccount, contact, display_name};
use crate::organisation::rights;
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::name::fold;
use coffer_model::organisation::MemberView;
use coffer_model::user::{Role, UserStatus};
use coffer_model::{Code, DepartmentId, Error, Result, UserId};
use coffer_store::identity as accounts;
use coffer_store::{ReadTx, Tx, members};
use serde_json::{Map, Value, json};

/// What is to change of a person; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct ChangeMember {
    /// The department.
    pub department: Option<DepartmentId>,
    /// The role.
    pub role: Option<Role>,
    /// Whether the person is locked out.
    pub disabled: Option<bool>,
    /// The name to show.
    pub name: Option<String>,
    /// The mobile number; empty removes it.
    pub mobile: Option<String>,
    /// The e-mail address; empty removes it.
    pub email: Option<String>,
    /// Another password at the built-in provider. Somebody without an account there gets one, with
    /// the login name that stands here or else the subject.
    pub password: Option<String>,
    /// The login name of a new account; only with a password.
    pub login: Option<String>,
}

/// The new texts, checked.
struct Texts {
    name: Option<String>,
    mobile: Option<String>,
    email: Option<String>,
}

impl Drive {
    /// Changes a person whom the caller manages. Somebody who is locked out, or gets another
    /// password, is logged out everywhere at once.
    ///
    /// # Errors
    /// `NotFound` and `Forbidden` for the person and the department, `Forbidden` for a role above the
    /// caller's, `BadRequest` for what is not allowed, `Conflict` when the login name is taken, when
    /// the caller would lock himself out, for somebody whose things are being handed over, or nobody who may log in would administrate the tenant any more.
    pub async fn change_member(&self, ctx: &Ctx, id: UserId, change: ChangeMember) -> Result<()> {
        if let Some(role) = change.role {
            require_may_give(ctx, role)?;
        }
        let texts = Texts {
            name: parsed(&change.name, |name| display_name("name", name))?,
            mobile: parsed(&change.mobile, |mobile| contact("mobile", mobile))?,
            email: parsed(&change.email, |email| {
                Ok(contact("email", email)?.to_lowercase())
            })?,
        };
        let account = self.account_for(ctx, id, &change).await?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                let old = rights::load_staying_member(tx, &ctx, id)?;
                if id == ctx.user() && change.disabled == Some(true) {
                    return Err(Error::new(Code::Conflict).because(Reason::Oneself));
                }
                let new = changed(tx, &ctx, &old, &change, &texts)?;
                require_administrator_left(tx, &ctx, &old, Some(&new))?;
                members::update(tx, &new, &fold(&new.name), ctx.now)?;
                if let Some(account) = &account {
                    set_password(tx, &new, account, &ctx)?;
                }
                if account.is_some() || new.status == UserStatus::Disabled {
                    accounts::end_sessions_of(tx, id)?;
                }
                let mut after = fields(&new);
                if let Some(account) = &account {
                    after.insert("password".to_owned(), json!("changed"));
                    after.insert("login".to_owned(), json!(account.login));
                }
                let change = Change {
                    act: Act::Change,
                    object: Object::User(id),
                    name: &new.name,
                    before: Value::Object(fields(&old)),
                    after: Value::Object(after),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await
    }

    /// The account that a new password makes; whether the caller may set it is asked before the
    /// dear work of hashing it, and again when it is written.
    async fn account_for(
        &self,
        ctx: &Ctx,
        id: UserId,
        change: &ChangeMember,
    ) -> Result<Option<NewAccount>> {
        let Some(password) = &change.password else {
            return match change.login {
                Some(_) => Err(Error::parameter("password")),
                None => Ok(None),
            };
        };
        let asking = ctx.clone();
        let member = self
            .store()
            .read(move |tx| rights::load_managed_member(tx, &asking, id))
            .await?;
        let login = change.login.as_deref().unwrap_or(&member.subject);
        Ok(Some(self.new_account(login, password).await?))
    }
}

fn parsed(
    text: &Option<String>,
    parse: impl FnOnce(&str) -> Result<String>,
) -> Result<Option<String>> {
    text.as_deref().map(parse).transpose()
}

/// The person as he will be.
fn changed(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    old: &MemberView,
    change: &ChangeMember,
    texts: &Texts,
) -> Result<MemberView> {
    let department = match change.department {
        Some(department) if department != old.department => {
            rights::load_managed_department(tx, ctx, department)?.id
        }
        _ => old.department,
    };
    let status = match (change.disabled, old.status) {
        (Some(true), _) => UserStatus::Disabled,
        (Some(false), UserStatus::Disabled) => UserStatus::Active,
        (Some(false) | None, status) => status,
    };
    let kept = |new: &Option<String>, old: &String| new.clone().unwrap_or_else(|| old.clone());
    Ok(MemberView {
        department,
        status,
        role: change.role.unwrap_or(old.role),
        name: kept(&texts.name, &old.name),
        mobile: kept(&texts.mobile, &old.mobile),
        email: kept(&texts.email, &old.email),
        ..old.clone()
    })
}

/// Demands that somebody who may log in still administrates the tenant when a person has changed, or
/// has gone.
pub(in crate::organisation) fn require_administrator_left(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    old: &MemberView,
    new: Option<&MemberView>,
) -> Result<()> {
    let administrates = |member: &MemberView| {
        member.role == Role::SuperAdministrator && UserStatus::lets_in(member.status as i64)
    };
    if !administrates(old) || new.is_some_and(administrates) {
        return Ok(());
    }
    if members::count_other_administrators(tx, ctx.tenant, old.id)? == 0 {
        return Err(Error::new(Code::Conflict).because(Reason::LastAdministrator));
    }
    Ok(())
}

fn set_password(
    tx: &mut Tx<'_>,
    member: &MemberView,
    account: &NewAccount,
    ctx: &Ctx,
) -> Result<()> {
    if accounts::update_password(tx, member.id, &account.password, ctx.now)? {
        return Ok(());
    }
    let (login, password) = (&account.login, &account.password);
    if accounts::insert_account(tx, login, member.id, password, ctx.now)? {
        Ok(())
    } else {
        Err(Error::new(Code::Conflict).with_name(login))
    }
}

/// What the audit log compares.
fn fields(member: &MemberView) -> Map<String, Value> {
    let value = json!({
        "department": member.department, "role": member.role as i64, "status": member.status as i64,
        "name": member.name, "mobile": member.mobile, "email": member.email,
    });
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
