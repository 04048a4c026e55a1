//! 4.15.3: one of the caller's shares.

use super::views::{self, SharePermission};
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SHARES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::shares::ShareDetail;
use coffer_core::{Ctx, Drive};
use coffer_model::ShareId;
use coffer_model::share::ShareTargetKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Path (reference, table 4-324).
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    /// The share.
    #[serde(rename = "shareId", deserialize_with = "lenient::one")]
    pub(super) share_id: ShareId,
}

/// A share (reference, table 4-326).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareDetailResponse {
    /// The share.
    share_link: ShareByMeLinkDetail,
}

/// Somebody whom a share names (reference, tables 4-328 to 4-330).
#[derive(Debug, Serialize, ToSchema)]
struct NamedTarget {
    /// The id.
    id: String,
    /// The name.
    name: String,
}

/// All of a share (reference, table 4-327).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareByMeLinkDetail {
    /// The share.
    #[schema(value_type = String)]
    share_id: ShareId,
    /// What the link says.
    short_url: String,
    /// The link.
    link_url: String,
    /// When it was made.
    share_time: String,
    /// 1 whoever has the link, 2 everybody of the tenant, 3 who is named.
    scope: i64,
    /// Departments that it names.
    depts: Vec<NamedTarget>,
    /// Groups that it names.
    groups: Vec<NamedTarget>,
    /// People whom it names.
    users: Vec<NamedTarget>,
    /// The name of the one item, or of the first of several.
    display_name: String,
    /// What visitors may do.
    permission: SharePermission,
    /// The extract code; empty when there is none.
    extract_code: String,
    /// When it ends.
    expire_time: String,
    /// 0 it can be visited, 1 everything that it shows was thrown away, 2 it has ended.
    status: i64,
    /// Words for visitors.
    comment: String,
}

impl ShareByMeLinkDetail {
    fn new(drive: &Drive, ctx: &Ctx, detail: ShareDetail) -> Self {
        let share = detail.share;
        let named = |kind: ShareTargetKind| {
            let targets = detail.targets.iter().filter(|target| target.kind == kind);
            let named = targets.map(|target| NamedTarget {
                id: target.id.to_string(),
                name: target.name.clone(),
            });
            named.collect()
        };
        Self {
            share_id: share.id,
            link_url: views::link_url(drive, &share.short_id),
            share_time: share.created_at.rfc3339_millis(),
            scope: share.scope as i64,
            depts: named(ShareTargetKind::Department),
            groups: named(ShareTargetKind::Group),
            users: named(ShareTargetKind::User),
            display_name: views::display_name(&share, ctx.locale),
            permission: share.permission.into(),
            extract_code: detail.extract_code.unwrap_or_default(),
            expire_time: share.expires_at.rfc3339_millis(),
            status: share.status as i64,
            comment: share.comment,
            short_url: share.short_id,
        }
    }
}

/// One of the caller's shares (4.15.3).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/share/{shareId}",
    tag = TAG_SHARES,
    params(("shareId" = String, Path, description = "The share.")),
    responses((status = 200, body = Reply<ShareDetailResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<ShareDetailResponse>, Failed> {
    let ctx = &caller.ctx;
    let detail = koo.drive.show_share(ctx, request.share_id).await?;
    let share_link = ShareByMeLinkDetail::new(&koo.drive, ctx, detail);
    Ok(Reply::new(ctx.locale, ShareDetailResponse { share_link }))
}
