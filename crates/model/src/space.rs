//! Spaces: trees of files with an owner and a capacity.

use crate::{NodeId, SpaceId, TenantId, Timestamp, UserId};

/// One gibibyte, the unit of capacities.
pub const GIB: u64 = 1 << 30;

/// Whose space it is. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum SpaceKind {
    /// A department's.
    Department = 0,
    /// One person's.
    Personal = 1,
    /// A group's.
    Group = 2,
}

impl SpaceKind {
    /// The kind with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Department, Self::Personal, Self::Group]
            .into_iter()
            .find(|kind| *kind as i64 == number)
    }
}

/// Whether a space can be used. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum SpaceStatus {
    /// It can.
    Active = 0,
    /// An administrator disabled it: nothing in it can be read or changed.
    Disabled = 1,
    /// It is being deleted.
    Deleting = 2,
    /// Its content belongs to another space already; the rows follow.
    HandedOver = 3,
    /// Nothing is left of it but its row, which events name.
    Removed = 4,
}

impl SpaceStatus {
    /// The status with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [
            Self::Active,
            Self::Disabled,
            Self::Deleting,
            Self::HandedOver,
            Self::Removed,
        ]
        .into_iter()
        .find(|status| *status as i64 == number)
    }
}

/// Everything that any dialect shows of a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceView {
    /// Its id.
    pub id: SpaceId,
    /// Its tenant.
    pub tenant: TenantId,
    /// Whose it is.
    pub kind: SpaceKind,
    /// The department, user or group, by kind.
    pub owner: i64,
    /// The owner's name.
    pub name: String,
    /// Whether it can be used.
    pub status: SpaceStatus,
    /// Bytes that it may hold.
    pub capacity: u64,
    /// Bytes that it holds, versions and the recycle bin included.
    pub used: u64,
    /// Bytes that open uploads have reserved.
    pub reserved: u64,
    /// The folder that holds everything that is not in the safe.
    pub root: NodeId,
    /// The folder whose content is encrypted at rest.
    pub safe: NodeId,
    /// Who made it.
    pub creator: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who changed its settings last.
    pub modifier: UserId,
    /// When its settings or content changed last.
    pub updated_at: Timestamp,
}
