//! Changing a group: its name and picture, a member's role, the caller's pin.

use super::leave::pass_on;
use super::standing::{Standing, load_group};
use crate::audit::{Act, Change, Object};
use crate::{Ctx, Drive};
use coffer_model::group::{GroupName, IconUrl};
use coffer_model::name::fold;
use coffer_model::organisation::{GroupKind, GroupRole};
use coffer_model::{Code, Error, GroupId, Result, UserId};
use coffer_store::tenants;
use coffer_store::{Tx, groups, spaces};
use serde_json::{Map, Value, json};

/// What to change; what is absent stays as it is.
#[derive(Debug, Clone)]
pub struct ChangeGroup {
    /// The group.
    pub id: GroupId,
    /// Of which kind it has to be.
    pub kind: Option<GroupKind>,
    /// The name.
    pub name: Option<GroupName>,
    /// Where the picture is.
    pub icon_url: Option<IconUrl>,
    /// Whether the caller sees the group before others.
    pub pinned: Option<bool>,
    /// The role of a member; with the owner's the group is handed over.
    pub role: Option<(UserId, GroupRole)>,
}

impl Drive {
    /// Changes a group, all or nothing. Name and picture are for managers, roles for the owner, pins
    /// for everybody; what is as it was needs no right.
    ///
    /// # Errors
    /// `NotFound` without such a group or member, `Forbidden`, `Conflict` for an owner who would be
    /// none.
    pub async fn change_group(&self, ctx: &Ctx, change: ChangeGroup) -> Result<()> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                tenants::lock(tx, ctx.tenant)?;
                let mut standing = load_group(tx, &ctx, change.id)?;
                if change.kind.is_some_and(|kind| kind != standing.group.kind) {
                    return Err(Error::new(Code::NotFound));
                }
                set_facts(tx, &drive, &ctx, &mut standing, &change)?;
                if let Some(pinned) = change.pinned {
                    standing.require_member()?;
                    groups::pin(tx, change.id, ctx.user(), pinned)?;
                }
                match change.role {
                    Some((member, role)) => set_role(tx, &drive, &ctx, &mut standing, member, role),
                    None => Ok(()),
                }
            })
            .await
    }
}

/// Writes the name and the picture where they are others.
fn set_facts(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    standing: &mut Standing,
    change: &ChangeGroup,
) -> Result<()> {
    let mut group = standing.group.clone();
    let (mut before, mut after) = (Map::new(), Map::new());
    let name = change.name.as_ref().map(GroupName::as_str);
    let icon_url = change.icon_url.as_ref().map(IconUrl::as_str);
    for (field, new, old) in [
        ("name", name, &mut group.name),
        ("icon_url", icon_url, &mut group.icon_url),
    ] {
        if let Some(new) = new.filter(|new| new != old) {
            before.insert(field.to_owned(), json!(old));
            after.insert(field.to_owned(), json!(new));
            new.clone_into(old);
        }
    }
    if after.is_empty() {
        return Ok(());
    }
    standing.require_manager()?;
    group.updated_at = ctx.now;
    groups::update(tx, &group, &fold(&group.name))?;
    audit(tx, drive, ctx, standing, before.into(), after.into())?;
    standing.group = group;
    Ok(())
}

fn set_role(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    standing: &mut Standing,
    member: UserId,
    role: GroupRole,
) -> Result<()> {
    standing.require_owner()?;
    let group = &mut standing.group;
    let current = spaces::group_role(tx, group.id, member)?.and_then(GroupRole::from_number);
    match (current, role) {
        (None, _) => Err(Error::new(Code::NotFound)),
        (Some(current), role) if current == role => Ok(()),
        (Some(_), GroupRole::Owner) => {
            groups::set_role(tx, group.id, group.owner, GroupRole::Manager, ctx.now)?;
            pass_on(tx, drive, ctx, group, member)
        }
        // There is always an owner: who wants to be none names another.
        (Some(GroupRole::Owner), _) => Err(Error::new(Code::Conflict)),
        (Some(current), role) => {
            groups::set_role(tx, group.id, member, role, ctx.now)?;
            let of = |role: GroupRole| json!({ "member": member, "role": role as i64 });
            audit(tx, drive, ctx, standing, of(current), of(role))
        }
    }
}

fn audit(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    standing: &Standing,
    before: Value,
    after: Value,
) -> Result<()> {
    let change = Change {
        act: Act::Change,
        object: Object::Group(standing.group.id),
        name: &standing.group.name,
        before,
        after,
    };
    drive.audit(tx, ctx, &change)
}
