//! Bringing in one person.

use super::subject;
use crate::audit::{Act, Change, Object};
use crate::identity::{NewAccount, NewPerson, contact, display_name, insert_person};
use crate::organisation::rights;
use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::space::GIB;
use coffer_model::user::{Role, UserStatus};
use coffer_model::{Code, DepartmentId, Error, Result, SpaceId, UserId};
use coffer_store::identity::{self as accounts, MemberRow};
use coffer_store::{ReadTx, Tx, departments};
use serde_json::json;

/// A person to be brought in.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// The subject at the identity provider, unique in the tenant.
    pub subject: String,
    /// The department; `None` for the root, or the caller's own when that is what he manages.
    pub department: Option<DepartmentId>,
    /// The role.
    pub role: Role,
    /// The name to show; empty for the subject.
    pub name: String,
    /// The mobile number, or empty.
    pub mobile: String,
    /// The e-mail address, or empty.
    pub email: String,
    /// How the person logs in at the built-in provider; `None` for people of an external one.
    pub account: Option<AccountOfMember>,
}

/// An account at the built-in provider.
#[derive(Debug, Clone)]
pub struct AccountOfMember {
    /// The login name; `None` for the subject.
    pub login: Option<String>,
    /// The password.
    pub password: String,
}

impl Drive {
    /// Brings in a person below a department that the caller manages, and opens the personal space
    /// that the tenant gives.
    ///
    /// # Errors
    /// `BadRequest` for what is not allowed, `NotFound` and `Forbidden` for the department,
    /// `Forbidden` for a role above the caller's, `Conflict` when the subject or the login name is
    /// taken, `TenantLimit` when the tenant may not have more people or spaces.
    pub async fn add_member(&self, ctx: &Ctx, new: NewMember) -> Result<UserId> {
        require_may_give(ctx, new.role)?;
        let person = self.prepare_member(ctx, &new).await?;
        let id = person.member.id;
        let (drive, ctx, wanted) = (self.clone(), ctx.clone(), new.department);
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                let mut person = person.clone();
                person.member.department = department_of_new(tx, &ctx, wanted)?;
                insert_person(tx, &person, ctx.now)?;
                audit_new(tx, &drive, &ctx, &person)
            })
            .await?;
        Ok(id)
    }

    async fn prepare_member(&self, ctx: &Ctx, new: &NewMember) -> Result<NewPerson> {
        let subject = subject("subject", &new.subject)?;
        let account = match &new.account {
            None => None,
            Some(account) => {
                let login = account.login.as_deref().unwrap_or(&subject);
                Some(self.new_account(login, &account.password).await?)
            }
        };
        self.new_person(ctx, new, subject, account)
    }

    /// A person with everything checked; the department is still to be set.
    pub(in crate::organisation) fn new_person(
        &self,
        ctx: &Ctx,
        new: &NewMember,
        subject: String,
        account: Option<NewAccount>,
    ) -> Result<NewPerson> {
        let name = match new.name.trim() {
            "" => display_name("subject", &subject.chars().take(64).collect::<String>())?,
            _ => display_name("name", &new.name)?,
        };
        Ok(NewPerson {
            account,
            member: MemberRow {
                id: UserId(self.next_id()),
                tenant: ctx.tenant,
                department: new.department.unwrap_or(DepartmentId(0)),
                name_key: fold(&name),
                name,
                subject,
                mobile: contact("mobile", &new.mobile)?,
                email: contact("email", &new.email)?.to_lowercase(),
                role: new.role as i64,
                status: UserStatus::NeverLoggedIn as i64,
                created_at: ctx.now,
            },
            personal: None,
            space: SpaceId(self.next_id()),
            roots: [self.next_node(), self.next_node()],
        })
    }
}

/// Writes down that somebody was brought in.
pub(crate) fn audit_new(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    person: &NewPerson,
) -> Result<()> {
    let member = &person.member;
    let change = Change {
        act: Act::Create,
        object: Object::User(member.id),
        name: &member.name,
        before: json!(null),
        after: json!({
            "name": member.name, "subject": member.subject, "department": member.department,
            "role": member.role, "mobile": member.mobile, "email": member.email,
            "login": person.account.as_ref().map(|account| &account.login),
            "capacity": person.personal.map(|bytes| bytes / GIB),
        }),
    };
    drive.audit(tx, ctx, &change)
}

/// Demands that the caller may give a role.
pub(super) fn require_may_give(ctx: &Ctx, role: Role) -> Result<()> {
    match role {
        Role::SuperAdministrator => ctx.require_super_administrator(),
        // Whether the person is where the caller may give it is asked with the department.
        Role::DepartmentAdministrator | Role::Member => Ok(()),
    }
}

/// Where somebody new goes.
fn department_of_new(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    wanted: Option<DepartmentId>,
) -> Result<DepartmentId> {
    let department = match (wanted, ctx.actor.role) {
        (Some(wanted), _) => wanted,
        (None, Role::SuperAdministrator) => {
            let root = departments::find_root(tx, ctx.tenant, "")?;
            root.ok_or_else(|| Error::new(Code::NotFound))?.id
        }
        (None, Role::DepartmentAdministrator | Role::Member) => ctx.actor.department,
    };
    rights::load_managed_department(tx, ctx, department)?;
    Ok(department)
}
