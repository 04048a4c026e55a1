//! Changing what a space may hold, and whether it can be used.

use super::{capacity, require_manages_owner};
use crate::audit::{Act, Change, Object};
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::space::{GIB, SpaceKind, SpaceStatus};
use coffer_model::{Code, Error, Result};
use coffer_store::spaces::{self, SpaceSettings};
use coffer_store::{Tx, identity as accounts, tenants};
use serde_json::json;

/// What is to change of a space; `None` leaves it.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChangeSpace {
    /// Whether nothing in it can be read or changed.
    pub disabled: Option<bool>,
    /// The capacity in GiB. Less than what is used is allowed and stops uploads.
    pub capacity_gib: Option<u64>,
}

impl Drive {
    /// Changes the space of an owner whom the caller manages.
    ///
    /// # Errors
    /// `NotFound` when there is no such owner, `SpaceNotFound` when it has no space,
    /// `SpaceForbidden`, `BadRequest` for a capacity that is none, `TenantLimit` when the tenant has
    /// not so much left.
    pub async fn change_space(
        &self,
        ctx: &Ctx,
        kind: SpaceKind,
        owner: i64,
        change: ChangeSpace,
    ) -> Result<()> {
        let bytes = change.capacity_gib.map(capacity).transpose()?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                require_manages_owner(tx, &ctx, kind, owner)?;
                let space = spaces::find_of_owner(tx, ctx.tenant, kind, owner)?
                    .ok_or(Code::SpaceNotFound)?
                    .view;
                let new = SpaceSettings {
                    status: match change.disabled {
                        Some(true) => SpaceStatus::Disabled,
                        Some(false) => SpaceStatus::Active,
                        None => space.status,
                    },
                    capacity: bytes.unwrap_or(space.capacity),
                };
                if new.capacity > space.capacity {
                    require_left(tx, &ctx, new.capacity - space.capacity)?;
                }
                spaces::touch(tx, space.id, ctx.now)?;
                spaces::update_settings(tx, space.id, new, ctx.user(), ctx.now)?;
                let change = Change {
                    act: Act::Change,
                    object: Object::Space(space.id),
                    name: &space.name,
                    before: json!({"status": space.status as i64, "capacity": space.capacity / GIB}),
                    after: json!({"status": new.status as i64, "capacity": new.capacity / GIB}),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await
    }
}

/// Demands that the tenant, which the caller has locked, has so many bytes to give.
fn require_left(tx: &mut Tx<'_>, ctx: &Ctx, more: u64) -> Result<()> {
    let tenant = tenants::find(tx, ctx.tenant)?.ok_or(Code::NotFound)?;
    let taken = accounts::sum_capacities(tx, ctx.tenant)?;
    if taken.saturating_add(more) > tenant.capacity {
        let fault = Error::new(Code::TenantLimit).with_limit(tenant.capacity / GIB);
        return Err(fault.because(Reason::Capacity));
    }
    Ok(())
}
