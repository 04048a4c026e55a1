//! What owners decide about their shares.

use coffer_model::share::{SharePermission, ShareTargetKind};
use coffer_model::{Code, DepartmentId, Error, GroupId, Result, TenantId, Timestamp, UserId};
use coffer_store::{ReadTx, departments, groups, members};

const MAX_DAYS: u32 = 365;
const DAY: i64 = 24 * 3_600;
/// Characters of the words for visitors.
const MAX_COMMENT: usize = 511;
/// Departments, groups and people of a share together.
const MAX_TARGETS: usize = 200;

/// Which extract code a share gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeChoice {
    /// The one that it has; a new share has none.
    Keep,
    /// None.
    Remove,
    /// This one.
    Set(String),
    /// One that we make.
    Make,
}

/// What visitors may do; `None` leaves things as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PermissionChange {
    /// Look at files.
    pub preview: Option<bool>,
    /// Change files.
    pub edit: Option<bool>,
    /// Fetch files.
    pub download: Option<bool>,
}

impl PermissionChange {
    pub(super) fn apply(self, to: SharePermission) -> SharePermission {
        SharePermission {
            preview: self.preview.unwrap_or(to.preview),
            edit: self.edit.unwrap_or(to.edit),
            download: self.download.unwrap_or(to.download),
        }
    }
}

/// When a share ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// So many days from now.
    Days(u32),
    /// At a time, within the days that are allowed.
    At(Timestamp),
}

impl Expiry {
    /// The time.
    pub(super) fn resolve(self, now: Timestamp) -> Result<Timestamp> {
        match self {
            Self::Days(days @ 1..=MAX_DAYS) => Ok(now.plus_seconds(i64::from(days) * DAY)),
            Self::Days(_) => Err(Error::parameter("days").with_limit(format!("1-{MAX_DAYS}"))),
            Self::At(at) if at > now && at <= now.plus_seconds(i64::from(MAX_DAYS) * DAY) => Ok(at),
            Self::At(_) => Err(Error::parameter("expires_at")),
        }
    }
}

/// Demands words that fit.
pub(super) fn require_comment(comment: &str) -> Result<()> {
    // The one control characters that people type are those of lines.
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if comment.chars().count() > MAX_COMMENT || comment.chars().any(odd) {
        return Err(Error::parameter("comment").with_limit(format!("0-{MAX_COMMENT}")));
    }
    Ok(())
}

/// Demands that there are some, not too many, and that each is of the tenant.
pub(super) fn require_targets(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    targets: &[(ShareTargetKind, i64)],
) -> Result<()> {
    if targets.is_empty() || targets.len() > MAX_TARGETS {
        return Err(Error::parameter("targets").with_limit(format!("1-{MAX_TARGETS}")));
    }
    for (kind, id) in targets {
        let known = match kind {
            ShareTargetKind::Department => {
                departments::find(tx, tenant, DepartmentId(*id))?.is_some()
            }
            ShareTargetKind::Group => groups::find(tx, tenant, GroupId(*id), UserId(0))?.is_some(),
            ShareTargetKind::User => members::find(tx, tenant, UserId(*id))?.is_some(),
        };
        if !known {
            return Err(Error::new(Code::NotFound));
        }
    }
    Ok(())
}
