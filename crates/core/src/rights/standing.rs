//! What somebody may do in a space because of who he is.

use crate::Ctx;
use coffer_model::organisation::GroupRole;
use coffer_model::rights::{Right, Rights};
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::user::Role;
use coffer_model::{DepartmentId, GroupId, Result, Timestamp, UserId};
use coffer_store::rights;
use coffer_store::{ReadTx, spaces};

/// How somebody stands to a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The personal space is his.
    Owner,
    /// He is in the department.
    DepartmentMember,
    /// He administrates the department, or one above it.
    DepartmentAdministrator,
    /// He is in the group.
    GroupMember,
    /// He manages the group.
    GroupManager,
    /// The group is his.
    GroupOwner,
    /// He administrates the tenant.
    SuperAdministrator,
    /// He administrates the tenant, and opened the personal space in an emergency.
    Emergency,
}

impl Standing {
    /// What he may do because of it.
    pub(super) const fn base(self) -> Base {
        match self {
            Self::DepartmentMember | Self::GroupMember => Base::MEMBER,
            Self::Emergency => Base::EMERGENCY,
            Self::Owner
            | Self::DepartmentAdministrator
            | Self::GroupManager
            | Self::GroupOwner
            | Self::SuperAdministrator => Base::MANAGER,
        }
    }
}

/// What somebody may do in a space because of who he is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Base {
    pub(crate) rights: Rights,
    /// Whether broken inheritance does not take it away.
    pub(crate) firm: bool,
}

impl Base {
    pub(super) const NONE: Self = Self {
        rights: Rights::NONE,
        firm: false,
    };
    /// Everything, whatever is broken below.
    pub(crate) const MANAGER: Self = Self {
        rights: Rights::ALL,
        firm: true,
    };
    const MEMBER: Self = Self {
        rights: Rights::EDITOR,
        firm: false,
    };
    /// A super administrator who opened somebody's space in an emergency.
    const EMERGENCY: Self = Self {
        rights: Rights::READER,
        firm: true,
    };

    /// What passes through broken inheritance.
    pub(crate) fn through_breaks(self) -> Rights {
        if self.firm { self.rights } else { Rights::NONE }
    }

    /// Whether nothing in the space is hidden from him and `right` is his everywhere.
    pub(crate) fn is_firm_for(self, right: Right) -> bool {
        self.firm && self.rights.has(right) && self.rights.has(Right::Read)
    }
}

/// The person whose rights are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) user: UserId,
    pub(crate) department: DepartmentId,
}

/// What the caller may do in a space because of who he is.
pub(crate) fn base_of(tx: &mut ReadTx<'_>, ctx: &Ctx, space: &SpaceView) -> Result<Base> {
    let who = Who {
        user: ctx.user(),
        department: ctx.actor.department,
    };
    let standing = standing_of(tx, who, ctx.actor.role, space, ctx.now)?;
    Ok(standing.map_or(Base::NONE, Standing::base))
}

/// How somebody with a role in the tenant stands to a space.
pub(super) fn standing_of(
    tx: &mut ReadTx<'_>,
    who: Who,
    role: Role,
    space: &SpaceView,
    now: Timestamp,
) -> Result<Option<Standing>> {
    match space.kind {
        SpaceKind::Personal if space.owner == who.user.0 => Ok(Some(Standing::Owner)),
        SpaceKind::Personal if role == Role::SuperAdministrator => {
            let open = rights::find_emergency(tx, space.id, who.user, now)?;
            Ok(open.map(|_| Standing::Emergency))
        }
        SpaceKind::Personal => Ok(None),
        SpaceKind::Department | SpaceKind::Group if role == Role::SuperAdministrator => {
            Ok(Some(Standing::SuperAdministrator))
        }
        SpaceKind::Department => {
            let owner = DepartmentId(space.owner);
            if role == Role::DepartmentAdministrator
                && spaces::in_department_subtree(tx, owner, who.department)?
            {
                return Ok(Some(Standing::DepartmentAdministrator));
            }
            Ok((owner == who.department).then_some(Standing::DepartmentMember))
        }
        SpaceKind::Group => {
            let role = spaces::group_role(tx, GroupId(space.owner), who.user)?;
            let role = role.and_then(GroupRole::from_number);
            Ok(role.map(|role| match role {
                GroupRole::Owner => Standing::GroupOwner,
                GroupRole::Manager => Standing::GroupManager,
                GroupRole::Member => Standing::GroupMember,
            }))
        }
    }
}
