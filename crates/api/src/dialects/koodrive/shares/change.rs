//! 4.15.4: other settings for a share.

use super::show::Request;
use super::views::{self, SharePermission};
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SHARES};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use coffer_core::shares::ChangeShare;
use coffer_model::{DepartmentId, GroupId, ShareId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-334).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangeShareRequest {
    /// Departments. With any of the three lists, all three replace whom the share names.
    #[serde(default, deserialize_with = "lenient::list")]
    #[schema(value_type = Vec<String>)]
    dept_ids: Vec<DepartmentId>,
    /// Groups.
    #[serde(default, deserialize_with = "lenient::list")]
    #[schema(value_type = Vec<String>)]
    group_ids: Vec<GroupId>,
    /// People.
    #[serde(default, deserialize_with = "lenient::list")]
    #[schema(value_type = Vec<String>)]
    user_ids: Vec<UserId>,
    /// What visitors may do.
    #[serde(default)]
    permission: Option<SharePermission>,
    /// When it ends; looked at without `validDays`.
    #[serde(default, deserialize_with = "lenient::optional")]
    expire_time: Option<String>,
    /// Another extract code; what proved the one before ends.
    #[serde(default, deserialize_with = "lenient::optional")]
    extract_code: Option<String>,
    /// Addition: whether to make another extract code when none is given.
    #[serde(default, deserialize_with = "lenient::optional")]
    make_extract_code: Option<bool>,
    /// Addition: whether there is to be no extract code.
    #[serde(default, deserialize_with = "lenient::optional")]
    remove_extract_code: Option<bool>,
    /// Words for visitors.
    #[serde(default, deserialize_with = "lenient::optional")]
    comment: Option<String>,
    /// Days until it ends, from now; 0 or absent leaves it.
    #[serde(default, deserialize_with = "lenient::optional")]
    valid_days: Option<u32>,
}

/// The share (reference, table 4-336).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangeShareResponse {
    /// The share.
    share_link: ChangedShareLink,
}

/// A link (reference, table 4-337).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChangedShareLink {
    /// The share.
    #[schema(value_type = String)]
    share_id: ShareId,
    /// What the link says.
    short_url: String,
    /// The extract code; empty when there is none.
    extract_code: String,
    /// When it was made.
    create_time: String,
    /// When it was changed.
    update_time: String,
    /// When it ends.
    expire_time: String,
    /// The link.
    link_url: String,
    /// When it was made, again.
    share_time: String,
    /// 1 whoever has the link, 2 everybody of the tenant, 3 who is named.
    scope: i64,
    /// The name of the one item, or of the first of several.
    display_name: String,
    /// 0 it can be visited, 1 everything that it shows was thrown away, 2 it has ended.
    status: i64,
    /// Visits.
    view_cnt: String,
    /// Files fetched.
    download_cnt: String,
    /// Times that something was kept.
    save_cnt: String,
}

/// Changes a share of the caller (4.15.4).
#[utoipa::path(
    put,
    path = "/koodrive/ose/v1/share/{shareId}",
    tag = TAG_SHARES,
    params(("shareId" = String, Path, description = "The share.")),
    request_body = ChangeShareRequest,
    responses((status = 200, body = Reply<ChangeShareResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(path): Params<Request>,
    Input(request): Input<ChangeShareRequest>,
) -> Result<Reply<ChangeShareResponse>, Failed> {
    let ctx = &caller.ctx;
    let targets = views::targets(request.dept_ids, request.group_ids, request.user_ids);
    let change = ChangeShare {
        targets: (!targets.is_empty()).then_some(targets),
        permission: request.permission.unwrap_or_default().into(),
        code: views::code(
            request.extract_code,
            request.make_extract_code,
            request.remove_extract_code,
        ),
        expiry: views::expiry(request.valid_days, request.expire_time)?,
        comment: request.comment,
    };
    let changed = koo.drive.change_share(ctx, path.share_id, change).await?;
    let share = changed.share;
    let share_link = ChangedShareLink {
        share_id: share.id,
        extract_code: changed.extract_code.unwrap_or_default(),
        create_time: share.created_at.rfc3339_millis(),
        update_time: share.updated_at.rfc3339_millis(),
        expire_time: share.expires_at.rfc3339_millis(),
        link_url: views::link_url(&koo.drive, &share.short_id),
        share_time: share.created_at.rfc3339_millis(),
        scope: share.scope as i64,
        display_name: views::display_name(&share, ctx.locale),
        status: share.status as i64,
        view_cnt: share.counts.views.to_string(),
        download_cnt: share.counts.downloads.to_string(),
        save_cnt: share.counts.saves.to_string(),
        short_url: share.short_id,
    };
    Ok(Reply::new(ctx.locale, ChangeShareResponse { share_link }))
}
