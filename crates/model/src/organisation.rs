//! The organisation of a tenant: departments, people and groups as lists show them.

use crate::user::{Role, UserStatus};
use crate::{DepartmentId, GroupId, TenantId, Timestamp, UserId};

/// A department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentView {
    /// The id.
    pub id: DepartmentId,
    /// The tenant.
    pub tenant: TenantId,
    /// The department above; `None` for the root.
    pub parent: Option<DepartmentId>,
    /// The name.
    pub name: String,
}

/// A person as the organisation shows one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// The id.
    pub id: UserId,
    /// The tenant.
    pub tenant: TenantId,
    /// The name to show.
    pub name: String,
    /// The subject at the identity provider.
    pub subject: String,
    /// The department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The mobile number, whole; empty when there is none.
    pub mobile: String,
    /// The e-mail address; empty when there is none.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The state of the account.
    pub status: UserStatus,
}

/// What a group is for. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum GroupKind {
    /// Some people, to name them together.
    People = 0,
    /// The people of a group space.
    Space = 1,
}

impl GroupKind {
    /// The kind with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::People, Self::Space]
            .into_iter()
            .find(|kind| *kind as i64 == number)
    }
}

/// What a person may do in a group. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum GroupRole {
    /// Whose group it is; there is exactly one.
    Owner = 0,
    /// Manages members.
    Manager = 1,
    /// Belongs to it.
    Member = 2,
}

impl GroupRole {
    /// The role with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Owner, Self::Manager, Self::Member]
            .into_iter()
            .find(|role| *role as i64 == number)
    }
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupView {
    /// The id.
    pub id: GroupId,
    /// The tenant.
    pub tenant: TenantId,
    /// The name.
    pub name: String,
    /// What it is for.
    pub kind: GroupKind,
    /// Whose it is.
    pub owner: UserId,
    /// Where its picture is; empty when it has none.
    pub icon_url: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}
