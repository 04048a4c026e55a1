//! Making a group of people.

use super::{require_room, word};
use crate::audit::{Act, Change, Object};
use crate::{Ctx, Drive};
use coffer_model::group::{GroupName, IconUrl};
use coffer_model::organisation::{GroupKind, GroupView};
use coffer_model::{GroupId, Result};
use coffer_store::tenants;
use coffer_store::{Tx, groups};
use serde_json::{Value, json};

impl Drive {
    /// Makes a group of people that the caller owns.
    ///
    /// # Errors
    /// `TenantLimit` when the tenant or the caller may not have more groups.
    pub async fn create_group(&self, ctx: &Ctx, name: GroupName) -> Result<GroupId> {
        let id = GroupId(self.next_id());
        let group = new_group(ctx, id, GroupKind::People, &name, &IconUrl::default());
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                tenants::lock(tx, ctx.tenant)?;
                require_room(tx, ctx.tenant, group.owner, group.kind)?;
                insert(tx, &group, &name)?;
                let after = json!({ "name": group.name, "kind": word(group.kind) });
                audit_created(tx, &drive, &ctx, &group, after)
            })
            .await?;
        Ok(id)
    }
}

/// A group of the caller's.
pub(super) fn new_group(
    ctx: &Ctx,
    id: GroupId,
    kind: GroupKind,
    name: &GroupName,
    icon_url: &IconUrl,
) -> GroupView {
    GroupView {
        id,
        tenant: ctx.tenant,
        name: name.as_str().to_owned(),
        kind,
        owner: ctx.user(),
        icon_url: icon_url.as_str().to_owned(),
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

/// Inserts a group with its owner.
pub(super) fn insert(tx: &mut Tx<'_>, group: &GroupView, name: &GroupName) -> Result<()> {
    groups::insert(tx, group, &name.key())?;
    Ok(groups::set_owner(
        tx,
        group.id,
        group.owner,
        group.created_at,
    )?)
}

/// Writes down that a group was made.
pub(super) fn audit_created(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    group: &GroupView,
    after: Value,
) -> Result<()> {
    let change = Change {
        act: Act::Create,
        object: Object::Group(group.id),
        name: &group.name,
        before: Value::Null,
        after,
    };
    drive.audit(tx, ctx, &change)
}
