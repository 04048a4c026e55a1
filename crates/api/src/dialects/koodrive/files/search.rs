//! 4.13.8: finding files.

mod conditions;

use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::dto::paths;
use crate::dialects::koodrive::dto::{DownloadLinkDto, thumbnail_url};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::files::{FoundNode, Hit};
use coffer_model::space::SpaceKind;
use coffer_model::{Error, NodeId, Result};
use conditions::{Filter, SearchPageInfo, SearchSortInfo};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-280).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SearchRequest {
    /// `personal` or `team`.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = String)]
    search_type: Option<String>,
    /// The page.
    #[serde(default)]
    #[schema(value_type = SearchPageInfo)]
    page_info: Option<SearchPageInfo>,
    /// Conditions.
    #[serde(default)]
    filter: Option<Filter>,
    /// The order.
    #[serde(default)]
    sort_info: Option<SearchSortInfo>,
    /// Whether to look into the recycle bin instead.
    #[serde(default, deserialize_with = "lenient::optional")]
    recycled: Option<bool>,
    /// Whether to look below the folders of `parentFolder`.
    #[serde(default, deserialize_with = "lenient::optional")]
    recursived: Option<bool>,
}

/// The hits (reference, table 4-284).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SearchResponse {
    /// The hits of this page.
    files: Vec<FoundFile>,
    /// How many there are in all; exact up to 10,000.
    total: u32,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_cursor: Option<String>,
}

/// A hit (reference, table 4-285).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = files)]
struct FoundFile {
    /// The id.
    id: String,
    /// The extension with its dot.
    file_suffix: String,
    /// The name.
    file_name: String,
    /// The kind, 10 for folders.
    file_type: String,
    /// Bytes.
    size: String,
    /// When it was changed last.
    update_time: String,
    /// Names from the root on.
    name_path: String,
    /// Ids from the root on.
    id_path: String,
    /// Thumbnails of pictures.
    download_links: Vec<DownloadLinkDto>,
    /// The department or group.
    #[serde(skip_serializing_if = "Option::is_none")]
    team_name: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    team_id: Option<String>,
    /// The space.
    container_id: String,
    /// 0 department, 1 personal, 2 group.
    container_type: String,
    /// Whether the caller has starred it.
    favorite: bool,
    /// Who made it.
    owner: String,
}

/// Finds files by name and facts (4.13.8).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/search",
    tag = TAG_FILES,
    request_body = SearchRequest,
    responses((status = 200, body = Reply<SearchResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserOrAppCaller,
    Input(request): Input<SearchRequest>,
) -> Result<Reply<SearchResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let page = request.page_info.unwrap_or_default();
    let mut command = conditions::command(
        ids,
        request.search_type.as_deref(),
        request.filter.unwrap_or_default(),
    )?;
    command.recycled = request.recycled.unwrap_or(false);
    command.recursive = request.recursived.unwrap_or(false);
    command.order = request
        .sort_info
        .unwrap_or_default()
        .order(command.recycled)?;
    command.limit = page.limit()?;
    let purpose = format!("search {} {command:?}", caller.ctx.user());
    command.after = page
        .cursor()
        .map(|cursor| read_hit(&koo, &purpose, cursor))
        .transpose()?;
    let found = koo.drive.search(&caller.ctx, command).await?;
    let next_page_cursor = found
        .next
        .map(|hit| write_hit(&koo, &purpose, &hit))
        .transpose()?;
    let files = found
        .nodes
        .into_iter()
        .map(|hit| file(&koo, &caller.ctx, hit))
        .collect();
    Ok(Reply::new(
        caller.ctx.locale,
        SearchResponse {
            files,
            total: found.total,
            next_page_cursor,
        },
    ))
}

fn file(koo: &Koo, ctx: &Ctx, hit: FoundNode) -> FoundFile {
    let FoundNode { node, space, path } = hit;
    let ids = Ids::of(&koo.drive);
    let (id_path, name_path) = paths(ids, &space, &path);
    let team = space.kind != SpaceKind::Personal;
    let thumbnail = thumbnail_url(&koo.drive, &node, ctx.now);
    FoundFile {
        id: ids.node(&space, node.id),
        file_suffix: if node.is_folder() {
            String::new()
        } else {
            node.name.suffix().to_owned()
        },
        file_type: node.file_type.number().to_string(),
        size: node.size.to_string(),
        update_time: node.edited_at.rfc3339_millis(),
        name_path,
        id_path,
        download_links: thumbnail
            .map(DownloadLinkDto::thumbnail)
            .into_iter()
            .collect(),
        team_id: team.then(|| space.owner.to_string()),
        container_id: ids.container(space.tenant, space.id),
        container_type: (space.kind as i64).to_string(),
        team_name: team.then_some(space.name),
        favorite: node.favourite,
        owner: node.creator.name,
        file_name: node.name.as_str().to_owned(),
    }
}

fn write_hit(koo: &Koo, purpose: &str, hit: &Hit) -> Result<String> {
    koo.cursors.encode(
        purpose,
        &[&hit.id.0.to_be_bytes(), hit.value.as_slice()].concat(),
    )
}

fn read_hit(koo: &Koo, purpose: &str, cursor: &str) -> Result<Hit> {
    let wrong = || Error::parameter("pageCursor");
    let payload = koo.cursors.decode(purpose, cursor).map_err(|_| wrong())?;
    let (id, value) = payload.split_first_chunk().ok_or_else(wrong)?;
    Ok(Hit {
        value: value.to_vec(),
        id: NodeId(i64::from_be_bytes(*id)),
    })
}
