//! What a tenant has been given, and what of it is used. Every figure is computed from what is
//! stored when it is asked for.

use crate::audit::{Act, Change, Object};
use crate::{Ctx, Drive};
use coffer_model::space::SpaceKind;
use coffer_model::user::Role;
use coffer_model::{Code, DepartmentId, Error, Result};
use coffer_store::tenants::{self, KindUsage, TenantSettings};
use coffer_store::{departments, identity as accounts};
use serde_json::json;
use std::ops::RangeInclusive;

/// Days for which a packed download may be kept.
const PACKAGE_DAYS: RangeInclusive<i64> = 1..=30;

/// A tenant as its people see it.
#[derive(Debug, Clone)]
pub struct ServiceView {
    /// Name, limits and sizes of new spaces.
    pub settings: TenantSettings,
    /// The root department.
    pub root: DepartmentId,
}

/// What is used of a tenant.
#[derive(Debug, Clone)]
pub struct UsageView {
    /// Name, limits and sizes of new spaces.
    pub settings: TenantSettings,
    /// People.
    pub users: i64,
    /// By kind of space.
    kinds: Vec<KindUsage>,
}

impl UsageView {
    /// Bytes that the spaces of a kind have been given.
    #[must_use]
    pub fn assigned_to(&self, kind: SpaceKind) -> u64 {
        self.of(kind).map_or(0, |usage| usage.assigned)
    }

    /// Bytes that the spaces of a kind hold.
    #[must_use]
    pub fn used_by(&self, kind: SpaceKind) -> u64 {
        self.of(kind).map_or(0, |usage| usage.used)
    }

    /// Bytes that all spaces have been given.
    #[must_use]
    pub fn assigned(&self) -> u64 {
        self.kinds.iter().map(|usage| usage.assigned).sum()
    }

    /// Bytes that all spaces hold.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.kinds.iter().map(|usage| usage.used).sum()
    }

    /// Bytes that no space has been given.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.settings.capacity.saturating_sub(self.assigned())
    }

    /// Bytes that the spaces of a kind can have together: what they have, and what is left.
    #[must_use]
    pub fn within_reach_of(&self, kind: SpaceKind) -> u64 {
        self.assigned_to(kind) + self.left()
    }

    fn of(&self, kind: SpaceKind) -> Option<&KindUsage> {
        self.kinds.iter().find(|usage| usage.kind == kind)
    }
}

impl Drive {
    /// The caller's tenant.
    ///
    /// # Errors
    /// `NotFound` when it is gone meanwhile.
    pub async fn service(&self, ctx: &Ctx) -> Result<ServiceView> {
        let tenant = ctx.tenant;
        self.store()
            .read(move |tx| {
                let settings = tenants::find(tx, tenant)?.ok_or(Code::NotFound)?;
                let root = departments::find_root(tx, tenant, "")?.ok_or(Code::NotFound)?;
                Ok(ServiceView {
                    settings,
                    root: root.id,
                })
            })
            .await
    }

    /// What is used of the caller's tenant, for administrators.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn usage(&self, ctx: &Ctx) -> Result<UsageView> {
        match ctx.actor.role {
            Role::SuperAdministrator | Role::DepartmentAdministrator => {}
            Role::Member => return Err(Error::new(Code::Forbidden)),
        }
        let tenant = ctx.tenant;
        self.store()
            .read_slow(move |tx| {
                Ok(UsageView {
                    settings: tenants::find(tx, tenant)?.ok_or(Code::NotFound)?,
                    users: accounts::count_members(tx, tenant)?,
                    kinds: tenants::list_usage(tx, tenant)?,
                })
            })
            .await
    }

    /// Sets for how many days packed downloads of the caller's tenant are kept.
    ///
    /// # Errors
    /// `Forbidden` unless the caller is a super administrator, `BadRequest` unless there are 1 to 30
    /// days.
    pub async fn set_package_days(&self, ctx: &Ctx, days: i64) -> Result<()> {
        ctx.require_super_administrator()?;
        if !PACKAGE_DAYS.contains(&days) {
            return Err(Error::parameter("package_days").with_limit("1-30"));
        }
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                accounts::lock_tenant(tx, ctx.tenant)?;
                let old = tenants::find(tx, ctx.tenant)?.ok_or(Code::NotFound)?;
                let new = TenantSettings {
                    package_days: days,
                    ..old.clone()
                };
                tenants::update(tx, &new)?;
                let change = Change {
                    act: Act::Change,
                    object: Object::Tenant(ctx.tenant),
                    name: &new.name,
                    before: json!({"package_days": old.package_days}),
                    after: json!({"package_days": days}),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await
    }
}
