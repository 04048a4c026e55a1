//! Giving a department or a person a space.

use super::{capacity, require_manages_owner};
use crate::audit::{Act, Change, Object};
use crate::identity::open_space;
use crate::{Ctx, Drive};
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::{Code, Result, SpaceId};
use coffer_store::spaces::{self, NewSpace};
use coffer_store::{identity as accounts, tenants};
use serde_json::json;

impl Drive {
    /// Opens the space of a department or a person whom the caller manages, with a capacity in GiB.
    ///
    /// # Errors
    /// `NotFound` when there is no such owner, `SpaceForbidden`, `BadRequest` for a capacity that is
    /// none, `Conflict` when the owner has a space, `TenantLimit` when the tenant has not so much
    /// left.
    pub async fn create_space(
        &self,
        ctx: &Ctx,
        kind: SpaceKind,
        owner: i64,
        gib: u64,
    ) -> Result<SpaceView> {
        let new = NewSpace {
            id: SpaceId(self.next_id()),
            tenant: ctx.tenant,
            kind,
            owner,
            capacity: capacity(gib)?,
            root: self.next_node(),
            safe: self.next_node(),
            creator: ctx.user(),
            now: ctx.now,
        };
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                require_manages_owner(tx, &ctx, kind, owner)?;
                let tenant = tenants::find(tx, ctx.tenant)?.ok_or(Code::NotFound)?;
                open_space(tx, tenant.capacity, &new)?;
                let space = spaces::find(tx, ctx.tenant, new.id)?.ok_or(Code::Internal)?;
                let change = Change {
                    act: Act::Create,
                    object: Object::Space(new.id),
                    name: &space.view.name,
                    before: json!(null),
                    after: json!({"kind": kind as i64, "owner": owner.to_string(), "capacity": gib}),
                };
                drive.audit(tx, &ctx, &change)?;
                Ok(space.view)
            })
            .await
    }
}
