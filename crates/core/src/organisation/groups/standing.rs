//! How the caller stands to a group.

use crate::Ctx;
use coffer_model::organisation::{GroupRole, GroupView};
use coffer_model::user::Role;
use coffer_model::{Code, Error, GroupId, Result};
use coffer_store::{ReadTx, groups};

/// A group that the caller may know of, and what the caller may do in it.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) group: GroupView,
    /// The caller's role; `None` for a super administrator who does not belong to it.
    pub(super) role: Option<GroupRole>,
    administrator: bool,
}

/// The group `id`, for who belongs to it and for super administrators.
///
/// # Errors
/// `NotFound`.
pub(super) fn load_group(tx: &mut ReadTx<'_>, ctx: &Ctx, id: GroupId) -> Result<Standing> {
    let administrator = ctx.actor.role == Role::SuperAdministrator;
    let found = groups::find(tx, ctx.tenant, id, ctx.user())?;
    let row = found.filter(|row| administrator || row.role.is_some());
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(Standing {
        group: row.view,
        role: row.role,
        administrator,
    })
}

impl Standing {
    /// Whether the caller may do everything with the group.
    pub(super) fn owns(&self) -> bool {
        self.administrator || self.role == Some(GroupRole::Owner)
    }

    /// Demands that the caller owns the group or is a super administrator.
    ///
    /// # Errors
    /// `Forbidden`.
    pub(super) fn require_owner(&self) -> Result<()> {
        require(self.owns())
    }

    /// Demands that the caller manages the group, owns it or is a super administrator.
    ///
    /// # Errors
    /// `Forbidden`.
    pub(super) fn require_manager(&self) -> Result<()> {
        require(self.owns() || self.role == Some(GroupRole::Manager))
    }

    /// Demands that the caller belongs to the group.
    ///
    /// # Errors
    /// `Forbidden`.
    pub(super) fn require_member(&self) -> Result<()> {
        require(self.role.is_some())
    }
}

fn require(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::new(Code::Forbidden))
    }
}
