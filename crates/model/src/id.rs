//! Newtypes of every id.
//!
//! An id is a 64-bit snowflake: milliseconds since 2019-01-01T00:00+08:00 in the top 41 bits, then
//! 10 bits of node and 13 bits of sequence. It is shown to clients as a decimal string, because a
//! 19-digit number does not survive a JavaScript client.

use std::fmt;
use std::str::FromStr;

/// Text that is not the decimal form of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse_decimal(text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A company: the unit that shares nothing with another.
    TenantId;
    /// A department of a tenant's tree.
    DepartmentId;
    /// A person of a tenant.
    UserId;
    /// A group of users.
    GroupId;
    /// A registered application (AppId and AppSecret).
    AppId;
    /// A login session.
    SessionId;
    /// A space: a tree of files with an owner and a capacity.
    SpaceId;
    /// A folder or a file.
    NodeId;
    /// One content of a file in time.
    VersionId;
    /// Stored bytes of a tenant.
    BlobId;
    /// An upload that is not complete.
    UploadId;
    /// A background job.
    JobId;
    /// Something that a person was told.
    MessageId;
    /// A link to folders and files for others.
    ShareId;
    /// A set of rights with a name.
    RoleId;
}

/// Reads the one decimal spelling of an id: digits only, no leading zero, no sign.
fn parse_decimal(text: &str) -> Result<i64, NotAnId> {
    let canonical = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    if !canonical {
        return Err(NotAnId);
    }
    text.parse().map_err(|_| NotAnId)
}

#[cfg(test)]
mod tests;
