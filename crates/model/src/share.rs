//! Shares: links to folders and files for people who need not have a right on them.

/// Whom a share is for. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum ShareScope {
    /// Whoever has the link, logged in or not.
    Anyone = 1,
    /// Everybody of the tenant.
    Tenant = 2,
    /// The departments (with those below them), groups and people that are named.
    Named = 3,
}

impl ShareScope {
    /// The scope with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Anyone, Self::Tenant, Self::Named]
            .into_iter()
            .find(|scope| *scope as i64 == number)
    }
}

/// What visitors of a share may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharePermission {
    /// Look at files.
    pub preview: bool,
    /// Change files. Kept for the owner; nothing can be changed through a share.
    pub edit: bool,
    /// Fetch files.
    pub download: bool,
}

impl Default for SharePermission {
    fn default() -> Self {
        Self {
            preview: true,
            edit: false,
            download: true,
        }
    }
}

/// How a share stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum ShareStatus {
    /// It can be visited.
    Open = 0,
    /// Everything that it shows was thrown away.
    Empty = 1,
    /// It has expired or was called off, or its owner may not share any more.
    Ended = 2,
}

/// How often a share was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShareCounts {
    /// Visits.
    pub views: u64,
    /// Files fetched.
    pub downloads: u64,
    /// Times that something was kept in a space of one's own.
    pub saves: u64,
}

impl ShareCounts {
    /// One visit.
    pub const VIEW: Self = Self {
        views: 1,
        downloads: 0,
        saves: 0,
    };
    /// Something fetched once.
    pub const DOWNLOAD: Self = Self {
        views: 0,
        downloads: 1,
        saves: 0,
    };
    /// Something kept once.
    pub const SAVE: Self = Self {
        views: 0,
        downloads: 0,
        saves: 1,
    };
}

/// Whom a share names. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum ShareTargetKind {
    /// A department with all below it.
    Department = 0,
    /// A group.
    Group = 1,
    /// A person.
    User = 2,
}

impl ShareTargetKind {
    /// The kind with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Department, Self::Group, Self::User]
            .into_iter()
            .find(|kind| *kind as i64 == number)
    }
}
