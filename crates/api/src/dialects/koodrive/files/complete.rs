//! 4.13.4: completing an upload.

use super::fields;
use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_model::{Code, Result};
use serde::Deserialize;
use utoipa::ToSchema;

/// Body (reference, table 4-266).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompleteFileRequest {
    /// The file.
    file_id: String,
    /// SHA-256 of the content in hex.
    #[serde(default, deserialize_with = "lenient::optional")]
    sha256: Option<String>,
}

/// Checks the content of an upload and makes the file visible (4.13.4).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/complete",
    tag = TAG_FILES,
    request_body = CompleteFileRequest,
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserOrAppCaller,
    Input(request): Input<CompleteFileRequest>,
) -> Result<Reply<Nothing>, Failed> {
    let ids = Ids::of(&koo.drive);
    let node = ids
        .read_file(&request.file_id)
        .map_err(|_| Code::UploadNotFound)?;
    let sha256 = fields::digest("sha256", request.sha256.as_deref())?;
    let completed = koo.drive.complete_upload(&caller.ctx, node, sha256).await;
    completed.map_err(|error| error.spell_node(|node| ids.file(node)))?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
