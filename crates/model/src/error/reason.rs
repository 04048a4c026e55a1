//! Reasons of failures whose code alone would leave people guessing. No protocol tells them apart; only
//! their texts differ.

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $key:literal;)*) => {
        /// Which of several reasons a failure has.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Reason {
            $($(#[$doc])* $variant,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The reason with this key.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|reason| reason.key() == key)
            }

            /// The key of its text; the code's key stands before the dot.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }
        }
    };
}

reasons! {
    /// There are people or departments in a department.
    InUse = "conflict.in_use";
    /// Somebody has the role.
    RoleGranted = "conflict.role_granted";
    /// A role that somebody has granted in his personal space gets no further rights.
    RoleGrantedPersonally = "conflict.role_granted_personally";
    /// Nobody else who may log in administrates the tenant.
    LastAdministrator = "conflict.last_administrator";
    /// Nobody does this to himself.
    Oneself = "conflict.oneself";
    /// The receiver of a hand-over may not log in.
    ReceiverLockedOut = "conflict.receiver_locked_out";
    /// What was handed over is on its way into the space.
    OnItsWay = "conflict.on_its_way";
    /// What somebody leaves has gone to another already.
    HandedOver = "conflict.handed_over";
    /// The owner has a space.
    HasSpace = "conflict.has_space";
    /// The extract code was not given.
    CodeNeeded = "extract_code_wrong.needed";
    /// The tenant has all the people that it may have.
    Users = "tenant_limit.users";
    /// The tenant has not enough left to give.
    Capacity = "tenant_limit.capacity";
    /// The caller has given all the stars that somebody gives.
    Favourites = "tenant_limit.favourites";
    /// It is no archive of a kind that is read.
    ArchiveFormat = "archive_unreadable.format";
    /// The archive, or an entry of it, uses a method that is not read.
    ArchiveUnsupported = "archive_unreadable.unsupported";
    /// The archive, or an entry of it, is encrypted and no password was given.
    ArchiveNoPassword = "archive_unreadable.no_password";
    /// The password is wrong, or what it opens is damaged.
    ArchiveWrongPassword = "archive_unreadable.wrong_password";
    /// The archive, or an entry of it, ends early or does not add up.
    ArchiveDamaged = "archive_unreadable.damaged";
    /// The archive has too many entries, or asks for too much memory.
    ArchiveTooLarge = "archive_unreadable.too_large";
    /// The path of an entry leads out of the folder.
    EntryTraversal = "archive_unreadable.traversal";
    /// The path of an entry begins at a root or a drive.
    EntryAbsolute = "archive_unreadable.absolute";
    /// The entry is a link.
    EntryLink = "archive_unreadable.link";
    /// The entry is a device, a pipe or the like.
    EntrySpecial = "archive_unreadable.special";
    /// The entry lies in more folders than there may be.
    EntryTooDeep = "archive_unreadable.too_deep";
    /// The entry is much longer than what it takes in the archive, or shares its bytes with others.
    EntryBomb = "archive_unreadable.bomb";
    /// All entries together are longer than is allowed.
    EntryTooMuch = "archive_unreadable.too_much";
    /// The entry is not as long as the archive says.
    EntrySize = "archive_unreadable.size";
    /// The entry goes on in another volume.
    EntryOtherVolume = "archive_unreadable.other_volume";
    /// There is no entry of that path.
    EntryMissing = "archive_unreadable.missing";
    /// The entry got another name, because its own is not allowed or was there already.
    EntryRenamed = "archive_unreadable.renamed";
}
