//! 4.16.1: what others share with the caller.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{page, sort};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::shares::file_info::{Linked, ShareFileInfo};
use crate::dialects::koodrive::shares::views::{self, SharePermission};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_RECEIVED};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::shares::{ListReceived, ReceivedShare};
use coffer_model::{Result, ShareId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Query (reference, table 4-342).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct Request {
    #[serde(default, deserialize_with = "lenient::optional")]
    page_size: Option<u32>,
    #[serde(default, deserialize_with = "lenient::optional")]
    page_cursor: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional")]
    sort_type: Option<u8>,
    #[serde(default, deserialize_with = "lenient::optional")]
    sort_direction: Option<u8>,
    #[serde(default, deserialize_with = "lenient::optional")]
    display_name: Option<String>,
}

/// A page of shares of others (reference, table 4-344).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct ListReceivedResponse {
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// The shares.
    share_links: Vec<ShareWithMeLink>,
}

/// A share of somebody else (reference, table 4-345).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareWithMeLink {
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
    /// What it shares; empty where it has ended, or the reader did not prove its extract code.
    files: Vec<ShareFileInfo>,
    /// What visitors may do.
    permission: SharePermission,
    /// When it ends.
    expire_time: String,
    /// 0 it can be visited, 1 everything that it shows was thrown away, 2 it has ended.
    status: i64,
    /// Words for visitors.
    comment: String,
    /// The space.
    container_id: String,
    /// Files fetched.
    download_cnt: u64,
    /// Times that something was kept.
    save_cnt: u64,
    /// 1 whoever has the link, 2 everybody of the tenant, 3 who is named.
    scope: String,
    /// When its settings were changed.
    update_time: String,
    /// Visits.
    view_cnt: String,
}

/// What others share with the caller, by time (4.16.1): shares that name the caller, and those for
/// everybody whose link the caller followed.
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/share/received",
    tag = TAG_RECEIVED,
    params(
        ("pageSize" = Option<u32>, Query, description = "Shares of a page, 1-100; 100 when absent."),
        ("pageCursor" = Option<String>, Query, description = "`nextCursor` of the page before; absent, empty or `0` for the first."),
        ("sortType" = Option<u8>, Query, description = "4 time of sharing."),
        ("sortDirection" = Option<u8>, Query, description = "1 the oldest first, 2 the newest first; 2 when absent."),
        ("displayName" = Option<String>, Query, description = "A part of the name.")
    ),
    responses((status = 200, body = Reply<ListReceivedResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(in super::super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<ListReceivedResponse>, Failed> {
    let ctx = &caller.ctx;
    let descending = sort::newest_first((request.sort_type, 4), request.sort_direction)?;
    let limit = page::size(request.page_size)?;
    let name = request.display_name.unwrap_or_default();
    let purpose = format!("received {} {descending} {name}", ctx.user());
    let after = page::after(&koo, &purpose, request.page_cursor)?;
    let list = ListReceived {
        name,
        descending,
        after: after.map(ShareId),
        limit,
        count: false,
    };
    let received = koo.drive.list_received_shares(ctx, list).await?;
    let shares = received.shares.into_iter();
    let response = ListReceivedResponse {
        next_cursor: page::behind(&koo, &purpose, received.next.map(|id| id.0))?,
        share_links: shares.map(|share| link(&koo, ctx, share)).collect(),
    };
    Ok(Reply::new(ctx.locale, response))
}

fn link(koo: &Koo, ctx: &Ctx, received: ReceivedShare) -> ShareWithMeLink {
    let linked = Linked::from(&received);
    let share = received.share;
    let container = Ids::of(&koo.drive).container(share.tenant, share.space);
    let files = received.files.into_iter();
    // The folder that holds what is shared is not shared.
    let files = files.map(|node| ShareFileInfo::new(koo, &container, node, None, linked, ctx.now));
    ShareWithMeLink {
        files: files.collect(),
        share_id: share.id,
        link_url: views::link_url(&koo.drive, &share.short_id),
        share_time: share.created_at.rfc3339_millis(),
        owner_id: share.owner,
        display_name: views::display_name(&share, ctx.locale),
        permission: share.permission.into(),
        expire_time: share.expires_at.rfc3339_millis(),
        status: share.status as i64,
        container_id: container,
        download_cnt: share.counts.downloads,
        save_cnt: share.counts.saves,
        scope: (share.scope as i64).to_string(),
        update_time: share.updated_at.rfc3339_millis(),
        view_cnt: share.counts.views.to_string(),
        comment: share.comment,
        owner_name: share.owner_name,
        short_url: share.short_id,
    }
}
