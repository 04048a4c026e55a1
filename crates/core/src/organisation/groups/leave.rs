//! What becomes of the groups of somebody who goes.

use super::dismiss::audit_removed;
use super::dissolve::dissolve;
use super::tell::{News, tell};
use crate::audit::{Act, Change, Object};
use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::organisation::{GroupRole, GroupView};
use coffer_model::{Result, UserId};
use coffer_store::{Tx, groups};
use serde_json::json;

/// Memberships ended at a time. Most people have fewer: only what was handed over exceeds it.
const AT_A_TIME: u64 = 200;

/// Takes a person out of all groups. Those that the person owns pass to the manager, else the member,
/// who belongs to them the longest; where there is nobody the group and its space go. The caller has
/// locked the tenant, and rings for the jobs afterwards.
pub(crate) fn leave_all_groups(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    member: UserId,
) -> Result<()> {
    loop {
        let memberships = groups::list_memberships(tx, member, AT_A_TIME)?;
        if memberships.is_empty() {
            return Ok(());
        }
        for membership in memberships {
            let mut group = membership.view;
            if membership.role != Some(GroupRole::Owner) {
                groups::dismiss(tx, group.id, member)?;
                audit_removed(tx, drive, ctx, &group, &[member])?;
                continue;
            }
            match groups::find_successor(tx, group.id, member)? {
                Some(successor) => {
                    groups::dismiss(tx, group.id, member)?;
                    pass_on(tx, drive, ctx, &mut group, successor)?;
                }
                None => dissolve(tx, drive, ctx, &group)?,
            }
        }
    }
}

/// Gives the groups that one person owns to another, who is put into them even beyond what one may
/// have, and takes the former owner out of all groups. Answers how many were given. The caller has
/// locked the tenant.
pub(crate) fn hand_over_groups(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    from: UserId,
    to: UserId,
) -> Result<u64> {
    let mut given = 0;
    if from == to {
        return Ok(given);
    }
    loop {
        let memberships = groups::list_memberships(tx, from, AT_A_TIME)?;
        if memberships.is_empty() {
            return Ok(given);
        }
        for membership in memberships {
            let mut group = membership.view;
            groups::dismiss(tx, group.id, from)?;
            if membership.role == Some(GroupRole::Owner) {
                pass_on(tx, drive, ctx, &mut group, to)?;
                given += 1;
            } else {
                audit_removed(tx, drive, ctx, &group, &[from])?;
            }
        }
    }
}

/// Makes another person the owner of a group. What the former owner is now is the caller's business.
pub(super) fn pass_on(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    group: &mut GroupView,
    to: UserId,
) -> Result<()> {
    let from = std::mem::replace(&mut group.owner, to);
    group.updated_at = ctx.now;
    groups::set_owner(tx, group.id, to, ctx.now)?;
    groups::update(tx, group, &fold(&group.name))?;
    let change = Change {
        act: Act::HandOver,
        object: Object::Group(group.id),
        name: &group.name,
        before: json!({ "owner": from }),
        after: json!({ "owner": to }),
    };
    drive.audit(tx, ctx, &change)?;
    tell(tx, drive, ctx, group, News::Owner, &[to])
}
