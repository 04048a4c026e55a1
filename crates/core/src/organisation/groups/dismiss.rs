//! Taking people out of a group, and leaving one.

use super::admit::require_few;
use super::standing::{Standing, load_group};
use super::tell::{News, tell};
use crate::audit::{Act, Change, Object};
use crate::{Ctx, Drive};
use coffer_model::organisation::{GroupRole, GroupView};
use coffer_model::{GroupId, Result, UserId};
use coffer_store::tenants;
use coffer_store::{Tx, groups, spaces};
use serde_json::{Value, json};

impl Drive {
    /// Takes people out of a group that the caller manages, or the caller alone, and answers who
    /// could not be: the owner, and for managers other managers. Who does not belong to it is no
    /// failure.
    ///
    /// # Errors
    /// `BadRequest` for too many people, `NotFound`, `Forbidden`.
    pub async fn remove_group_members(
        &self,
        ctx: &Ctx,
        id: GroupId,
        people: Vec<UserId>,
    ) -> Result<Vec<UserId>> {
        require_few(&people)?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                tenants::lock(tx, ctx.tenant)?;
                let standing = load_group(tx, &ctx, id)?;
                if people.iter().any(|person| *person != ctx.user()) {
                    standing.require_manager()?;
                }
                dismiss(tx, &drive, &ctx, &standing, &people)
            })
            .await
    }
}

fn dismiss(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    standing: &Standing,
    people: &[UserId],
) -> Result<Vec<UserId>> {
    let group = &standing.group;
    let (mut removed, mut failed) = (Vec::new(), Vec::new());
    for person in people {
        let role = spaces::group_role(tx, group.id, *person)?.and_then(GroupRole::from_number);
        let allowed = match role {
            None => continue,
            Some(GroupRole::Owner) => false,
            Some(GroupRole::Manager) => standing.owns() || *person == ctx.user(),
            Some(GroupRole::Member) => true,
        };
        if allowed {
            groups::dismiss(tx, group.id, *person)?;
            removed.push(*person);
        } else {
            failed.push(*person);
        }
    }
    if !removed.is_empty() {
        audit_removed(tx, drive, ctx, group, &removed)?;
        tell(tx, drive, ctx, group, News::Removed, &removed)?;
    }
    Ok(failed)
}

/// Writes down that people are no longer in a group.
pub(super) fn audit_removed(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    group: &GroupView,
    people: &[UserId],
) -> Result<()> {
    let change = Change {
        act: Act::RemoveMembers,
        object: Object::Group(group.id),
        name: &group.name,
        before: json!({ "members": people }),
        after: Value::Null,
    };
    drive.audit(tx, ctx, &change)
}
