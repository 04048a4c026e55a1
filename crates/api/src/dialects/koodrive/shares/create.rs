//! 4.15.1: sharing.

use super::views::{self, SharePermission};
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SHARES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::shares::CreateShare;
use coffer_model::share::ShareScope;
use coffer_model::{DepartmentId, Error, GroupId, Result, ShareId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-314).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateShareRequest {
    /// 1 whoever has the link, 2 everybody of the tenant, 3 who is named.
    #[serde(deserialize_with = "lenient::one")]
    scope: i64,
    /// Departments, with those below them.
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
    /// Folders and files, 1-100.
    #[serde(deserialize_with = "lenient::list")]
    file_ids: Vec<String>,
    /// The space that they are in.
    container_id: String,
    /// What visitors may do.
    #[serde(default)]
    permission: Option<SharePermission>,
    /// The extract code, eight letters and digits; none when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    extract_code: Option<String>,
    /// Addition: whether to make an extract code when none is given.
    #[serde(default, deserialize_with = "lenient::optional")]
    make_extract_code: Option<bool>,
    /// When it ends, at most 365 days from now; looked at without `validDays`.
    #[serde(default, deserialize_with = "lenient::optional")]
    expire_time: Option<String>,
    /// Words for visitors, under 512 characters.
    #[serde(default, deserialize_with = "lenient::optional")]
    comment: Option<String>,
    /// Days until it ends, 1-365.
    #[serde(default, deserialize_with = "lenient::optional")]
    valid_days: Option<u32>,
    /// Not looked at: the reference names no values.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[expect(dead_code, reason = "in the document, because the reference has it")]
    expired_type: Option<String>,
}

/// The new share (reference, table 4-316).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateShareResponse {
    /// The share.
    share_link: NewShareLink,
}

/// A link (reference, table 4-317).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewShareLink {
    /// The share.
    #[schema(value_type = String)]
    share_id: ShareId,
    /// What the link says.
    short_url: String,
    /// The link.
    link_url: String,
    /// The extract code; empty when there is none.
    extract_code: String,
    /// Words for visitors.
    comment: String,
    /// When it ends.
    expire_time: String,
}

/// Shares folders and files (4.15.1).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/share",
    tag = TAG_SHARES,
    request_body = CreateShareRequest,
    responses((status = 200, body = Reply<CreateShareResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<CreateShareRequest>,
) -> Result<Reply<CreateShareResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let scope = ShareScope::from_number(request.scope)
        .ok_or_else(|| Error::parameter("scope").with_limit("1-3"))?;
    let expiry = views::expiry(request.valid_days, request.expire_time)?
        .ok_or_else(|| Error::parameter("validDays").with_limit("1-365"))?;
    let items: Result<Vec<_>> = request
        .file_ids
        .iter()
        .map(|id| ids.read_file(id))
        .collect();
    let command = CreateShare {
        space: ids.read_container(&request.container_id)?,
        items: items?,
        scope,
        targets: views::targets(request.dept_ids, request.group_ids, request.user_ids),
        permission: request.permission.unwrap_or_default().into(),
        code: views::code(request.extract_code, request.make_extract_code, None),
        expiry,
        comment: request.comment.unwrap_or_default(),
    };
    let made = koo.drive.create_share(&caller.ctx, command).await?;
    let share = made.share;
    let share_link = NewShareLink {
        share_id: share.id,
        link_url: views::link_url(&koo.drive, &share.short_id),
        short_url: share.short_id,
        extract_code: made.extract_code.unwrap_or_default(),
        comment: share.comment,
        expire_time: share.expires_at.rfc3339_millis(),
    };
    Ok(Reply::new(
        caller.ctx.locale,
        CreateShareResponse { share_link },
    ))
}
