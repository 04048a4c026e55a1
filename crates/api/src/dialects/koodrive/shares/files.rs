//! 4.17.4: what a share shows.

use super::views::{self, CommonShareLink};
use crate::dialects::koodrive::auth::ShareVisitor;
use crate::dialects::koodrive::dto::{inline_url, page, sort, thumbnail_url};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::files::listing::{read_place, write_place};
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_VISITS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::Drive;
use coffer_core::shares::ListShareFiles;
use coffer_model::node::{NodeView, SortField};
use coffer_model::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-370).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareFilesRequest {
    /// What the link says, or the link.
    #[serde(deserialize_with = "lenient::one")]
    short_url: String,
    /// A folder in the share; what is shared itself when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    parent_folder: Option<String>,
    /// Entries of a page, 1-100; 100 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    page_size: Option<u32>,
    /// `nextCursor` of the page before; absent, empty or `0` for the first.
    #[serde(default, deserialize_with = "lenient::optional")]
    page_cursor: Option<String>,
    /// 1 name, 2 size, 4 time of change; 4 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    sort_type: Option<u8>,
    /// 1 ascending, 2 descending; 2 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    sort_direction: Option<u8>,
    /// The proof of the extract code (4.17.3).
    #[serde(
        default,
        rename = "kdtoken",
        alias = "kdstoken",
        alias = "kdStoken",
        deserialize_with = "lenient::optional"
    )]
    proof: Option<String>,
    /// Whether this counts as a visit; when absent, the first page of what is shared does.
    #[serde(default, deserialize_with = "lenient::optional")]
    refresh_count: Option<bool>,
    /// A part of the name.
    #[serde(default, deserialize_with = "lenient::optional")]
    file_name: Option<String>,
}

impl ShareFilesRequest {
    fn order(&self) -> Result<(SortField, bool)> {
        let sort = match self.sort_type {
            Some(1) => SortField::Name,
            Some(2) => SortField::Size,
            None | Some(4) => SortField::Edited,
            Some(_) => return Err(Error::parameter("sortType").with_limit("1 | 2 | 4")),
        };
        let descending = sort::descending(self.sort_direction)?;
        Ok((sort, descending.unwrap_or(true)))
    }
}

/// A page of files (reference, table 4-371).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareFilesResponse {
    /// Where the next page begins; absent on the last. With `fileName`, pages may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// The share.
    link: CommonShareLink,
    /// The files.
    files: Vec<ShareFile>,
}

/// A folder or file of a share (reference, table 4-374).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareFile {
    /// The id.
    id: String,
    /// The name.
    file_name: String,
    /// The kind, 10 for folders.
    file_type: String,
    /// The folder of the share that holds it; empty for what is shared itself.
    parent_folder: Vec<String>,
    /// The extension with its dot.
    file_suffix: String,
    /// Bytes.
    size: u64,
    /// The space.
    containers: Vec<String>,
    /// The thumbnail of a picture, where visitors may look.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_links: Option<String>,
    /// When it was changed.
    edited_time: String,
    /// Addition: a link that shows the file, for an hour, where visitors may look.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview_url: Option<String>,
}

/// What a share shows (4.17.4).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/share/files",
    tag = TAG_VISITS,
    request_body = ShareFilesRequest,
    security((), ("token" = [])),
    responses((status = 200, body = Reply<ShareFilesResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    ShareVisitor(visitor): ShareVisitor,
    Input(request): Input<ShareFilesRequest>,
) -> Result<Reply<ShareFilesResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let (sort, descending) = request.order()?;
    let key = views::key(&request.short_url);
    let folder = request.parent_folder.as_deref();
    let folder = folder.map(|id| ids.read_file(id)).transpose()?;
    let name = request.file_name.unwrap_or_default();
    let purpose = format!("share files {key:?} {folder:?} {sort:?} {descending} {name}");
    let cursor = request.page_cursor.filter(|cursor| cursor != "0");
    let after = cursor.map(|cursor| read_place(&koo, &purpose, &cursor));
    let after = after.transpose()?;
    let limit = page::size(request.page_size)?;
    let first = folder.is_none() && after.is_none();
    let list = ListShareFiles {
        key,
        proof: request.proof,
        folder,
        name,
        sort,
        descending,
        after,
        limit,
        count: request.refresh_count.unwrap_or(first),
    };
    let page = koo.drive.list_share_files(&visitor, list).await?;
    let next_cursor = page.next.map(|place| write_place(&koo, &purpose, &place));
    let container = ids.container(page.space.tenant, page.space.id);
    let preview = page.share.permission.preview;
    let files = page.entries.into_iter().map(|node| {
        let parent = folder.map(|folder| ids.file(folder));
        let links = preview.then(|| links(&koo.drive, &node, visitor.now));
        file(node, parent, &container, links.unwrap_or_default(), ids)
    });
    let response = ShareFilesResponse {
        next_cursor: next_cursor.transpose()?,
        files: files.collect(),
        link: CommonShareLink::new(page.share, visitor.now),
    };
    Ok(Reply::new(visitor.locale, response))
}

/// The links that show a file: its thumbnail, and all of it.
fn links(drive: &Drive, node: &NodeView, now: Timestamp) -> (Option<String>, Option<String>) {
    let content = node.viewable();
    let whole = content.map(|content| inline_url(drive, content.version, node.name.as_str(), now));
    (thumbnail_url(drive, node, now), whole)
}

fn file(
    node: NodeView,
    parent: Option<String>,
    container: &str,
    (thumbnail, whole): (Option<String>, Option<String>),
    ids: Ids<'_>,
) -> ShareFile {
    ShareFile {
        id: ids.file(node.id),
        file_name: node.name.as_str().to_owned(),
        file_type: node.file_type.number().to_string(),
        parent_folder: parent.into_iter().collect(),
        file_suffix: if node.is_folder() {
            String::new()
        } else {
            node.name.suffix().to_owned()
        },
        size: node.size,
        containers: vec![container.to_owned()],
        download_links: thumbnail,
        edited_time: node.edited_at.rfc3339_millis(),
        preview_url: whole,
    }
}
