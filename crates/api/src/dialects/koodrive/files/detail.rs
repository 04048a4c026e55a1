//! 4.13.1: everything about a file.

use crate::dialects::koodrive::auth::{Reading, UserOrAppCaller};
use crate::dialects::koodrive::dto::{EndpointUrl, User, content_url, media_type, properties};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::{Input, Params};
use axum::extract::State;
use coffer_core::files::Detail;
use coffer_core::{Ctx, Drive};
use coffer_model::node::NodeView;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Path {
    /// The file.
    #[serde(rename = "fileId")]
    #[param(rename = "fileId")]
    file_id: String,
}

/// Body (reference, table 4-249).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DetailRequest {
    /// The space.
    container_id: String,
}

/// A file (reference, table 4-250).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DetailResponse {
    /// The id.
    id: String,
    /// The name.
    file_name: String,
    /// The kind, 10 for folders.
    file_type: String,
    /// The media type.
    mime_type: String,
    /// What its creator says of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// Whether it is in the recycle bin.
    recycled: bool,
    /// Since when it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    recycled_time: Option<String>,
    /// The folder that holds it, or held it.
    parent_folder: Vec<String>,
    /// `createUser` and `lastEditUser`.
    properties: BTreeMap<&'static str, String>,
    /// The space.
    containers: Vec<String>,
    /// When it was made.
    created_time: String,
    /// When it was changed.
    edited_time: String,
    /// Who made it.
    owners: Vec<User>,
    /// Who changed it last.
    last_editor: User,
    /// The extension with its dot.
    file_suffix: String,
    /// Bytes; absent for folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    /// The content; empty for folders.
    attachments: Vec<AttachmentMetadata>,
}

/// A content (reference, table 4-252).
#[derive(Debug, Serialize, ToSchema)]
struct AttachmentMetadata {
    /// `content`.
    usage: &'static str,
    /// SHA-256 in hex.
    hash: String,
    /// SHA-256 in hex.
    sha256: String,
    /// Where it is.
    asset: AssetMetadata,
}

/// An asset (reference, table 4-253).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AssetMetadata {
    /// Id of the file's content over all versions.
    id: String,
    /// Id of this version.
    version_id: String,
    /// Number of this version, from 1.
    version: u64,
    /// The media type.
    mime_type: String,
    /// 0: it can be used.
    state: i64,
    /// When it was made.
    created_time: String,
    /// When it was changed.
    modified_time: String,
    /// The resource.
    resource: ResourceMetadata,
    /// `fileName` and `createdBy`.
    attributes: BTreeMap<&'static str, String>,
}

/// A resource (reference, table 4-254).
#[derive(Debug, Serialize, ToSchema)]
struct ResourceMetadata {
    /// Id of the stored bytes.
    id: String,
    /// How many.
    length: u64,
    /// Their SHA-256 in hex.
    sha256: String,
    /// The stored bytes, as the table names them.
    objects: Vec<SliceObjectMetadata>,
    /// The same, as the example of the reference names it.
    object: SliceObjectMetadata,
}

/// Stored bytes (reference, table 4-255).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SliceObjectMetadata {
    /// Their id.
    id: String,
    /// Where they begin in the file.
    start: u64,
    /// Where they are fetched; absent in the recycle bin.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_url: Option<EndpointUrl>,
}

/// Everything about a file or folder (4.13.1).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/{fileId}/detail",
    tag = TAG_FILES,
    params(Path),
    request_body = DetailRequest,
    responses((status = 200, body = Reply<DetailResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    Params(path): Params<Path>,
    Reading(caller): Reading<UserOrAppCaller>,
    Input(request): Input<DetailRequest>,
) -> Result<Reply<DetailResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let space = ids.read_container(&request.container_id)?;
    let detail = koo
        .drive
        .node_detail(&caller.ctx, space, ids.read_file(&path.file_id)?)
        .await?;
    Ok(Reply::new(
        caller.ctx.locale,
        response(&koo.drive, &caller.ctx, detail),
    ))
}

fn response(drive: &Drive, ctx: &Ctx, detail: Detail) -> DetailResponse {
    let Detail { node, space } = detail;
    let ids = Ids::of(drive);
    let folder = node.is_folder();
    DetailResponse {
        id: ids.node(&space, node.id),
        file_type: node.file_type.number().to_string(),
        mime_type: media_type(&node),
        description: node.description.clone(),
        recycled: node.recycled_at.is_some(),
        recycled_time: node
            .recycled_at
            .map(coffer_model::Timestamp::rfc3339_millis),
        parent_folder: node
            .parent
            .iter()
            .map(|parent| ids.node(&space, *parent))
            .collect(),
        properties: properties(&node),
        containers: vec![ids.container(space.tenant, space.id)],
        created_time: node.created_at.rfc3339_millis(),
        edited_time: node.edited_at.rfc3339_millis(),
        file_suffix: if folder {
            String::new()
        } else {
            node.name.suffix().to_owned()
        },
        size: (!folder).then_some(node.size),
        attachments: attachment(drive, ctx, &node).into_iter().collect(),
        file_name: node.name.as_str().to_owned(),
        owners: vec![User::new(node.creator, ctx.user())],
        last_editor: User::new(node.editor, ctx.user()),
    }
}

/// The content of a file, for who may fetch it: its digest would be as good as the content.
fn attachment(drive: &Drive, ctx: &Ctx, node: &NodeView) -> Option<AttachmentMetadata> {
    let content = node.fetchable()?;
    let digest = hex::encode(content.sha256);
    let live = node.recycled_at.is_none();
    let url = live.then(|| content_url(drive, content.version, node.name.as_str(), ctx.now));
    let slice = || SliceObjectMetadata {
        id: content.blob.to_string(),
        start: 0,
        download_url: url.clone().map(EndpointUrl::get),
    };
    Some(AttachmentMetadata {
        usage: "content",
        hash: digest.clone(),
        sha256: digest.clone(),
        asset: AssetMetadata {
            id: node.id.to_string(),
            version_id: content.version.to_string(),
            version: content.number,
            mime_type: node.media_type.clone(),
            state: 0,
            created_time: node.created_at.rfc3339_millis(),
            modified_time: content.created_at.rfc3339_millis(),
            resource: ResourceMetadata {
                id: content.blob.to_string(),
                length: node.size,
                sha256: digest,
                objects: vec![slice()],
                object: slice(),
            },
            attributes: BTreeMap::from([
                ("fileName", node.name.as_str().to_owned()),
                ("createdBy", node.creator.id.to_string()),
            ]),
        },
    })
}
