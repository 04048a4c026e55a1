//! People and what they may do by their role.

use crate::{DepartmentId, TenantId, UserId};

/// The role of a person in the tenant. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum Role {
    /// Manages a department and what is below it.
    DepartmentAdministrator = 0,
    /// An ordinary member.
    Member = 1,
    /// Manages the tenant.
    SuperAdministrator = 2,
}

impl Role {
    /// The role with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [
            Self::DepartmentAdministrator,
            Self::Member,
            Self::SuperAdministrator,
        ]
        .into_iter()
        .find(|role| *role as i64 == number)
    }
}

/// The state of an account. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum UserStatus {
    /// May log in.
    Active = 0,
    /// May not log in; tokens are dead.
    Disabled = 1,
    /// May log in and never has.
    NeverLoggedIn = 2,
    /// Is gone; the row stays, because files and logs name the person.
    Removed = 3,
}

impl UserStatus {
    /// The status with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [
            Self::Active,
            Self::Disabled,
            Self::NeverLoggedIn,
            Self::Removed,
        ]
        .into_iter()
        .find(|status| *status as i64 == number)
    }

    /// Whether somebody with this stored number may log in.
    #[must_use]
    pub fn lets_in(number: i64) -> bool {
        match Self::from_number(number) {
            Some(Self::Active | Self::NeverLoggedIn) => true,
            Some(Self::Disabled | Self::Removed) | None => false,
        }
    }
}

/// A person as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserView {
    /// The id.
    pub id: UserId,
    /// The tenant.
    pub tenant: TenantId,
    /// The name to show.
    pub name: String,
    /// The subject at the identity provider.
    pub subject: String,
    /// The department that the person belongs to.
    pub department: DepartmentId,
    /// The role.
    pub role: Role,
    /// The state of the account.
    pub status: UserStatus,
}
