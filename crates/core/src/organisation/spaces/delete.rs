//! Taking a space away from its owner.

use super::require_manages_owner;
use crate::audit::{Act, Change, Object};
use crate::organisation::removal::remove_space;
use crate::{Ctx, Drive};
use coffer_model::space::{GIB, SpaceKind};
use coffer_model::{Code, GroupId, Result};
use coffer_store::{identity as accounts, spaces};
use serde_json::json;

impl Drive {
    /// Deletes the space of an owner whom the caller manages: nobody sees it any more when this
    /// answers; the content goes in the background. A group goes with its space.
    ///
    /// # Errors
    /// `NotFound` when there is no such owner, `SpaceNotFound` when it has no space,
    /// `SpaceForbidden`.
    pub async fn delete_space(&self, ctx: &Ctx, kind: SpaceKind, owner: i64) -> Result<()> {
        if kind == SpaceKind::Group {
            return self.dissolve_group_space(ctx, GroupId(owner)).await;
        }
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                require_manages_owner(tx, &ctx, kind, owner)?;
                let space = spaces::find_of_owner(tx, ctx.tenant, kind, owner)?
                    .ok_or(Code::SpaceNotFound)?
                    .view;
                remove_space(tx, &drive, &ctx, &space)?;
                let change = Change {
                    act: Act::Delete,
                    object: Object::Space(space.id),
                    name: &space.name,
                    before: json!({
                        "kind": kind as i64, "owner": owner.to_string(),
                        "capacity": space.capacity / GIB, "used": space.used,
                    }),
                    after: json!(null),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(())
    }
}
