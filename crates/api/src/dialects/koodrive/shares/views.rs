//! What the operations on shares have in common.

use crate::kit::lenient;
use coffer_core::Drive;
use coffer_core::shares::{CodeChoice, Expiry, PermissionChange, ShareKey, ShareView};
use coffer_model::error::Texts;
use coffer_model::share::{SharePermission as Permission, ShareTargetKind};
use coffer_model::{DepartmentId, Error, GroupId, Locale, Result, ShareId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const DAY: i64 = 24 * 3_600;

/// What visitors may do (reference, table 4-315).
#[derive(Debug, Default, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(super) struct SharePermission {
    /// Look at files; they may when it is absent.
    #[serde(deserialize_with = "lenient::optional")]
    preview: Option<bool>,
    /// Kept, and nothing more: nothing is changed through a share.
    #[serde(deserialize_with = "lenient::optional")]
    edit: Option<bool>,
    /// Fetch files; they may when it is absent.
    #[serde(deserialize_with = "lenient::optional")]
    download: Option<bool>,
}

impl From<Permission> for SharePermission {
    fn from(permission: Permission) -> Self {
        Self {
            preview: Some(permission.preview),
            edit: Some(permission.edit),
            download: Some(permission.download),
        }
    }
}

impl From<SharePermission> for PermissionChange {
    fn from(permission: SharePermission) -> Self {
        Self {
            preview: permission.preview,
            edit: permission.edit,
            download: permission.download,
        }
    }
}

/// A share for its visitors (reference, tables 4-364 and 4-372).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommonShareLink {
    /// The share.
    #[schema(value_type = String)]
    share_id: ShareId,
    /// What the link says.
    short_url: String,
    /// When it was made.
    share_time: String,
    /// Who shares.
    #[schema(value_type = String)]
    owner_id: UserId,
    /// The name of who shares.
    owner_name: String,
    /// What visitors may do.
    permission: SharePermission,
    /// When it ends.
    expire_time: String,
    /// Days until then, begun ones included.
    expire_date: String,
    /// 0 it can be visited, 1 everything that it shows was thrown away.
    status: i64,
    /// Addition: the owner's words.
    comment: String,
}

impl CommonShareLink {
    pub(super) fn new(share: ShareView, now: Timestamp) -> Self {
        let left = share.expires_at.seconds().saturating_sub(now.seconds());
        let days = left.max(0).saturating_add(DAY - 1) / DAY;
        Self {
            share_id: share.id,
            short_url: share.short_id,
            share_time: share.created_at.rfc3339_millis(),
            owner_id: share.owner,
            owner_name: share.owner_name,
            permission: share.permission.into(),
            expire_time: share.expires_at.rfc3339_millis(),
            expire_date: days.to_string(),
            status: share.status as i64,
            comment: share.comment,
        }
    }
}

/// The link of a share.
pub(super) fn link_url(drive: &Drive, short_id: &str) -> String {
    format!("{}/s/{short_id}", drive.settings().public_url)
}

/// The name of a share: that of its one item, or of the first of several.
pub(super) fn display_name(share: &ShareView, locale: Locale) -> String {
    match share.items {
        0 | 1 => share.first_name.clone(),
        _ => Texts::get(locale)
            .text("share.several")
            .replace("{name}", &share.first_name),
    }
}

/// Whom a request names.
pub(super) fn targets(
    departments: Vec<DepartmentId>,
    groups: Vec<GroupId>,
    users: Vec<UserId>,
) -> Vec<(ShareTargetKind, i64)> {
    let departments = departments.into_iter().map(|id| id.0);
    let groups = groups.into_iter().map(|id| id.0);
    let users = users.into_iter().map(|id| id.0);
    let mut targets: Vec<_> = departments
        .map(|id| (ShareTargetKind::Department, id))
        .collect();
    targets.extend(groups.map(|id| (ShareTargetKind::Group, id)));
    targets.extend(users.map(|id| (ShareTargetKind::User, id)));
    targets
}

/// The end that a request asks for: days count before a time.
pub(super) fn expiry(days: Option<u32>, time: Option<String>) -> Result<Option<Expiry>> {
    match (days, time) {
        (Some(0) | None, None) => Ok(None),
        (Some(0) | None, Some(time)) => {
            let at = Timestamp::parse_rfc3339(&time);
            let at = at.ok_or_else(|| Error::parameter("expireTime"))?;
            Ok(Some(Expiry::At(at)))
        }
        (Some(days), _) => Ok(Some(Expiry::Days(days))),
    }
}

/// The extract code that a request asks for.
pub(super) fn code(given: Option<String>, make: Option<bool>, remove: Option<bool>) -> CodeChoice {
    match given {
        Some(code) => CodeChoice::Set(code),
        None if make == Some(true) => CodeChoice::Make,
        None if remove == Some(true) => CodeChoice::Remove,
        None => CodeChoice::Keep,
    }
}

/// The share whose link, or what it says, a request names.
pub(super) fn key(short_url: &str) -> ShareKey {
    let last = short_url.trim_end_matches('/').rsplit('/').next();
    ShareKey::Link(last.unwrap_or_default().to_owned())
}
