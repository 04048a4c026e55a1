//! 4.18.1: what has to do with the caller.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{DownloadLinkDto, page, sort};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::shares::file_info::Linked;
use crate::dialects::koodrive::shares::views;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_PORTAL};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::shares::{ListReceived, ReceivedShare};
use coffer_model::{Error, Result, ShareId, TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What was done: shared.
const SHARED: i64 = 1;

/// Query (reference, table 4-387).
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
    #[serde(default, deserialize_with = "lenient::optional")]
    related_type: Option<u8>,
}

/// A page of what has to do with the caller (reference, table 4-389).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct RelatedResponse {
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// The entries.
    related_to_me_infos: Vec<RelatedToMeRecord>,
    /// How many there are; 10,000 stands for more.
    total: u64,
}

/// Something that has to do with the caller (reference, table 4-390).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RelatedToMeRecord {
    /// The name of who did it.
    operator: String,
    /// 1 shared.
    operate_type: i64,
    /// When.
    operate_time: String,
    /// The share.
    #[schema(value_type = String)]
    id: ShareId,
    /// The name of the one item, or of the first of several.
    display_name: String,
    /// The folders and files; empty where the share has ended, or the reader did not prove its code.
    files: Vec<RelatedFile>,
    /// When the share ends.
    expire_time: String,
    /// 0 it can be visited, 1 everything that it shows was thrown away, 2 it has ended.
    status: i64,
    /// Who did it.
    #[schema(value_type = String)]
    operator_id: UserId,
    /// The space.
    container_id: String,
    /// The tenant.
    #[schema(value_type = String)]
    tenant_id: TenantId,
}

/// A folder or file (reference, table 4-391).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RelatedFile {
    /// The id.
    id: String,
    /// Bytes.
    size: String,
    /// The kind, 10 for folders.
    file_type: String,
    /// The content, and thumbnails of pictures, where the reader may have them.
    download_links: Vec<DownloadLinkDto>,
    /// Whether it is in the recycle bin.
    recycled: bool,
}

/// What has to do with the caller, by time (4.18.1): what others share with him.
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/related",
    tag = TAG_PORTAL,
    params(
        ("pageSize" = Option<u32>, Query, description = "Entries of a page, 1-100; 100 when absent."),
        ("pageCursor" = Option<String>, Query, description = "`nextCursor` of the page before; absent, empty or `0` for the first."),
        ("sortType" = Option<u8>, Query, description = "1 the time when it was done."),
        ("sortDirection" = Option<u8>, Query, description = "1 the oldest first, 2 the newest first; 2 when absent."),
        ("displayName" = Option<String>, Query, description = "A part of the name."),
        ("relatedType" = Option<String>, Query, description = "0 or nothing for everything, 1 what others share; nothing else is there by now.")
    ),
    responses((status = 200, body = Reply<RelatedResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(in super::super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<RelatedResponse>, Failed> {
    let ctx = &caller.ctx;
    if !matches!(request.related_type, None | Some(0 | 1)) {
        return Err(Error::parameter("relatedType").with_limit("0-1").into());
    }
    let descending = sort::newest_first((request.sort_type, 1), request.sort_direction)?;
    let limit = page::size(request.page_size)?;
    let name = request.display_name.unwrap_or_default();
    let purpose = format!("related {} {descending} {name}", ctx.user());
    let after = page::after(&koo, &purpose, request.page_cursor)?;
    let list = ListReceived {
        name,
        descending,
        after: after.map(ShareId),
        limit,
        count: true,
    };
    let received = koo.drive.list_received_shares(ctx, list).await?;
    let shares = received.shares.into_iter();
    let response = RelatedResponse {
        next_cursor: page::behind(&koo, &purpose, received.next.map(|id| id.0))?,
        related_to_me_infos: shares.map(|share| record(&koo, ctx, share)).collect(),
        total: received.total,
    };
    Ok(Reply::new(ctx.locale, response))
}

fn record(koo: &Koo, ctx: &Ctx, received: ReceivedShare) -> RelatedToMeRecord {
    let ids = Ids::of(&koo.drive);
    let linked = Linked::from(&received);
    let share = received.share;
    let files = received.files.into_iter().map(|node| RelatedFile {
        id: ids.file(node.id),
        size: node.size.to_string(),
        file_type: node.file_type.number().to_string(),
        download_links: linked.links(koo, &node, ctx.now),
        recycled: node.recycled_at.is_some(),
    });
    RelatedToMeRecord {
        files: files.collect(),
        operate_type: SHARED,
        operate_time: share.created_at.rfc3339_millis(),
        id: share.id,
        display_name: views::display_name(&share, ctx.locale),
        expire_time: share.expires_at.rfc3339_millis(),
        status: share.status as i64,
        operator_id: share.owner,
        container_id: ids.container(share.tenant, share.space),
        tenant_id: share.tenant,
        operator: share.owner_name,
    }
}
