//! 4.15.2: the caller's shares.

use super::views;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{
    DownloadLinkDto, content_url, media_type, page, thumbnail_url,
};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SHARES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::shares::{ListShares, ListedShare};
use coffer_model::node::NodeView;
use coffer_model::{Error, Result, ShareId, Timestamp};
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

/// Something that is shared (reference, table 4-322).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareFileInfo {
    /// The id.
    id: String,
    /// The name.
    file_name: String,
    /// The kind, 10 for folders.
    file_type: String,
    /// The media type.
    content_type: String,
    /// The media type again, as the reference's example has it.
    mime_type: String,
    /// Bytes.
    size: u64,
    /// The folder that holds it.
    parent_folder: Vec<String>,
    /// The extension with its dot.
    file_suffix: String,
    /// The space.
    containers: Vec<String>,
    /// The content, and thumbnails of pictures.
    download_links: Vec<DownloadLinkDto>,
    /// Whether it is in the recycle bin.
    recycled: bool,
}

/// The caller's shares, by time (4.15.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/share",
    tag = TAG_SHARES,
    params(
        ("pageSize" = Option<u32>, Query, description = "Shares of a page, 1..=100; 100 when absent."),
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
    if !matches!(request.sort_type, None | Some(4)) {
        return Err(Error::parameter("sortType").with_limit("4").into());
    }
    let descending = match request.sort_direction {
        None | Some(2) => true,
        Some(1) => false,
        Some(_) => return Err(Error::parameter("sortDirection").with_limit("1..=2").into()),
    };
    let limit = page::limit(request.page_size).map_err(|_| Error::parameter("pageSize"))?;
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
    let files = listed.files.into_iter();
    ShareByMeLink {
        share_id: share.id,
        link_url: views::link_url(&koo.drive, &share.short_id),
        share_time: share.created_at.rfc3339_millis(),
        scope: share.scope as i64,
        files: files
            .map(|node| file(koo, &container, node, ctx.now))
            .collect(),
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

fn file(koo: &Koo, container: &str, node: NodeView, now: Timestamp) -> ShareFileInfo {
    let ids = Ids::of(&koo.drive);
    let folder = node.is_folder();
    let thumbnail = thumbnail_url(&koo.drive, &node, now);
    let live = node.content.as_ref().filter(|_| node.recycled_at.is_none());
    let content = live.map(|content| {
        let name = node.name.as_str();
        DownloadLinkDto::content(content_url(&koo.drive, content.version, name, now))
    });
    ShareFileInfo {
        id: ids.file(node.id),
        file_type: node.file_type.number().to_string(),
        content_type: media_type(&node),
        mime_type: media_type(&node),
        size: node.size,
        parent_folder: node
            .parent
            .map(|parent| ids.file(parent))
            .into_iter()
            .collect(),
        file_suffix: if folder {
            String::new()
        } else {
            node.name.suffix().to_owned()
        },
        containers: vec![container.to_owned()],
        download_links: content
            .into_iter()
            .chain(thumbnail.map(DownloadLinkDto::thumbnail))
            .collect(),
        recycled: node.recycled_at.is_some(),
        file_name: node.name.as_str().to_owned(),
    }
}
