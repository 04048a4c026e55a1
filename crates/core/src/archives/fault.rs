//! Why an archive, or an entry of one, cannot be read.

use coffer_model::error::Reason;
use coffer_model::{Code, Error};
use std::io;

/// What stops the reading of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no archive of a kind that we read.
    Format,
    /// It, or the entry, uses something that we do not read: a method, several volumes.
    Unsupported,
    /// It is encrypted and no password was given.
    NoPassword,
    /// The password is wrong; with some methods that cannot be told from damage.
    WrongPassword,
    /// It ends early, or its sums are wrong.
    Damaged,
    /// Reading it takes more memory, or has more entries, than one may ask for.
    TooLarge,
    /// Whoever reads has lost interest.
    Stopped,
}

impl Fault {
    /// The reason as people are told.
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Format => Reason::ArchiveFormat,
            Self::Unsupported => Reason::ArchiveUnsupported,
            Self::NoPassword => Reason::ArchiveNoPassword,
            Self::WrongPassword => Reason::ArchiveWrongPassword,
            Self::Damaged | Self::Stopped => Reason::ArchiveDamaged,
            Self::TooLarge => Reason::ArchiveTooLarge,
        }
    }

    /// Whether another password would help.
    pub(super) fn is_about_password(self) -> bool {
        matches!(self, Self::NoPassword | Self::WrongPassword)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::new(Code::ArchiveUnreadable).because(fault.reason())
    }
}

/// What a failure of reading says about the archive. Failures of the store of content are told by the
/// source itself, whatever a library makes of them.
impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::OutOfMemory => Self::TooLarge,
            io::ErrorKind::Unsupported => Self::Unsupported,
            _ => Self::Damaged,
        }
    }
}
