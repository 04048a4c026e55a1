//! 4.13.10: links to send parts to.

use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::dto::{MAX_LINKS, MultiPartInfo};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::Input;
use axum::extract::State;
use coffer_model::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-290).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UploadUrlRequest {
    /// The file.
    file_id: String,
    /// The parts, at most a hundred. Their sizes are those of the plan.
    multi_parts: Vec<MultiPartInfo>,
}

/// The links (reference, table 4-292).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UploadUrlResponse {
    /// The parts asked for; those that have arrived have a `partId`.
    multi_parts: Vec<MultiPartInfo>,
}

/// Links to send parts to, also to resume an upload: parts that have arrived are marked (4.13.10).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/multipart/uploadUrl",
    tag = TAG_FILES,
    request_body = UploadUrlRequest,
    responses((status = 200, body = Reply<UploadUrlResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserOrAppCaller,
    Input(request): Input<UploadUrlRequest>,
) -> Result<Reply<UploadUrlResponse>, Failed> {
    if request.multi_parts.is_empty() || request.multi_parts.len() > MAX_LINKS {
        return Err(Error::parameter("multiParts")
            .with_limit(format!("1-{MAX_LINKS}"))
            .into());
    }
    let ids = Ids::of(&koo.drive);
    let node = ids
        .read_file(&request.file_id)
        .map_err(|_| Code::UploadNotFound)?;
    let announced = request
        .multi_parts
        .iter()
        .map(MultiPartInfo::announced)
        .collect::<Result<Vec<_>>>()?;
    let (upload, parts) = koo.drive.upload_parts(&caller.ctx, node, announced).await?;
    let wanted = |number| {
        request
            .multi_parts
            .iter()
            .any(|part| part.number() == number)
    };
    let multi_parts = parts
        .into_iter()
        .filter(|part| wanted(part.number))
        .map(|part| MultiPartInfo::planned(&koo.drive, &caller.ctx, upload, part))
        .collect();
    Ok(Reply::new(
        caller.ctx.locale,
        UploadUrlResponse { multi_parts },
    ))
}
