//! 4.16.2: a share of somebody else.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::shares::show::Request;
use crate::dialects::koodrive::shares::views::{self, SharePermission};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_RECEIVED};
use crate::kit::Params;
use axum::extract::State;
use coffer_model::{Result, ShareId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// A share of somebody else (reference, table 4-351).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct ReceivedShareResponse {
    /// The share.
    share_link: ShareWithMeLinkDetail,
}

/// All of a share that its readers are told (reference, table 4-352).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareWithMeLinkDetail {
    /// The share.
    #[schema(value_type = String)]
    share_id: ShareId,
    /// What the link says.
    short_url: String,
    /// The link.
    link_url: String,
    /// When it was made.
    share_time: String,
    /// Who shares.
    #[schema(value_type = String)]
    owner_id: UserId,
    /// The name of who shares.
    owner_name: String,
    /// The name of the one item, or of the first of several.
    display_name: String,
    /// What visitors may do.
    permission: SharePermission,
    /// When it ends.
    expire_time: String,
    /// 0 it can be visited, 1 everything that it shows was thrown away, 2 it has ended.
    status: i64,
    /// Words for visitors.
    comment: String,
}

/// A share that is in the caller's list of 4.16.1 (4.16.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/share/received/{shareId}",
    tag = TAG_RECEIVED,
    params(("shareId" = String, Path, description = "The share.")),
    responses((status = 200, body = Reply<ReceivedShareResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(in super::super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<ReceivedShareResponse>, Failed> {
    let ctx = &caller.ctx;
    let received = koo.drive.show_received_share(ctx, request.share_id).await?;
    let share = received.share;
    let share_link = ShareWithMeLinkDetail {
        share_id: share.id,
        link_url: views::link_url(&koo.drive, &share.short_id),
        share_time: share.created_at.rfc3339_millis(),
        owner_id: share.owner,
        display_name: views::display_name(&share, ctx.locale),
        permission: share.permission.into(),
        expire_time: share.expires_at.rfc3339_millis(),
        status: share.status as i64,
        comment: share.comment,
        owner_name: share.owner_name,
        short_url: share.short_id,
    };
    Ok(Reply::new(ctx.locale, ReceivedShareResponse { share_link }))
}
