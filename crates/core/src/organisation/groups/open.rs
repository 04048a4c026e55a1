//! Opening a group space, with the group behind it.

use super::create::{audit_created, insert, new_group};
use super::{admit, most_members, require_room, word};
use crate::identity::open_space;
use crate::{Ctx, Drive};
use coffer_model::group::{GroupName, IconUrl};
use coffer_model::organisation::GroupKind;
use coffer_model::space::{GIB, SpaceKind};
use coffer_model::user::Role;
use coffer_model::{Code, Error, GroupId, Result, SpaceId, UserId};
use coffer_store::spaces::NewSpace;
use coffer_store::tenants;
use serde_json::json;

/// A group space to open.
#[derive(Debug, Clone)]
pub struct NewGroupSpace {
    /// The name of group and space.
    pub name: GroupName,
    /// Where the picture is.
    pub icon_url: IconUrl,
    /// Capacity in GiB; `None` for what the tenant gives its members.
    pub capacity: Option<u64>,
    /// Who belongs to it beside the caller, who owns it.
    pub people: Vec<UserId>,
}

/// A group space that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedGroupSpace {
    /// The group.
    pub group: GroupId,
    /// Who could not be put into it.
    pub failed: Vec<UserId>,
}

impl Drive {
    /// Opens a group space that the caller owns. More than the tenant gives its members is for super
    /// administrators to ask for.
    ///
    /// # Errors
    /// `BadRequest` for too many people or a capacity that none has, `Forbidden` when the tenant does
    /// not give the caller such a space, `TenantLimit` when the tenant has not so much left, or it
    /// or the caller may not have more groups.
    pub async fn open_group_space(
        &self,
        ctx: &Ctx,
        new: NewGroupSpace,
    ) -> Result<OpenedGroupSpace> {
        let most = most_members(GroupKind::Space);
        if new.people.len() as u64 > most {
            return Err(Error::parameter("userIds").with_limit(format!("0-{most}")));
        }
        let id = GroupId(self.next_id());
        let space = SpaceId(self.next_id());
        let (root, safe) = (self.next_node(), self.next_node());
        let group = new_group(ctx, id, GroupKind::Space, &new.name, &new.icon_url);
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                tenants::lock(tx, ctx.tenant)?;
                let limits = require_room(tx, ctx.tenant, group.owner, group.kind)?;
                let capacity = capacity(&ctx, limits.group_space_size, new.capacity)?;
                let space = NewSpace {
                    id: space,
                    tenant: ctx.tenant,
                    kind: SpaceKind::Group,
                    owner: id.0,
                    capacity,
                    root,
                    safe,
                    creator: ctx.user(),
                    now: ctx.now,
                };
                insert(tx, &group, &new.name)?;
                open_space(tx, limits.capacity, &space)?;
                let after = json!({
                    "name": group.name, "kind": word(group.kind), "space": space.id, "capacity": capacity / GIB,
                });
                audit_created(tx, &drive, &ctx, &group, after)?;
                let failed = admit::admit(tx, &drive, &ctx, &group, &new.people)?;
                Ok(OpenedGroupSpace { group: id, failed })
            })
            .await
    }
}

/// The bytes that the caller gets of a tenant that gives its members `given` bytes.
fn capacity(ctx: &Ctx, given: u64, asked: Option<u64>) -> Result<u64> {
    let administrator = ctx.actor.role == Role::SuperAdministrator;
    let wrong = || Error::parameter("capacity").with_limit("1-");
    let asked = match asked {
        None => None,
        Some(0) => return Err(wrong()),
        Some(gib) => Some(gib.checked_mul(GIB).ok_or_else(wrong)?),
    };
    match asked.unwrap_or(given) {
        // Who may have any size has to say which when there is no usual one.
        0 if administrator => Err(wrong()),
        0 => Err(Error::new(Code::Forbidden)),
        capacity if administrator || capacity <= given => Ok(capacity),
        _ => Err(Error::new(Code::Forbidden)),
    }
}
