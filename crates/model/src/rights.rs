//! What somebody may do with a folder or file: eleven rights, and roles, which are sets of them.

use crate::{Code, Error, Result, RoleId};

macro_rules! rights {
    ($($(#[$doc:meta])* $variant:ident = $bit:literal, $key:literal;)*) => {
        /// One thing that somebody may do with a folder or file. The numbers are bits of what is stored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(i64)]
        pub enum Right {
            $($(#[$doc])* $variant = 1 << $bit,)*
        }

        impl Right {
            /// Every right, in the order in which it is shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in the directories dialect.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }
        }
    };
}

rights! {
    /// Put folders and files into the folder.
    Upload = 0, "uploadable";
    /// Look at the content of files, without fetching it.
    Preview = 1, "previewable";
    /// Throw away, move elsewhere and erase.
    Delete = 2, "deleteable";
    /// Share with others.
    Share = 3, "shareable";
    /// Fetch the content of files, copy and pack them.
    Download = 4, "downloadable";
    /// Rename, and replace the content of files.
    Edit = 5, "editable";
    /// Take out of the recycle bin.
    Restore = 6, "restoreable";
    /// Grant and take roles, break inheritance, take off anybody's lock.
    Manage = 7, "manageable";
    /// Lock.
    Lock = 8, "lockable";
    /// Take off the locks of others.
    Unlock = 9, "unlockable";
    /// See that it is there, in lists and in searches, and what it is called.
    Read = 10, "readable";
}

impl Right {
    /// The right with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|right| right.key() == key)
    }

    /// Whether it changes something in the tree: a lock stands in its way.
    #[must_use]
    pub const fn changes(self) -> bool {
        matches!(
            self,
            Self::Upload | Self::Delete | Self::Edit | Self::Restore
        )
    }

    /// Whether somebody else's lock stands in its way: it changes something, or locks it.
    #[must_use]
    pub const fn yields_to_locks(self) -> bool {
        self.changes() || matches!(self, Self::Lock)
    }
}

/// A set of rights.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rights(i64);

impl Rights {
    /// None.
    pub const NONE: Self = Self(0);
    /// All.
    pub const ALL: Self = Self((1 << Right::ALL.len()) - 1);
    /// What an editor may: all but managing and taking off the locks of others.
    pub const EDITOR: Self = Self::ALL.without(Right::Manage).without(Right::Unlock);
    /// What somebody may who only looks.
    pub const READER: Self = Self::NONE
        .with(Right::Read)
        .with(Right::Preview)
        .with(Right::Download);

    /// These and `right`.
    #[must_use]
    pub const fn with(self, right: Right) -> Self {
        Self(self.0 | right as i64)
    }

    /// These but not `right`.
    #[must_use]
    pub const fn without(self, right: Right) -> Self {
        Self(self.0 & !(right as i64))
    }

    /// These and those.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `right` is one of them.
    #[must_use]
    pub const fn has(self, right: Right) -> bool {
        self.0 & right as i64 != 0
    }

    /// Whether all of `other` are among them.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// As they are stored; bits that mean nothing are dropped.
    #[must_use]
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// As they are stored.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// Each of them, in the order in which rights are shown.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL
            .iter()
            .copied()
            .filter(move |right| self.has(*right))
    }

    /// With what each of them is worth nothing without: every right but reading needs reading, and who
    /// manages may unlock.
    #[must_use]
    pub fn completed(self) -> Self {
        let mut rights = self;
        if !rights.is_empty() {
            rights = rights.with(Right::Read);
        }
        if rights.has(Right::Manage) {
            rights = rights.with(Right::Unlock);
        }
        rights
    }

    /// The set that names spell.
    ///
    /// # Errors
    /// `BadRequest` for a name that no right has.
    pub fn from_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut rights = Self::NONE;
        for key in keys {
            let right = Right::from_key(key)
                .ok_or_else(|| Error::new(Code::BadRequest).with_parameter("rights"))?;
            rights = rights.with(right);
        }
        Ok(rights)
    }
}

impl std::fmt::Debug for Rights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Right::key)).finish()
    }
}

/// A role that there is without anybody defining it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltInRole {
    /// The id: a small number, which no snowflake is.
    pub id: RoleId,
    /// The name, the same in every language.
    pub name: &'static str,
    /// What it allows.
    pub rights: Rights,
}

/// The built-in roles.
pub const BUILT_IN_ROLES: &[BuiltInRole] = &[
    BuiltInRole {
        id: RoleId(1),
        name: "manager",
        rights: Rights::ALL,
    },
    BuiltInRole {
        id: RoleId(2),
        name: "editor",
        rights: Rights::EDITOR,
    },
    BuiltInRole {
        id: RoleId(3),
        name: "uploader",
        rights: Rights::NONE.with(Right::Read).with(Right::Upload),
    },
    BuiltInRole {
        id: RoleId(4),
        name: "downloader",
        rights: Rights::READER,
    },
    BuiltInRole {
        id: RoleId(5),
        name: "previewer",
        rights: Rights::NONE.with(Right::Read).with(Right::Preview),
    },
];

/// The built-in role with this id.
#[must_use]
pub fn built_in_role(id: RoleId) -> Option<&'static BuiltInRole> {
    BUILT_IN_ROLES.iter().find(|role| role.id == id)
}

/// To whom a role is granted. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(i64)]
pub enum SubjectKind {
    /// A person.
    User = 1,
    /// The members of a group.
    Group = 2,
    /// The people of a department and of what is below it.
    Department = 3,
}

impl SubjectKind {
    /// The kind with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::User, Self::Group, Self::Department]
            .into_iter()
            .find(|kind| *kind as i64 == number)
    }
}

/// A person, group or department as the one to whom something is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// The id of the person, group or department.
    pub id: i64,
}

#[cfg(test)]
mod tests;
