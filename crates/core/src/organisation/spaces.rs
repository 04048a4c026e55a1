//! Spaces as administrators give, change and take them.

mod change;
mod create;
mod delete;
mod list;

pub use change::ChangeSpace;
pub use list::{DepartmentSpace, DepartmentSpacesPage};

use crate::Ctx;
use crate::organisation::rights;
use coffer_model::space::{GIB, SpaceKind};
use coffer_model::{DepartmentId, Error, Result, UserId};
use coffer_store::ReadTx;

/// The largest capacity that a space can be given: 1 EiB.
const MAX_CAPACITY_GIB: u64 = 1 << 30;

/// Demands that the caller manages the space of an owner: one who manages the department or the
/// person; for groups a super administrator.
///
/// # Errors
/// `NotFound` when there is no such owner, `SpaceForbidden`, `Conflict` for somebody whose things are
/// being handed over.
fn require_manages_owner(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    kind: SpaceKind,
    owner: i64,
) -> Result<()> {
    let managed = match kind {
        SpaceKind::Department => {
            rights::load_managed_department(tx, ctx, DepartmentId(owner)).map(drop)
        }
        SpaceKind::Personal => rights::load_staying_member(tx, ctx, UserId(owner)).map(drop),
        SpaceKind::Group => ctx.require_super_administrator(),
    };
    managed.map_err(rights::of_spaces)
}

/// A capacity in bytes.
///
/// # Errors
/// `BadRequest`.
fn capacity(gib: u64) -> Result<u64> {
    if (1..=MAX_CAPACITY_GIB).contains(&gib) {
        Ok(gib * GIB)
    } else {
        Err(Error::parameter("capacity").with_limit(format!("1-{MAX_CAPACITY_GIB}")))
    }
}
