//! 4.17.5: fetching a file of a share.

use crate::dialects::koodrive::auth::ShareVisitor;
use crate::dialects::koodrive::dto::content_url;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_VISITS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_model::ShareId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-376).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareDownloadRequest {
    /// The share.
    #[serde(deserialize_with = "lenient::one")]
    #[schema(value_type = String)]
    share_id: ShareId,
    /// The file.
    file_id: String,
    /// The proof of the extract code (4.17.3); may be absent where there is no code.
    #[serde(
        default,
        rename = "kdtoken",
        alias = "kdstoken",
        alias = "kdStoken",
        deserialize_with = "lenient::optional"
    )]
    proof: Option<String>,
}

/// The link (reference, table 4-377).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareDownloadResponse {
    /// Where the file is fetched, for an hour.
    download_url: String,
}

/// A link to fetch a file of a share from (4.17.5).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/share/download",
    tag = TAG_VISITS,
    request_body = ShareDownloadRequest,
    security((), ("token" = [])),
    responses((status = 200, body = Reply<ShareDownloadResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    ShareVisitor(visitor): ShareVisitor,
    Input(request): Input<ShareDownloadRequest>,
) -> Result<Reply<ShareDownloadResponse>, Failed> {
    let file = Ids::of(&koo.drive).read_file(&request.file_id)?;
    let link = koo
        .drive
        .download_shared(&visitor, request.share_id, file, request.proof)
        .await?;
    let name = link.name.as_str();
    let download_url = content_url(&koo.drive, link.version, name, visitor.now);
    Ok(Reply::new(
        visitor.locale,
        ShareDownloadResponse { download_url },
    ))
}
