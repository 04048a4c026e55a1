//! 4.13.2: making a folder.

use super::fields;
use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::dto::folder_media_type;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::NodeRef;
use coffer_core::files::CreateFolder;
use coffer_model::file_type::FileType;
use coffer_model::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-258).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MakeDirectoryRequest {
    /// When the folder was made, `yyyy-MM-ddTHH:mm:ss.sssZ`; now when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    created_time: Option<String>,
    /// Free text, at most 512 characters.
    #[serde(default, deserialize_with = "lenient::optional")]
    description: Option<String>,
    /// Taken and not needed: folders have a media type of their own.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[expect(
        dead_code,
        reason = "part of the protocol; a folder's media type is fixed"
    )]
    mime_type: Option<String>,
    /// When it was changed; now when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    edited_time: Option<String>,
    /// The name, at most 250 characters.
    #[serde(deserialize_with = "lenient::one")]
    file_name: String,
    /// Always 10.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = String)]
    file_type: Option<i64>,
    /// The folder that will hold it, the first counts; the root when absent.
    #[serde(default, deserialize_with = "lenient::list")]
    parent_folder: Vec<String>,
    /// The space.
    container_id: String,
    /// 2 append the time to a name that is taken (also when absent), 3 refuse.
    #[serde(default, deserialize_with = "lenient::optional")]
    rename_mode: Option<u8>,
}

/// The folder (reference, table 4-259).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MakeDirectoryResponse {
    /// The id.
    id: String,
    /// The name that it got.
    file_name: String,
    /// The media type of folders.
    mime_type: String,
}

/// Makes a folder (4.13.2).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/directory",
    tag = TAG_FILES,
    request_body = MakeDirectoryRequest,
    responses((status = 200, body = Reply<MakeDirectoryResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserOrAppCaller,
    Input(request): Input<MakeDirectoryRequest>,
) -> Result<Reply<MakeDirectoryResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let command = command(request, ids)?;
    let made = koo.drive.create_folder(&caller.ctx, command).await;
    let (id, name) = made.map_err(|error| error.spell_node(|node| ids.file(node)))?;
    let response = MakeDirectoryResponse {
        id: ids.file(id),
        file_name: name.as_str().to_owned(),
        mime_type: folder_media_type(),
    };
    Ok(Reply::new(caller.ctx.locale, response))
}

fn command(request: MakeDirectoryRequest, ids: Ids<'_>) -> Result<CreateFolder> {
    if request
        .file_type
        .is_some_and(|number| number != FileType::Folder.number())
    {
        return Err(Error::parameter("fileType").with_limit(FileType::Folder.number()));
    }
    let space = ids.read_container(&request.container_id)?;
    let parent = match request
        .parent_folder
        .first()
        .filter(|parent| !parent.is_empty())
    {
        Some(parent) => ids.read_target(space, parent)?,
        None => NodeRef::Root,
    };
    Ok(CreateFolder {
        space,
        parent,
        name: request.file_name,
        on_clash: fields::on_clash("renameMode", request.rename_mode, false)?,
        description: fields::description(request.description)?,
        created_at: fields::time("createdTime", request.created_time.as_deref())?,
        edited_at: fields::time("editedTime", request.edited_time.as_deref())?,
    })
}
