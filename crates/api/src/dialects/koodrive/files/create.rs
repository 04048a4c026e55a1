//! 4.13.3: beginning an upload.

use super::fields;
use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::dto::{MAX_LINKS, MultiPartInfo};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::proof;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::uploads::{BeginUpload, Begun};
use coffer_model::file_type::FileType;
use coffer_model::space::SpaceView;
use coffer_model::{Error, Name, NodeId, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-261).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateFileRequest {
    /// When the file was made, `yyyy-MM-dd'T'HH:mm:ss'Z'`; now when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    created_time: Option<String>,
    /// Free text, at most 512 characters.
    #[serde(default, deserialize_with = "lenient::optional")]
    description: Option<String>,
    /// The media type; derived from the name when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    mime_type: Option<String>,
    /// The name, at most 250 characters.
    #[serde(deserialize_with = "lenient::one")]
    file_name: String,
    /// The kind; derived from the name when absent or unknown.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = String)]
    file_type: Option<String>,
    /// The folder, the first counts; `root` for the root.
    #[serde(deserialize_with = "lenient::list")]
    parent_folder: Vec<String>,
    /// SHA-256 of the content in hex.
    #[serde(default, deserialize_with = "lenient::optional")]
    sha256: Option<String>,
    /// Bytes, at most 200 GiB.
    #[serde(deserialize_with = "lenient::one")]
    length: u64,
    /// Always `multipart`.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = String)]
    upload_mode: Option<String>,
    /// Always 1.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = i64)]
    upload_type: Option<u8>,
    /// 2 append the time to a name that is taken (also when absent), 3 refuse, 4 answer the existing file
    /// when its content is the same, else as 2.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = i64)]
    auto_rename: Option<u8>,
    /// The parts; chosen by the server when absent.
    #[serde(default)]
    multi_parts: Option<Vec<MultiPartInfo>>,
    /// The space.
    container_id: String,
    /// SHA-256 of the first KiB in hex.
    #[serde(default, deserialize_with = "lenient::optional")]
    pre_hash: Option<String>,
    /// Base64 of the 8 bytes of the content that the access token points at.
    #[serde(default, deserialize_with = "lenient::optional")]
    proof_code: Option<String>,
}

/// The upload, or the file (reference, table 4-263).
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateFileResponse {
    /// The file's id; absent when nothing was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_id: Option<String>,
    /// Whether the content was known, so that the file is complete.
    rapid_upload: bool,
    /// The space.
    container_id: String,
    /// The name that the file has or will have.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    /// The upload; absent when there is nothing to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_id: Option<String>,
    /// The folder.
    parent_folder: Vec<String>,
    /// Whether a file of this name and content was there; nothing was made then.
    exist: bool,
    /// The parts to send, the first hundred; links to the others by 4.13.10.
    multi_parts: Vec<MultiPartInfo>,
    /// Whether content that begins so is known: worth a second call with `sha256` and `proofCode`.
    matched_pre_hash: bool,
}

/// Begins an upload (4.13.3).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/create",
    tag = TAG_FILES,
    request_body = CreateFileRequest,
    responses((status = 200, body = Reply<CreateFileResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserOrAppCaller,
    Input(request): Input<CreateFileRequest>,
) -> Result<Reply<CreateFileResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let command = command(request, ids, caller.proof_key())?;
    let begun = koo.drive.begin_upload(&caller.ctx, command).await;
    let begun = begun.map_err(|error| error.spell_node(|node| ids.file(node)))?;
    Ok(Reply::new(
        caller.ctx.locale,
        response(&koo, &caller.ctx, begun),
    ))
}

fn command(request: CreateFileRequest, ids: Ids<'_>, token: Option<&str>) -> Result<BeginUpload> {
    if request.upload_mode.is_some_and(|mode| mode != "multipart") {
        return Err(Error::parameter("uploadMode").with_limit("multipart"));
    }
    if request.upload_type.is_some_and(|kind| kind != 1) {
        return Err(Error::parameter("uploadType").with_limit(1));
    }
    let parent = request
        .parent_folder
        .first()
        .ok_or_else(|| Error::parameter("parentFolder"))?;
    let space = ids.read_container(&request.container_id)?;
    let parts = request.multi_parts.unwrap_or_default();
    let size = request.length;
    let kind = request
        .file_type
        .and_then(|number| number.trim().parse().ok());
    Ok(BeginUpload {
        space,
        parent: ids.read_target(space, parent)?,
        name: request.file_name,
        on_clash: fields::on_clash("autoRename", request.auto_rename, true)?,
        file_type: kind.and_then(FileType::from_number),
        media_type: fields::media_type(request.mime_type),
        description: fields::description(request.description)?,
        size,
        sha256: fields::digest("sha256", request.sha256.as_deref())?,
        head_sha256: fields::digest("preHash", request.pre_hash.as_deref())?,
        proof: request
            .proof_code
            .and_then(|code| proof::read(&code, token?, size)),
        parts: parts
            .iter()
            .map(MultiPartInfo::announced)
            .collect::<Result<_>>()?,
        created_at: fields::time("createdTime", request.created_time.as_deref())?,
    })
}

fn response(koo: &Koo, ctx: &Ctx, begun: Begun) -> CreateFileResponse {
    let ids = Ids::of(&koo.drive);
    let made = |node, name: &Name, parent, space: &SpaceView| CreateFileResponse {
        file_id: Some(ids.file(node)),
        file_name: Some(name.as_str().to_owned()),
        ..place(ids, space, parent)
    };
    match begun {
        Begun::Open(upload) => {
            let parts = upload.parts.into_iter().take(MAX_LINKS);
            let multi_parts = parts
                .map(|part| MultiPartInfo::planned(&koo.drive, ctx, upload.id, part))
                .collect();
            CreateFileResponse {
                upload_id: Some(upload.id.to_string()),
                multi_parts,
                ..made(upload.node, &upload.name, upload.parent, &upload.space)
            }
        }
        Begun::Stored {
            node,
            name,
            parent,
            space,
        } => CreateFileResponse {
            rapid_upload: true,
            ..made(node, &name, parent, &space)
        },
        Begun::Exists {
            node,
            name,
            parent,
            space,
        } => CreateFileResponse {
            exist: true,
            ..made(node, &name, parent, &space)
        },
        Begun::HeadKnown { space, parent } => CreateFileResponse {
            matched_pre_hash: true,
            ..place(ids, &space, parent)
        },
    }
}

fn place(ids: Ids<'_>, space: &SpaceView, parent: NodeId) -> CreateFileResponse {
    CreateFileResponse {
        container_id: ids.container(space.tenant, space.id),
        parent_folder: vec![ids.node(space, parent)],
        ..CreateFileResponse::default()
    }
}
