//! Groups of people, and the spaces of groups.
//!
//! A group has one owner, managers and members; super administrators stand above all of them. Who
//! does not belong to a group does not know that it is there. Every change is made under the lock of
//! the tenant, so what is counted stays true and a group never loses its owner.

mod admit;
mod change;
mod create;
mod dismiss;
mod dissolve;
mod leave;
mod list;
mod members;
mod open;
mod spaces;
mod standing;
mod teams;
mod tell;

pub use change::ChangeGroup;
pub use coffer_store::groups::Teams;
pub(crate) use leave::{hand_over_groups, leave_all_groups};
pub use list::{GroupPage, ListGroups};
pub use members::{GroupMemberPage, ListGroupMembers};
pub use open::{NewGroupSpace, OpenedGroupSpace};
pub use spaces::{GroupSpacePage, ListGroupSpaces};
pub use teams::{ListTeams, TeamPage};

use coffer_model::organisation::GroupKind;
use coffer_model::{Code, Error, Result, TenantId, UserId};
use coffer_store::tenants::{self, TenantSettings};
use coffer_store::{ReadTx, groups};

/// The most people that one call puts into a group or takes out of it.
pub const MAX_PEOPLE: usize = 200;
/// The most groups, of both kinds together, that a person belongs to.
const GROUPS_OF_PERSON: u64 = 200;

/// The most people that a group of this kind has.
#[must_use]
pub const fn most_members(kind: GroupKind) -> u64 {
    match kind {
        GroupKind::People => 200,
        GroupKind::Space => 500,
    }
}

/// Demands room for one more group of this kind, in the tenant and with its owner. The tenant is
/// locked by the caller.
fn require_room(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    owner: UserId,
    kind: GroupKind,
) -> Result<TenantSettings> {
    let limits = tenants::find(tx, tenant)?.ok_or(Code::NotFound)?;
    let most = unsigned(limits.group_limit);
    if groups::count_of_tenant(tx, tenant, kind)? >= most {
        return Err(Error::new(Code::TenantLimit).with_limit(most));
    }
    if groups::count_of_member(tx, owner)? >= GROUPS_OF_PERSON {
        return Err(Error::new(Code::TenantLimit).with_limit(GROUPS_OF_PERSON));
    }
    Ok(limits)
}

/// A limit as what is counted; none is below nothing.
fn unsigned(limit: i64) -> u64 {
    u64::try_from(limit).unwrap_or(0)
}

/// The word for a kind in the audit log.
fn word(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::People => "people",
        GroupKind::Space => "space",
    }
}
