//! Putting people into a group.

use super::standing::load_group;
use super::tell::{News, tell};
use super::{GROUPS_OF_PERSON, MAX_PEOPLE, most_members};
use crate::audit::{Act, Change, Object};
use crate::{Ctx, Drive};
use coffer_model::organisation::GroupView;
use coffer_model::{Error, GroupId, Result, UserId};
use coffer_store::tenants;
use coffer_store::{Tx, groups, spaces};
use serde_json::{Value, json};

impl Drive {
    /// Puts people into a group that the caller manages, and answers who could not be: whom the
    /// tenant does not have, who is in as many groups as one may be, and whom the group has no room
    /// for. Who is in it already stays.
    ///
    /// # Errors
    /// `BadRequest` for too many people, `NotFound`, `Forbidden`.
    pub async fn add_group_members(
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
                standing.require_manager()?;
                admit(tx, &drive, &ctx, &standing.group, &people)
            })
            .await
    }
}

/// Demands no more people than one call is for.
pub(super) fn require_few(people: &[UserId]) -> Result<()> {
    if people.len() <= MAX_PEOPLE {
        Ok(())
    } else {
        Err(Error::parameter("userIds").with_limit(format!("0-{MAX_PEOPLE}")))
    }
}

/// Puts people into a group of the tenant, which the caller has locked; answers who could not be.
pub(super) fn admit(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    group: &GroupView,
    people: &[UserId],
) -> Result<Vec<UserId>> {
    let mut room =
        most_members(group.kind).saturating_sub(groups::count_members(tx, group.id, "")?);
    let (mut added, mut failed) = (Vec::new(), Vec::new());
    for person in people {
        if room > 0 && groups::admit(tx, group, *person, GROUPS_OF_PERSON, ctx.now)? {
            room -= 1;
            added.push(*person);
        } else if spaces::group_role(tx, group.id, *person)?.is_none() {
            failed.push(*person);
        }
    }
    if !added.is_empty() {
        let change = Change {
            act: Act::AddMembers,
            object: Object::Group(group.id),
            name: &group.name,
            before: Value::Null,
            after: json!({ "members": added }),
        };
        drive.audit(tx, ctx, &change)?;
        tell(tx, drive, ctx, group, News::Added, &added)?;
    }
    Ok(failed)
}
