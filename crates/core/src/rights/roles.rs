//! Roles: the built-in ones, and those that super administrators define.

use crate::audit::{Act, Change, Object};
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::group::GroupName;
use coffer_model::name::fold;
use coffer_model::rights::{BUILT_IN_ROLES, Right, Rights, built_in_role};
use coffer_model::{Code, Error, Result, RoleId, TenantId, Timestamp};
use coffer_store::rights::{self, RoleRow};
use coffer_store::{ReadTx, Tx, tenants};
use serde_json::{Value, json};

/// The most roles that the administrators of a tenant define.
const MAX_ROLES: u64 = 200;
/// The most roles of one page.
pub const MAX_ROLE_PAGE: u32 = 100;

/// A set of rights with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleView {
    /// The id.
    pub id: RoleId,
    /// The name; that of a built-in role is the same in every language.
    pub name: String,
    /// What it allows.
    pub rights: Rights,
    /// Whether it is there without anybody defining it, and cannot be changed.
    pub built_in: bool,
    /// When it was defined; `None` for a built-in one.
    pub created_at: Option<Timestamp>,
    /// When it was changed; `None` for a built-in one.
    pub updated_at: Option<Timestamp>,
}

impl From<RoleRow> for RoleView {
    fn from(row: RoleRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            rights: row.rights.completed(),
            built_in: false,
            created_at: Some(row.created_at),
            updated_at: Some(row.updated_at),
        }
    }
}

impl Drive {
    /// At most `limit` roles of the tenant behind `after`, for anybody in it: the built-in ones first,
    /// then the others in the order in which they were defined. With them, behind which role the next
    /// page begins; `None` on the last.
    ///
    /// # Errors
    /// `BadRequest` for a page of none or more than [`MAX_ROLE_PAGE`].
    pub async fn list_roles(
        &self,
        ctx: &Ctx,
        after: RoleId,
        limit: u32,
    ) -> Result<(Vec<RoleView>, Option<RoleId>)> {
        if !(1..=MAX_ROLE_PAGE).contains(&limit) {
            return Err(Error::parameter("limit").with_limit(format!("1-{MAX_ROLE_PAGE}")));
        }
        let tenant = ctx.tenant;
        let defined = self
            .store()
            .read(move |tx| Ok::<_, Error>(rights::list_roles(tx, tenant, after, limit + 1)?))
            .await?;
        let built_in = BUILT_IN_ROLES.iter().filter(|role| role.id > after);
        let built_in = built_in.map(|role| RoleView {
            id: role.id,
            name: role.name.to_owned(),
            rights: role.rights,
            built_in: true,
            created_at: None,
            updated_at: None,
        });
        let mut roles: Vec<RoleView> = built_in
            .chain(defined.into_iter().map(RoleView::from))
            .collect();
        let more = roles.len() > limit as usize;
        roles.truncate(limit as usize);
        let next = roles.last().filter(|_| more).map(|role| role.id);
        Ok((roles, next))
    }

