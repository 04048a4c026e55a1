//! Granting roles on folders and files, and taking them.

use super::roles;
use crate::access::{self, Located, SpaceHandle};
use crate::audit::{self, Change, Object};
use crate::record::{Act, record};
use crate::{Ctx, Drive};
use coffer_model::rights::{Right, Rights, Subject, SubjectKind};
use coffer_model::{Code, DepartmentId, Error, GroupId, NodeId, Result, RoleId, TenantId, UserId};
use coffer_store::rights::{self, GrantRow, Marks, NewGrant};
use coffer_store::spaces::Touched;
use coffer_store::{ReadTx, Tx, departments, groups, members, nodes, tenants};
use serde_json::{Value, json};

/// The most people, groups and departments of one call.
pub const MAX_SUBJECTS: usize = 100;
/// The most roles of one call.
const MAX_ROLES: usize = 20;
/// The most grants on one folder or file.
pub(super) const MAX_GRANTS: u64 = 200;
/// The most grants of one page.
pub const MAX_GRANT_PAGE: u32 = 200;

/// Roles to grant on a folder or file: each of them to each of the subjects.
#[derive(Debug, Clone)]
pub struct GrantRoles {
    /// On what; a root stands for the space without the safe.
    pub node: NodeId,
    /// To whom.
    pub subjects: Vec<Subject>,
    /// Of what.
    pub roles: Vec<RoleId>,
}

/// A grant's place in the order of a list: the subject and the role.
pub type GrantPlace = (Subject, RoleId);

/// A page of grants.
#[derive(Debug, Clone)]
pub struct GrantPage {
    /// Whether the node takes rights from above as well.
    pub inherit: bool,
    /// The grants, those of people before those of groups and of departments.
    pub grants: Vec<GrantRow>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<GrantPlace>,
}

impl Drive {
    /// Grants roles on a folder or file, all or none. What was granted before stays as it is.
    ///
    /// # Errors
    /// What [`Right::Manage`] is demanded with (`NodeNotFound`, `NodeForbidden`); `NodeForbidden` too for
    /// a role that allows more than the caller may do there; `NodeRecycled`; `NotFound` for a role or a
    /// subject that the tenant has not; `BadRequest` for none or too many of them in one call,
    /// `TenantLimit` for too many on one node.
    pub async fn grant_roles(&self, ctx: &Ctx, command: GrantRoles) -> Result<()> {
        require_number("subjects", command.subjects.len(), MAX_SUBJECTS)?;
        require_number("roleIds", command.roles.len(), MAX_ROLES)?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let site = Site::enter(tx, &ctx, command.node)?;
                let granted = site.grant(tx, &ctx, &command.subjects, &command.roles)?;
                if granted.is_empty() {
                    return Ok(());
                }
                let after = json!({ "granted": granted });
                let change = (audit::Act::Grant, Value::Null, after);
                site.write_down(tx, &drive, &ctx, Act::Grant, change)
            })
            .await
    }

    /// Takes a role that a subject was granted on a folder or file, or all of them. Answers how many there
    /// were: none is no failure.
    ///
    /// # Errors
    /// What [`Right::Manage`] is demanded with (`NodeNotFound`, `NodeForbidden`); `NodeRecycled`.
    pub async fn revoke_roles(
        &self,
        ctx: &Ctx,
        node: NodeId,
        subject: Subject,
        role: Option<RoleId>,
    ) -> Result<u64> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let site = Site::enter(tx, &ctx, node)?;
                let revoked = held_by(tx, node, subject, role)?;
                let taken = rights::delete_grant(tx, node, subject, role)?;
                if taken == 0 {
                    return Ok(0);
                }
                if rights::count_grants(tx, node)? == 0 {
                    rights::set_marks(tx, node, 0, Marks::GRANTS)?;
                }
                let before = json!({ "revoked": revoked });
                let change = (audit::Act::Revoke, before, Value::Null);
                site.write_down(tx, &drive, &ctx, Act::Revoke, change)?;
                Ok(taken)
            })
            .await
    }

    /// A page of what is granted on a folder or file itself, for who manages it.
    ///
    /// # Errors
    /// `NodeNotFound`, `NodeForbidden`; `BadRequest` for a page of none or more than [`MAX_GRANT_PAGE`].
    pub async fn list_grants(
        &self,
        ctx: &Ctx,
        node: NodeId,
        after: Option<GrantPlace>,
        limit: u32,
    ) -> Result<GrantPage> {
        if !(1..=MAX_GRANT_PAGE).contains(&limit) {
            return Err(Error::parameter("limit").with_limit(format!("1-{MAX_GRANT_PAGE}")));
        }
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let (_, located) = access::load_node(tx, &ctx, node, Right::Manage)?;
                let after = after.unwrap_or(FIRST);
                let mut grants = rights::list_grants(tx, node, after, limit + 1)?;
                let more = grants.len() > limit as usize;
                grants.truncate(limit as usize);
                let last = grants.last().filter(|_| more);
                let next = last.map(|grant| (grant.subject, grant.role));
                Ok(GrantPage {
                    inherit: !located.node.marks.breaks(),
                    grants,
                    next,
                })
            })
            .await
    }
}

/// Where a list of grants begins.
pub(super) const FIRST: GrantPlace = (
    Subject {
        kind: SubjectKind::User,
        id: i64::MIN,
    },
    RoleId(0),
);

/// A folder or file that the caller manages, in its locked space.
pub(super) struct Site {
    pub(super) space: SpaceHandle,
    pub(super) located: Located,
    touched: Touched,
}

