//! 4.13.5: links to download from.

use crate::dialects::koodrive::auth::{Reading, UserOrAppCaller};
use crate::dialects::koodrive::dto::{content_url, inline_url};
use crate::dialects::koodrive::errors::{self, FailureBody};
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Reply, success};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::files::DownloadLink;
use coffer_core::{Ctx, Drive};
use coffer_model::{Error, NodeId, Result, Timestamp, VersionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Ids of one call.
const MAX_IDS: usize = 100;

/// Body (reference, table 4-269).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DownloadRequest {
    /// The space.
    container_id: String,
    /// The files, 1-100.
    #[serde(deserialize_with = "lenient::list")]
    file_ids: Vec<String>,
    /// Addition: whether the links show the files in a browser instead of saving them.
    #[serde(default, deserialize_with = "lenient::optional")]
    inline: Option<bool>,
}

/// The links (reference, table 4-270).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DownloadResponse {
    /// 0 some have a link, 1 all, 2 none.
    batch_code: i64,
    /// An entry for each file, in the order of the call.
    downloads: Vec<DownloadInfoResponse>,
}

/// One link (reference, table 4-271).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DownloadInfoResponse {
    /// The file.
    file_id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    /// The link, valid for an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// `0`, or the number of what is in the way.
    code: String,
    /// The same in words.
    msg: String,
}

/// Links to download files from (4.13.5).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/download",
    tag = TAG_FILES,
    request_body = DownloadRequest,
    responses((status = 200, body = Reply<DownloadResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    Reading(caller): Reading<UserOrAppCaller>,
    Input(request): Input<DownloadRequest>,
) -> Result<Reply<DownloadResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let space = ids.read_container(&request.container_id)?;
    if request.file_ids.is_empty() || request.file_ids.len() > MAX_IDS {
        return Err(Error::parameter("fileIds")
            .with_limit(format!("1-{MAX_IDS}"))
            .into());
    }
    let nodes: Vec<Result<NodeId>> = request
        .file_ids
        .iter()
        .map(|id| ids.read_file(id))
        .collect();
    let known: Vec<NodeId> = nodes
        .iter()
        .filter_map(|node| node.as_ref().ok().copied())
        .collect();
    let mut links = koo
        .drive
        .download_links(&caller.ctx, space, known)
        .await?
        .into_iter();
    let url = if request.inline.unwrap_or(false) {
        inline_url
    } else {
        content_url
    };
    let downloads: Vec<DownloadInfoResponse> = request
        .file_ids
        .into_iter()
        .zip(nodes)
        .map(|(file_id, node)| {
            let link = node.and_then(|node| links.next().unwrap_or_else(|| Err(missing(node))));
            entry(&koo, &caller.ctx, file_id, link, url)
        })
        .collect();
    let failed = downloads.iter().filter(|entry| entry.url.is_none()).count();
    let batch_code = match failed {
        0 => 1,
        all if all == downloads.len() => 2,
        _ => 0,
    };
    Ok(Reply::new(
        caller.ctx.locale,
        DownloadResponse {
            batch_code,
            downloads,
        },
    ))
}

fn missing(node: NodeId) -> Error {
    Error::new(coffer_model::Code::NodeNotFound).with_node(node)
}

fn entry(
    koo: &Koo,
    ctx: &Ctx,
    file_id: String,
    link: Result<DownloadLink>,
    url: fn(&Drive, VersionId, &str, Timestamp) -> String,
) -> DownloadInfoResponse {
    match link {
        Ok(link) => DownloadInfoResponse {
            file_id,
            url: Some(url(&koo.drive, link.version, link.name.as_str(), ctx.now)),
            file_name: Some(link.name.as_str().to_owned()),
            code: "0".to_owned(),
            msg: success(ctx.locale).to_owned(),
        },
        Err(error) => DownloadInfoResponse {
            file_id,
            file_name: None,
            url: None,
            code: errors::number(error.code()).1.to_string(),
            msg: error.message(ctx.locale),
        },
    }
}
