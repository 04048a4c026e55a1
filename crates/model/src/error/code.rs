//! The table of failures. A line here must be answered by every dialect before anything compiles.

/// How a failure is treated by layers that do not know its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The caller can mend it.
    Caller,
    /// The caller is not who he has to be, or may not do it.
    Denied,
    /// The server or what it stands on failed; logged with its whole chain.
    Server,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $key:literal, $kind:ident;)*) => {
        /// Which failure it is. The key is stable; the text is in `locales/`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every failure, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable key.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }

            /// The failure with this key.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.key() == key)
            }

            /// How it is treated.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self {
                    $(Self::$variant => Kind::$kind,)*
                }
            }
        }
    };
}

codes! {
    /// Something that should not happen, happened.
    Internal = "internal", Server;
    /// A queue is full or a dependency does not answer; try again after `retry_after`.
    Busy = "busy", Server;
    /// The disk or the store of content has no room left.
    StorageFull = "storage_full", Server;
    /// Stored content is missing, shorter than it was, or its digest is wrong.
    ContentDamaged = "content_damaged", Server;

    /// A parameter is missing, has the wrong type or is out of range.
    BadRequest = "bad_request", Caller;
    /// The body is larger than this operation takes.
    BodyTooLarge = "body_too_large", Caller;
    /// No operation has this path.
    UnknownOperation = "unknown_operation", Caller;
    /// The path is known, the method is not.
    MethodNotAllowed = "method_not_allowed", Caller;
    /// Too many attempts; try again after `retry_after`.
    TooManyRequests = "too_many_requests", Caller;
    /// What the caller does meets a limit of the tenant.
    TenantLimit = "tenant_limit", Caller;

    /// No credentials, or wrong, expired or revoked ones.
    Unauthenticated = "unauthenticated", Denied;
    /// The caller is known and may not do this.
    Forbidden = "forbidden", Denied;
    /// The caller may not use this space.
    SpaceForbidden = "space_forbidden", Denied;

    /// A department, user, group, app or the like that is not there.
    NotFound = "not_found", Caller;
    /// An organisation name is taken, or a department is not empty.
    Conflict = "conflict", Caller;
    /// No such job, or not the caller's.
    JobNotFound = "job_not_found", Caller;
    /// The job has ended already.
    JobFinished = "job_finished", Caller;

    /// The share has expired or was called off, or its owner may not share any more.
    ShareEnded = "share_ended", Caller;
    /// The extract code of the share is wrong or missing.
    ExtractCodeWrong = "extract_code_wrong", Caller;
    /// The share is not meant for the caller.
    ShareForbidden = "share_forbidden", Denied;

    /// The archive cannot be read: its format, its password, or it is damaged.
    ArchiveUnreadable = "archive_unreadable", Caller;

    /// No such space.
    SpaceNotFound = "space_not_found", Caller;
    /// The space is disabled.
    SpaceDisabled = "space_disabled", Caller;
    /// The operation is for personal spaces and this is not one.
    SpaceNotPersonal = "space_not_personal", Caller;
    /// The space is not the team's that was named.
    SpaceTeamMismatch = "space_team_mismatch", Caller;
    /// The space has not enough room left.
    QuotaExceeded = "quota_exceeded", Caller;

    /// No such folder or file.
    NodeNotFound = "node_not_found", Caller;
    /// The caller sees the folder or file and has not the right to do this with it.
    NodeForbidden = "node_forbidden", Denied;
    /// Somebody else has locked the folder or file, or a folder above it or something below it.
    NodeLocked = "node_locked", Caller;
    /// The folder lies in the safe, or its space is disabled: it is neither locked nor unlocked there.
    FolderUnsafe = "folder_unsafe", Caller;
    /// The folder or file is in another space than the one named.
    NodeNotInSpace = "node_not_in_space", Caller;
    /// The folder or file is in the recycle bin.
    NodeRecycled = "node_recycled", Caller;
    /// The folder or file is not in the recycle bin.
    NodeNotRecycled = "node_not_recycled", Caller;
    /// The operation is for files.
    NotAFile = "not_a_file", Caller;
    /// The target folder is missing or is no folder.
    TargetInvalid = "target_invalid", Caller;
    /// The target folder is in the recycle bin.
    TargetRecycled = "target_recycled", Caller;
    /// The folder to upload into is in the recycle bin.
    UploadTargetRecycled = "upload_target_recycled", Caller;
    /// A folder cannot go into itself or below itself.
    TargetBelowSource = "target_below_source", Caller;
    /// It is in the target folder already.
    AlreadyThere = "already_there", Caller;
    /// Folders nest too deep.
    TooDeep = "too_deep", Caller;
    /// A sibling has that name.
    NameTaken = "name_taken", Caller;
    /// The name has a character that names may not have, or is one that names may not be.
    NameInvalid = "name_invalid", Caller;
    /// The name has too many characters.
    NameTooLong = "name_too_long", Caller;

    /// No such upload, or it was completed or abandoned.
    UploadNotFound = "upload_not_found", Caller;
    /// Parts are missing, or do not fit what was announced.
    UploadIncomplete = "upload_incomplete", Caller;
    /// The bytes are not those that the digest names.
    DigestMismatch = "digest_mismatch", Caller;

    /// The kind of search is not one that there is.
    SearchKindUnknown = "search_kind_unknown", Caller;
    /// The kind of search is missing.
    SearchKindMissing = "search_kind_missing", Caller;

    /// The signature of a link is wrong.
    SignatureInvalid = "signature_invalid", Denied;
    /// The link has expired.
    LinkExpired = "link_expired", Denied;
    /// The range is outside the content.
    RangeNotSatisfiable = "range_not_satisfiable", Caller;
    /// The picture cannot be read, is too large, or its processing is not one that there is.
    ImageUnsupported = "image_unsupported", Caller;
}
