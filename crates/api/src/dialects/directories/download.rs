//! Addition: the content of a file.

use super::auth::Caller;
use super::errors::FailureBody;
use super::ids;
use super::{Failed, TAG_OURS, Tools};
use crate::kit::disposition::Disposition;
use crate::kit::{Params, lenient};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use coffer_model::{Code, Error};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use utoipa::IntoParams;

/// Query.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct DownloadQuery {
    /// The file.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String, rename = "fileId")]
    file_id: String,
}

/// Addition: sends the client on to a link with which the content is fetched, whole or in ranges.
#[utoipa::path(
    get,
    path = "/v1/files/download",
    tag = TAG_OURS,
    params(DownloadQuery),
    responses((status = 302, description = "The link is in `Location`, and lives for an hour."), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(query): Params<DownloadQuery>,
) -> Result<Response, Failed> {
    let (drive, ctx) = (&tools.drive, &caller.ctx);
    let file = ids::node(drive, ctx, "fileId", &query.file_id).await?;
    let space = drive.space_of_node(ctx, file).await?;
    let links = drive.download_links(ctx, space, vec![file]).await?;
    let link = links.into_iter().next();
    let link = link.unwrap_or_else(|| Err(Error::new(Code::NodeNotFound)))?;
    let disposition = Disposition::Attachment.header(link.name.as_str());
    let url = drive.content_url(link.version, &disposition, None, ctx.now);
    let url = HeaderValue::from_str(&url).map_err(Error::internal)?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, url);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
