//! Breaking the inheritance of rights, and mending it.

use super::grants::Site;
use super::{Known, MAX_GUARDS};
use crate::audit;
use crate::record::Act;
use crate::{Ctx, Drive};
use coffer_model::rights::{Right, Rights, Subject, SubjectKind};
use coffer_model::{Code, Error, NodeId, Result, RoleId};
use coffer_store::Tx;
use coffer_store::rights::{self, GuardRow, Marks};
use serde_json::json;

/// A page that holds all that may be granted on one node.
const ALL_GRANTS: u32 = 1_000;

impl Drive {
    /// Says whether a folder or file takes rights from above. Where it does not any more, `keep` grants on
    /// it what counted from above; without it, what is granted on it counts alone, and the rights of those
    /// who have all rights in the space. Who could manage it still can. Mending it takes every right there:
    /// nobody gives what he has not himself. Repeating it changes nothing.
    ///
    /// # Errors
    /// What [`Right::Manage`] is demanded with (`NodeNotFound`, `NodeForbidden`); `NodeRecycled`;
    /// `Forbidden` for roots; `TenantLimit` for more broken nodes and locks than a space may have, and for
    /// more grants to keep than a node may have.
    pub async fn set_inheritance(
        &self,
        ctx: &Ctx,
        node: NodeId,
        inherit: bool,
        keep: bool,
    ) -> Result<()> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let site = Site::enter(tx, &ctx, node)?;
                site.located.require_not_root()?;
                let found = rights::find_guard(tx, node)?;
                if inherit != found.as_ref().is_some_and(|guard| guard.breaks) {
                    return Ok(());
                }
                let mut kept = 0;
                if inherit {
                    // It gives what counts above to everybody, whatever that is.
                    site.require_own(Rights::ALL)?;
                } else {
                    require_room(tx, &site, found.is_some())?;
                    kept = break_off(tx, &ctx, &site, keep)?;
                }
                let (on, off) = if inherit {
                    (0, Marks::BREAKS)
                } else {
                    (Marks::BREAKS, 0)
                };
                let guard = GuardRow {
                    node,
                    tenant: ctx.tenant,
                    space: site.space.view.id,
                    breaks: !inherit,
                    lock: found.and_then(|guard| guard.lock),
                };
                rights::put_guard(tx, &guard)?;
                rights::set_marks(tx, node, on, off)?;
                let before = json!({ "inherit": !inherit });
                let after = json!({ "inherit": inherit, "kept": kept });
                let change = (audit::Act::Change, before, after);
                site.write_down(tx, &drive, &ctx, Act::Inherit, change)
            })
            .await
    }
}

/// Removals and copies look at every guard of a space.
fn require_room(tx: &mut Tx<'_>, site: &Site, guarded: bool) -> Result<()> {
    let full = u64::from(MAX_GUARDS);
    if !guarded && rights::count_guards(tx, site.space.view.id)? >= full {
        return Err(Error::new(Code::TenantLimit).with_limit(full));
    }
    Ok(())
}

/// Grants on the node what counts from above and has to stay; answers how much of it is new.
fn break_off(tx: &mut Tx<'_>, ctx: &Ctx, site: &Site, keep: bool) -> Result<u64> {
    let staying = if keep {
        from_above(tx, site)?
    } else {
        own(tx, site)?
    };
    let mut new = 0;
    for (subject, role) in staying {
        new += u64::from(site.put(tx, ctx, subject, role)?);
    }
    site.mark(tx, new > 0)?;
    Ok(new)
}

/// What is granted on the folders above as far as it counts here.
fn from_above(tx: &mut Tx<'_>, site: &Site) -> Result<Vec<(Subject, RoleId)>> {
    let mut grants = Vec::new();
    for step in site.located.way.iter().skip(1) {
        if step.marks.has_grants() {
            let rows = rights::list_grants(tx, step.id, super::grants::FIRST, ALL_GRANTS)?;
            grants.extend(rows.into_iter().map(|row| (row.subject, row.role)));
        }
        if step.marks.breaks() {
            break;
        }
    }
    Ok(grants)
}

/// The roles by which the caller manages the node, where nothing else would be left that lets him: those of
/// his own, else those of his groups and departments, for whom they stay. Nobody gains anything by breaking
/// inheritance, and who leaves a group leaves with its roles.
fn own(tx: &mut Tx<'_>, site: &Site) -> Result<Vec<(Subject, RoleId)>> {
    let way = &site.located.way;
    let node = site.located.node.id;
    let known = Known::of_way(tx, site.space.who, way)?;
    let base = site.space.base;
    if base.is_firm_for(Right::Manage) || known.granted_on(node).has(Right::Manage) {
        return Ok(Vec::new());
    }
    let held = known.counting(way).into_iter();
    let managing = held.filter(|held| held.rights.has(Right::Manage));
    let (personal, shared): (Vec<_>, Vec<_>) = managing
        .map(|held| (held.subject, held.role))
        .partition(|(subject, _)| subject.kind == SubjectKind::User);
    Ok(if personal.is_empty() {
        shared
    } else {
        personal
    })
}
