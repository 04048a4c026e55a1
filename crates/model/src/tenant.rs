//! Tenants: companies that share a server and nothing else.

use crate::{TenantId, Timestamp};

/// A tenant with all its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantSettings {
    /// The id.
    pub id: TenantId,
    /// The name.
    pub name: String,
    /// Bytes that all its spaces may have together.
    pub capacity: u64,
    /// People that it may have.
    pub user_limit: i64,
    /// Groups that it may have.
    pub group_limit: i64,
    /// Bytes of a new personal space; 0 opens none.
    pub personal_space_size: u64,
    /// Bytes of a new department's space; 0 opens none.
    pub department_space_size: u64,
    /// Bytes of a new group's space; 0 opens none.
    pub group_space_size: u64,
    /// Whether a person whom the identity provider knows becomes a member at the first login.
    pub auto_provision: bool,
    /// Days that a packed download is kept.
    pub package_days: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A tenant in a list, with what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantView {
    /// What is set.
    pub settings: TenantSettings,
    /// People that it has.
    pub users: i64,
    /// Bytes that all its spaces may hold together.
    pub given: u64,
}
