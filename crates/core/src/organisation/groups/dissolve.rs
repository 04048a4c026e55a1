//! Dissolving a group, with its space if it has one.

use super::standing::load_group;
use super::tell::{News, tell};
use super::{most_members, word};
use crate::audit::{Act, Change, Object};
use crate::organisation::removal::remove_space;
use crate::{Ctx, Drive};
use coffer_model::organisation::{GroupKind, GroupView};
use coffer_model::rights::{Subject, SubjectKind};
use coffer_model::space::SpaceKind;
use coffer_model::{Code, Error, GroupId, Result};
use coffer_store::tenants;
use coffer_store::{Tx, groups, rights, spaces};
use serde_json::{Value, json};

impl Drive {
    /// Dissolves a group of the caller's. The content of its space goes in the background.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn dissolve_group(&self, ctx: &Ctx, id: GroupId) -> Result<()> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                tenants::lock(tx, ctx.tenant)?;
                let standing = load_group(tx, &ctx, id)?;
                standing.require_owner()?;
                dissolve(tx, &drive, &ctx, &standing.group)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(())
    }

    /// The same for a group that has a space.
    ///
    /// # Errors
    /// `NotFound`, also for a group without a space, `SpaceForbidden`.
    pub async fn dissolve_group_space(&self, ctx: &Ctx, id: GroupId) -> Result<()> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                tenants::lock(tx, ctx.tenant)?;
                let standing = load_group(tx, &ctx, id)?;
                if standing.group.kind != GroupKind::Space {
                    return Err(Error::new(Code::NotFound));
                }
                if !standing.owns() {
                    return Err(Error::new(Code::SpaceForbidden));
                }
                dissolve(tx, &drive, &ctx, &standing.group)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(())
    }
}

/// Removes a group of the tenant, which the caller has locked, with memberships and space.
pub(super) fn dissolve(tx: &mut Tx<'_>, drive: &Drive, ctx: &Ctx, group: &GroupView) -> Result<()> {
    let people = groups::list_member_ids(tx, group.id, most_members(group.kind))?;
    let mut space_id = Value::Null;
    if group.kind == GroupKind::Space
        && let Some(row) = spaces::find_of_owner(tx, group.tenant, SpaceKind::Group, group.id.0)?
    {
        space_id = json!(row.view.id);
        remove_space(tx, drive, ctx, &row.view)?;
    }
    let subject = Subject {
        kind: SubjectKind::Group,
        id: group.id.0,
    };
    rights::forget_subject(tx, subject)?;
    groups::delete(tx, group.id)?;
    let change = Change {
        act: Act::Delete,
        object: Object::Group(group.id),
        name: &group.name,
        before: json!({
            "name": group.name, "kind": word(group.kind), "owner": group.owner, "members": people.len(),
            "space": space_id,
        }),
        after: Value::Null,
    };
    drive.audit(tx, ctx, &change)?;
    tell(tx, drive, ctx, group, News::Dissolved, &people)
}
