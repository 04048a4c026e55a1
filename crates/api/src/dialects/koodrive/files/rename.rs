//! 4.13.6: renaming.

use super::fields;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use coffer_core::files::Rename;
use coffer_model::Result;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Path {
    /// The file or folder.
    #[serde(rename = "fileId")]
    #[param(rename = "fileId")]
    file_id: String,
}

/// Body (reference, table 4-274).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RenameRequest {
    /// The space.
    container_id: String,
    /// The new name, at most 250 characters.
    #[serde(deserialize_with = "lenient::one")]
    name: String,
    /// 2 append the time to a name that is taken (also when absent), 3 refuse.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = i64)]
    rename_mode: Option<u8>,
}

/// Renames a file or folder (4.13.6).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/rename/{fileId}",
    tag = TAG_FILES,
    params(Path),
    request_body = RenameRequest,
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    Params(path): Params<Path>,
    caller: UserCaller,
    Input(request): Input<RenameRequest>,
) -> Result<Reply<Nothing>, Failed> {
    let ids = Ids::of(&koo.drive);
    let command = Rename {
        space: ids.read_container(&request.container_id)?,
        node: ids.read_file(&path.file_id)?,
        name: request.name,
        on_clash: fields::on_clash("renameMode", request.rename_mode, false)?,
    };
    let renamed = koo.drive.rename(&caller.ctx, command).await;
    renamed.map_err(|error| error.spell_node(|node| ids.file(node)))?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