    /// Defines a role. Every right but reading brings reading, and managing brings unlocking.
    ///
    /// # Errors
    /// `Forbidden` unless a super administrator asks; `BadRequest` for a name that groups may not have
    /// and for no rights; `Conflict` for a name that a role has; `TenantLimit` for more than 200 roles.
    pub async fn create_role(&self, ctx: &Ctx, name: &str, rights: Rights) -> Result<RoleId> {
        ctx.require_super_administrator()?;
        let name = role_name(name)?;
        let row = RoleRow {
            id: RoleId(self.next_id()),
            tenant: ctx.tenant,
            name: name.as_str().to_owned(),
            rights: some(rights)?,
            creator: ctx.user(),
            created_at: ctx.now,
            updated_at: ctx.now,
        };
        let id = row.id;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                tenants::lock(tx, ctx.tenant)?;
                require_free(tx, &ctx, &name, row.id)?;
                if rights::count_roles(tx, ctx.tenant)? >= MAX_ROLES {
                    return Err(Error::new(Code::TenantLimit).with_limit(MAX_ROLES));
                }
                rights::insert_role(tx, &row, &name.key())?;
                audit(
                    tx,
                    &drive,
                    &ctx,
                    Act::Create,
                    &row,
                    (Value::Null, told(&row)),
                )
            })
            .await?;
        Ok(id)
    }

    /// Gives a role another name or other rights; what is absent stays as it is. Who has the role has
    /// the new rights at once. A role that somebody else has granted in his personal space gets none that it
    /// had not: he did not grant them.
    ///
    /// # Errors
    /// `Forbidden` unless a super administrator asks, and for built-in roles; `NotFound`; `BadRequest`
    /// and `Conflict` as when one is defined; `Conflict` for further rights of such a role.
    pub async fn change_role(
        &self,
        ctx: &Ctx,
        id: RoleId,
        name: Option<String>,
        rights: Option<Rights>,
    ) -> Result<()> {
        ctx.require_super_administrator()?;
        require_defined(id)?;
        let name = name.as_deref().map(role_name).transpose()?;
        let rights = rights.map(some).transpose()?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                tenants::lock(tx, ctx.tenant)?;
                let old = load(tx, ctx.tenant, id)?;
                let mut role = old.clone();
                if let Some(name) = &name {
                    require_free(tx, &ctx, name, id)?;
                    name.as_str().clone_into(&mut role.name);
                }
                role.rights = rights.unwrap_or(role.rights);
                if !old.rights.covers(role.rights)
                    && rights::is_role_granted_personally(tx, id, ctx.user())?
                {
                    let fault = Error::new(Code::Conflict).with_name(&old.name);
                    return Err(fault.because(Reason::RoleGrantedPersonally));
                }
                role.updated_at = ctx.now;
                let (before, after) = (told(&old), told(&role));
                if before == after {
                    return Ok(());
                }
                rights::update_role(tx, &role, &fold(&role.name))?;
                audit(tx, &drive, &ctx, Act::Change, &role, (before, after))
            })
            .await
    }

    /// Removes a role that is granted nowhere.
    ///
    /// # Errors
    /// `Forbidden` unless a super administrator asks, and for built-in roles; `NotFound`; `Conflict`
    /// for a role that somebody has.
    pub async fn delete_role(&self, ctx: &Ctx, id: RoleId) -> Result<()> {
        ctx.require_super_administrator()?;
        require_defined(id)?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                // Grants are made under the same lock.
                tenants::lock(tx, ctx.tenant)?;
                let role = load(tx, ctx.tenant, id)?;
                if rights::is_role_granted(tx, id)? {
                    let fault = Error::new(Code::Conflict).with_name(&role.name);
                    return Err(fault.because(Reason::RoleGranted));
                }
                rights::delete_role(tx, id)?;
                audit(
                    tx,
                    &drive,
                    &ctx,
                    Act::Delete,
                    &role,
                    (told(&role), Value::Null),
                )
            })
            .await
    }
}

/// The name and the rights of a role, built in or of the tenant.
///
/// # Errors
/// `NotFound`.
pub(super) fn find(tx: &mut ReadTx<'_>, tenant: TenantId, id: RoleId) -> Result<(String, Rights)> {
    if let Some(role) = built_in_role(id) {
        return Ok((role.name.to_owned(), role.rights));
    }
    let role = load(tx, tenant, id)?;
    Ok((role.name, role.rights.completed()))
}

fn load(tx: &mut ReadTx<'_>, tenant: TenantId, id: RoleId) -> Result<RoleRow> {
    rights::find_role(tx, tenant, id)?.ok_or_else(|| Error::new(Code::NotFound))
}

fn role_name(text: &str) -> Result<GroupName> {
    GroupName::parse("name", text)
}

/// The rights of a role, which are some.
fn some(rights: Rights) -> Result<Rights> {
    if rights.is_empty() {
        return Err(Error::parameter("rights"));
    }
    Ok(rights.completed())
}

fn require_defined(id: RoleId) -> Result<()> {
    match built_in_role(id) {
        Some(_) => Err(Error::new(Code::Forbidden)),
        None => Ok(()),
    }
}

/// Demands that no other role has the name. The tenant is locked.
fn require_free(tx: &mut ReadTx<'_>, ctx: &Ctx, name: &GroupName, id: RoleId) -> Result<()> {
    let key = name.key();
    let built_in = BUILT_IN_ROLES.iter().any(|role| fold(role.name) == key);
    if built_in || rights::is_role_name_taken(tx, ctx.tenant, &key, id)? {
        return Err(Error::new(Code::Conflict).with_name(name.as_str()));
    }
    Ok(())
}

/// The fields of a role for the audit log.
fn told(role: &RoleRow) -> Value {
    let rights: Vec<&str> = role.rights.iter().map(Right::key).collect();
    json!({ "name": role.name, "rights": rights })
}

fn audit(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    act: Act,
    role: &RoleRow,
    (before, after): (Value, Value),
) -> Result<()> {
    let change = Change {
        act,
        object: Object::Role(role.id),
        name: &role.name,
        before,
        after,
    };
    drive.audit(tx, ctx, &change)
}
