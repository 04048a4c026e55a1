//! 4.15.2: the caller's shares.

use super::file_info::{Linked, ShareFileInfo};
use super::views;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{page, sort};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SHARES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::shares::{ListShares, ListedShare};
use coffer_model::{Result, ShareId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Query (reference, table 4-318).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
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

/// A page of shares (reference, table 4-320).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListSharesResponse {
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// The shares.
    share_links: Vec<ShareByMeLink>,
}

/// A share of the caller (reference, table 4-321).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareByMeLink {
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
    /// What it shares.
    files: Vec<ShareFileInfo>,
    /// The name of the one item, or of the first of several.
    display_name: String,
    /// When it ends.
    expire_time: String,
    /// 0 it can be visited, 1 everything that it shows was thrown away, 2 it has ended.
    status: i64,
    /// Words for visitors.
    comment: String,
    /// Visits.
    view_cnt: u64,
    /// Files fetched.
    download_cnt: u64,
    /// Times that something was kept.
    save_cnt: u64,
    /// The space.
    container_id: String,
    /// Its name.
    container_name: String,
    /// What visitors may do.
    permission: views::SharePermission,
}

/// The caller's shares, by time (4.15.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/share",
    tag = TAG_SHARES,
    params(
        ("pageSize" = Option<u32>, Query, description = "Shares of a page, 1-100; 100 when absent."),
        ("pageCursor" = Option<String>, Query, description = "`nextCursor` of the page before; absent, empty or `0` for the first."),
        ("sortType" = Option<u8>, Query, description = "4 time of sharing."),
        ("sortDirection" = Option<u8>, Query, description = "1 the oldest first, 2 the newest first; 2 when absent."),
        ("displayName" = Option<String>, Query, description = "A part of the name.")
    ),
    responses((status = 200, body = Reply<ListSharesResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<ListSharesResponse>, Failed> {
    let ctx = &caller.ctx;
    let descending = sort::newest_first((request.sort_type, 4), request.sort_direction)?;
    let limit = page::size(request.page_size)?;
    let name = request.display_name.unwrap_or_default();
    let purpose = format!("shares {} {descending} {name}", ctx.user());
    let after = page::after(&koo, &purpose, request.page_cursor)?;
    let list = ListShares {
        name,
        descending,
        after: after.map(ShareId),
        limit,
    };
    let listed = koo.drive.list_shares(ctx, list).await?;
    let shares = listed.shares.into_iter();
    let response = ListSharesResponse {
        next_cursor: page::behind(&koo, &purpose, listed.next.map(|id| id.0))?,
        share_links: shares.map(|share| link(&koo, ctx, share)).collect(),
    };
    Ok(Reply::new(ctx.locale, response))
}

fn link(koo: &Koo, ctx: &Ctx, listed: ListedShare) -> ShareByMeLink {
    let share = listed.share;
    let container = Ids::of(&koo.drive).container(share.tenant, share.space);
    let linked = Linked {
        thumbnail: true,
        content: true,
    };
    let files = listed.files.into_iter().map(|node| {
        let parent = node.parent;
        ShareFileInfo::new(koo, &container, node, parent, linked, ctx.now)
    });
    ShareByMeLink {
        share_id: share.id,
        link_url: views::link_url(&koo.drive, &share.short_id),
        share_time: share.created_at.rfc3339_millis(),
        scope: share.scope as i64,
        files: files.collect(),
        display_name: views::display_name(&share, ctx.locale),
        expire_time: share.expires_at.rfc3339_millis(),
        status: share.status as i64,
        comment: share.comment,
        view_cnt: share.counts.views,
        download_cnt: share.counts.downloads,
        save_cnt: share.counts.saves,
        container_id: container,
        container_name: listed.space_name,
        permission: share.permission.into(),
        short_url: share.short_id,
    }
}
