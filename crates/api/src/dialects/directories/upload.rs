//! Addition: putting a file into a folder.

use super::auth::Caller;
use super::dto::FileItemResult;
use super::errors::FailureBody;
use super::ids;
use super::reply::Reply;
use super::{Failed, TAG_OURS, Tools};
use crate::kit::form_data::{Field, FormData};
use axum::extract::{Request, State};
use coffer_core::uploads::{AnnouncedPart, BeginUpload, Begun, MAX_PART};
use coffer_core::{Ctx, Drive, NodeRef};
use coffer_model::node::OnClash;
use coffer_model::{Code, Error, NodeId, Result};
use futures_util::StreamExt;
use utoipa::ToSchema;

/// The longest field that is no file, in bytes.
const MAX_TEXT: usize = 1_024;

/// Form.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "what the document says of the form")]
pub(super) struct UploadForm {
    /// The folder. Stands before the file.
    #[schema(rename = "dirId")]
    dir_id: String,
    /// Bytes of the file, for clients that do not know the length of the whole body or have fields behind
    /// the file. Stands before the file.
    size: Option<u64>,
    /// The file, at most 5 GiB, with its name.
    #[schema(value_type = String, format = Binary)]
    file: String,
}

/// Addition: puts a file into a folder. A name that is taken is refused.
#[utoipa::path(
    post,
    path = "/v1/files/upload",
    tag = TAG_OURS,
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Reply<FileItemResult>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    request: Request,
) -> Result<Reply<FileItemResult>, Failed> {
    let ctx = &caller.ctx;
    let (parts, body) = request.into_parts();
    let mut form = FormData::new(&parts.headers, body)?;
    let (folder, size, field) = read_fields(&tools.drive, ctx, &mut form).await?;
    let size = match size.or(field.length) {
        Some(size) => size,
        None => form
            .length()
            .await?
            .ok_or_else(|| Error::parameter("size"))?,
    };
    if size > MAX_PART {
        let limit = format!("0-{MAX_PART}");
        return Err(Error::new(Code::BodyTooLarge).with_limit(limit).into());
    }
    let name = field.file_name.ok_or_else(|| Error::parameter("file"))?;
    let begun = begin(&tools, ctx, folder, &name, size).await;
    let begun = begun.map_err(|error| match error.code() {
        Code::NameTaken => error.with_name(name).with_parameter("file"),
        _ => error,
    })?;
    let (space, node) = match begun {
        Begun::Open(upload) => {
            let stored = receive(&tools, ctx, &upload, size, form).await;
            if let Err(error) = stored {
                // Nobody can go on with it.
                tools.drive.give_up_upload(ctx, upload.node).await?;
                return Err(error.into());
            }
            (upload.space.id, upload.node)
        }
        Begun::Stored { space, node, .. } | Begun::Exists { space, node, .. } => (space.id, node),
        Begun::HeadKnown { .. } => return Err(Code::Internal.into()),
    };
    let detail = tools.drive.node_detail(ctx, space, node).await?;
    Ok(Reply::new(ctx, FileItemResult::of(&detail.node)))
}

/// What stands before the content of the file: the folder, perhaps the length, and the file's head.
async fn read_fields(
    drive: &Drive,
    ctx: &Ctx,
    form: &mut FormData,
) -> Result<(NodeId, Option<u64>, Field)> {
    let (mut folder, mut size) = (None, None);
    while let Some(field) = form.next_field().await? {
        match field.name.as_str() {
            "dirId" => folder = Some(form.text("dirId", MAX_TEXT).await?),
            "size" => {
                let text = form.text("size", MAX_TEXT).await?;
                size = Some(text.trim().parse().map_err(|_| Error::parameter("size"))?);
            }
            "file" => {
                let folder = folder.ok_or_else(|| Error::parameter("dirId"))?;
                return Ok((ids::node(drive, ctx, "dirId", &folder).await?, size, field));
            }
            _ => {}
        }
    }
    Err(Error::parameter("file"))
}

async fn begin(tools: &Tools, ctx: &Ctx, folder: NodeId, name: &str, size: u64) -> Result<Begun> {
    let space = tools.drive.space_of_node(ctx, folder).await?;
    // One part, however long: the bytes come in one piece.
    let part = AnnouncedPart {
        number: 1,
        length: size,
        offset: None,
        state: None,
    };
    let command = BeginUpload {
        space,
        parent: NodeRef::Id(folder),
        name: name.to_owned(),
        on_clash: OnClash::Refuse,
        file_type: None,
        media_type: None,
        description: String::new(),
        size,
        sha256: None,
        head_sha256: None,
        proof: None,
        parts: vec![part],
        created_at: None,
    };
    tools.drive.begin_upload(ctx, command).await
}

/// Stores the content and completes the file.
async fn receive(
    tools: &Tools,
    ctx: &Ctx,
    upload: &coffer_core::uploads::OpenUpload,
    size: u64,
    form: FormData,
) -> Result<()> {
    let drive = &tools.drive;
    let mut content = Box::pin(form.into_content());
    if size > 0 {
        drive
            .receive_part(upload.id, 1, size, content, drive.now())
            .await?;
    } else if content.next().await.is_some() {
        return Err(Code::UploadIncomplete.into());
    }
    drive.complete_upload(ctx, upload.node, None).await
}