impl Site {
    /// Locks the tenant, under whose lock roles and subjects go, and the space, and finds the node.
    pub(super) fn enter(tx: &mut Tx<'_>, ctx: &Ctx, node: NodeId) -> Result<Self> {
        ctx.require_full()?;
        tenants::lock(tx, ctx.tenant)?;
        let (space, _) = access::load_node(tx, ctx, node, Right::Manage)?;
        let touched = access::lock_space(tx, &space, ctx.now)?;
        let located = access::locate(tx, &space, node, Right::Manage)?;
        located.require_live()?;
        Ok(Self {
            space,
            located,
            touched,
        })
    }

    /// Grants each role to each subject; answers what is new, for the audit log.
    fn grant(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        subjects: &[Subject],
        wanted: &[RoleId],
    ) -> Result<Vec<Value>> {
        let mut named = Vec::with_capacity(wanted.len());
        for id in wanted {
            let (name, rights) = roles::find(tx, ctx.tenant, *id)?;
            self.require_own(rights)?;
            named.push((*id, name));
        }
        let mut granted = Vec::new();
        for subject in subjects {
            let who = subject_name(tx, ctx.tenant, *subject)?;
            for (role, role_name) in &named {
                if self.put(tx, ctx, *subject, *role)? {
                    granted.push(told(*subject, &who, *role, role_name));
                }
            }
        }
        self.mark(tx, !granted.is_empty())?;
        Ok(granted)
    }

    /// Writes one grant; whether it is new. The caller marks the node.
    pub(super) fn put(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        subject: Subject,
        role: RoleId,
    ) -> Result<bool> {
        let grant = NewGrant {
            node: self.located.node.id,
            subject,
            role,
            tenant: ctx.tenant,
            space: self.space.view.id,
            granter: ctx.user(),
            now: ctx.now,
        };
        Ok(rights::insert_grant(tx, &grant)?)
    }

    /// Marks the node after something was granted on it, and demands that it is not too much.
    pub(super) fn mark(&self, tx: &mut Tx<'_>, granted: bool) -> Result<()> {
        if !granted {
            return Ok(());
        }
        if rights::count_grants(tx, self.located.node.id)? > MAX_GRANTS {
            return Err(Error::new(Code::TenantLimit).with_limit(MAX_GRANTS));
        }
        Ok(rights::set_marks(
            tx,
            self.located.node.id,
            Marks::GRANTS,
            0,
        )?)
    }

    /// Nobody gives what he has not himself.
    pub(super) fn require_own(&self, rights: Rights) -> Result<()> {
        if self.located.rights.covers(rights) {
            return Ok(());
        }
        Err(Error::new(Code::NodeForbidden).with_node(self.located.node.id))
    }

    /// Leaves the event, for open pages of the folder around, and the entry of the audit log.
    pub(super) fn write_down(
        &self,
        tx: &mut Tx<'_>,
        drive: &Drive,
        ctx: &Ctx,
        act: Act,
        (audited, before, after): (audit::Act, Value, Value),
    ) -> Result<()> {
        let node = &self.located.node;
        let stamp = self.touched.stamp;
        let folder = node.parent.unwrap_or(node.id);
        nodes::touch_children(tx, folder, stamp)?;
        let name = node.name.as_str();
        let detail = json!({ "name": name, "parent": folder });
        record(tx, ctx, &self.space, stamp, act, node.id, &detail)?;
        let change = Change {
            act: audited,
            object: Object::Node(node.id),
            name,
            before,
            after,
        };
        drive.audit(tx, ctx, &change)
    }
}

/// What a subject has on a node itself of these roles, or of all, for the audit log.
fn held_by(
    tx: &mut ReadTx<'_>,
    node: NodeId,
    subject: Subject,
    role: Option<RoleId>,
) -> Result<Vec<Value>> {
    let rows = rights::list_grants(tx, node, (subject, RoleId(0)), MAX_GRANT_PAGE)?;
    let rows = rows
        .into_iter()
        .filter(|grant| grant.subject == subject && role.is_none_or(|role| grant.role == role));
    Ok(rows
        .map(|grant| told(subject, &grant.subject_name, grant.role, &grant.role_name))
        .collect())
}

/// A grant as the audit log has it.
fn told(subject: Subject, name: &str, role: RoleId, role_name: &str) -> Value {
    json!({
        "kind": word(subject.kind), "subject": subject.id.to_string(), "name": name,
        "role": role, "role_name": role_name,
    })
}

/// The name of a person, group or department of the tenant.
///
/// # Errors
/// `NotFound`.
pub(super) fn subject_name(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    subject: Subject,
) -> Result<String> {
    let Subject { kind, id } = subject;
    let name = match kind {
        SubjectKind::User => members::find(tx, tenant, UserId(id))?.map(|member| member.name),
        SubjectKind::Group => {
            groups::find(tx, tenant, GroupId(id), UserId(0))?.map(|group| group.view.name)
        }
        SubjectKind::Department => {
            departments::find(tx, tenant, DepartmentId(id))?.map(|department| department.name)
        }
    };
    name.ok_or_else(|| Error::new(Code::NotFound))
}

/// The word for a kind of subject in the audit log.
pub(super) fn word(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::User => "user",
        SubjectKind::Group => "group",
        SubjectKind::Department => "department",
    }
}

fn require_number(parameter: &str, number: usize, most: usize) -> Result<()> {
    if (1..=most).contains(&number) {
        return Ok(());
    }
    Err(Error::parameter(parameter).with_limit(format!("1-{most}")))
}
