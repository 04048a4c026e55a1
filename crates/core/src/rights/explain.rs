//! Why somebody may do what he may do.

use super::standing::{Base, Standing, Who, standing_of};
use super::{Known, LockView, grants, locks, roles};
use crate::access::{self, Located, SpaceHandle};
use crate::{Ctx, Drive};
use coffer_model::rights::{Right, Rights, Subject};
use coffer_model::user::Role;
use coffer_model::{Code, Error, NodeId, Result, RoleId, UserId};
use coffer_store::nodes::NodeRow;
use coffer_store::rights::Held;
use coffer_store::{ReadTx, members};
use std::collections::HashMap;

/// What somebody may do with a folder or file, and why.
#[derive(Debug, Clone)]
pub struct RightsOf {
    /// The person.
    pub user: UserId,
    /// What he may do, were nothing locked.
    pub rights: Rights,
    /// Where it comes from: all of these together are `rights`.
    pub sources: Vec<Source>,
    /// Who locked it, or something above it, if that is somebody else: he may change nothing then.
    pub lock: Option<LockView>,
}

impl RightsOf {
    /// Where one of the rights comes from.
    pub fn sources_of(&self, right: Right) -> impl Iterator<Item = &Source> {
        self.sources
            .iter()
            .filter(move |source| source.rights.has(right))
    }

    /// Whether a lock is in the way of one of the rights.
    #[must_use]
    pub fn is_locked_for(&self, right: Right) -> bool {
        right.yields_to_locks() && self.lock.is_some()
    }
}

/// Something that gives rights.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it is.
    pub origin: Origin,
    /// What it gives.
    pub rights: Rights,
    /// Whether it comes from above, or from the space, and not from the node itself.
    pub inherited: bool,
}

/// What gives rights.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The space, because of who somebody is.
    Space(Standing),
    /// A role.
    Grant(GrantOrigin),
}

/// A role that counts, and where it was granted.
#[derive(Debug, Clone)]
pub struct GrantOrigin {
    /// To whom: the person himself, or a group or department with him in it.
    pub subject: Subject,
    /// The name of that person, group or department.
    pub subject_name: String,
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub role_name: String,
    /// The folder or file that it was granted on, with its name; `None` for one above what the caller may
    /// see. The name of a root is empty.
    pub node: Option<(NodeId, String)>,
}

impl Drive {
    /// What somebody may do with a folder or file, and why: for everybody who may see it about himself,
    /// for who manages it about others.
    ///
    /// # Errors
    /// `NodeNotFound`, `NodeForbidden`; `NotFound` for a person whom the tenant has not.
    pub async fn rights_of(&self, ctx: &Ctx, node: NodeId, user: UserId) -> Result<RightsOf> {
        let ctx = ctx.clone();
        let needed = if user == ctx.user() {
            Right::Read
        } else {
            Right::Manage
        };
        self.store()
            .read(move |tx| {
                let (space, located) = access::load_node(tx, &ctx, node, needed)?;
                let (who, role) = person(tx, &ctx, user)?;
                explain(tx, &ctx, (&space, &located), who, role)
            })
            .await
    }
}

/// Whose rights are asked for.
fn person(tx: &mut ReadTx<'_>, ctx: &Ctx, user: UserId) -> Result<(Who, Role)> {
    let (department, role) = if user == ctx.user() {
        (ctx.actor.department, ctx.actor.role)
    } else {
        let member = members::find(tx, ctx.tenant, user)?;
        let member = member.ok_or_else(|| Error::new(Code::NotFound))?;
        (member.department, member.role)
    };
    Ok((Who { user, department }, role))
}

fn explain(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    (space, located): (&SpaceHandle, &Located),
    who: Who,
    role: Role,
) -> Result<RightsOf> {
    let way = &located.way;
    let standing = standing_of(tx, who, role, &space.view, ctx.now)?;
    let known = Known::of_way(tx, who, way)?;
    let base = standing.map_or(Base::NONE, Standing::base);
    let broken = way.iter().any(|step| step.marks.breaks());
    let from_space = if broken {
        base.through_breaks()
    } else {
        base.rights
    };
    let mut sources = Vec::new();
    if let Some(standing) = standing.filter(|_| !from_space.is_empty()) {
        sources.push(Source {
            origin: Origin::Space(standing),
            rights: from_space.completed(),
            inherited: true,
        });
    }
    sources.extend(granted(tx, ctx, located, known.counting(way))?);
    Ok(RightsOf {
        user: who.user,
        rights: known.effective(way, base),
        sources,
        lock: foreign_lock(tx, (space, located), &known, who)?,
    })
}

/// The roles that count, with their names.
fn granted(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    located: &Located,
    counting: Vec<Held>,
) -> Result<Vec<Source>> {
    let mut names = Names::default();
    let mut sources = Vec::with_capacity(counting.len());
    for held in counting {
        let seen = find_seen(located, held.node);
        let origin = GrantOrigin {
            subject: held.subject,
            subject_name: names.subject(tx, ctx, held.subject)?,
            role: held.role,
            role_name: names.role(tx, ctx, held.role)?,
            node: seen.map(|step| (step.id, step.name.as_str().to_owned())),
        };
        sources.push(Source {
            origin: Origin::Grant(origin),
            rights: held.rights.completed(),
            inherited: held.node != located.node.id,
        });
    }
    Ok(sources)
}

/// A step of the way that the caller may see.
fn find_seen(located: &Located, id: NodeId) -> Option<&NodeRow> {
    located.visible_way().iter().find(|step| step.id == id)
}

/// The lock of somebody else than the person, as the caller may see it.
fn foreign_lock(
    tx: &mut ReadTx<'_>,
    (space, located): (&SpaceHandle, &Located),
    known: &Known,
    who: Who,
) -> Result<Option<LockView>> {
    match known.lock_on(&located.way, who.user) {
        Some(guard)
            if guard
                .lock
                .as_ref()
                .is_some_and(|lock| lock.holder != who.user) =>
        {
            locks::view(tx, space, located, &guard)
        }
        _ => Ok(None),
    }
}

/// Names that were looked up; of what went meanwhile they are empty.
#[derive(Default)]
struct Names {
    subjects: HashMap<Subject, String>,
    roles: HashMap<RoleId, String>,
}

impl Names {
    fn subject(&mut self, tx: &mut ReadTx<'_>, ctx: &Ctx, subject: Subject) -> Result<String> {
        if let Some(name) = self.subjects.get(&subject) {
            return Ok(name.clone());
        }
        let found = grants::subject_name(tx, ctx.tenant, subject);
        let name = access::unless_refused(found)?.unwrap_or_default();
        self.subjects.insert(subject, name.clone());
        Ok(name)
    }

    fn role(&mut self, tx: &mut ReadTx<'_>, ctx: &Ctx, role: RoleId) -> Result<String> {
        if let Some(name) = self.roles.get(&role) {
            return Ok(name.clone());
        }
        let found = access::unless_refused(roles::find(tx, ctx.tenant, role))?;
        let name = found.map(|(name, _)| name).unwrap_or_default();
        self.roles.insert(role, name.clone());
        Ok(name)
    }
}
