//! 4.13.9: the way to a file.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::paths;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_FILES};
use crate::kit::Params;
use axum::extract::State;
use coffer_model::Result;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct PathRequest {
    /// The file or folder.
    file_id: String,
    /// The space.
    container_id: String,
}

/// The way (reference, table 4-289).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PathResponse {
    /// Ids from the root on, each behind a slash.
    file_id_path: String,
    /// The same, as the example of the reference names it.
    file_path: String,
    /// Names from the root on, each behind a slash.
    name_path: String,
}

/// The names and ids on the way to a file (4.13.9).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/files/path",
    tag = TAG_FILES,
    params(PathRequest),
    responses((status = 200, body = Reply<PathResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<PathRequest>,
) -> Result<Reply<PathResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let space = ids.read_container(&request.container_id)?;
    let path = koo
        .drive
        .node_path(&caller.ctx, space, ids.read_file(&request.file_id)?)
        .await?;
    let (file_id_path, name_path) = paths(ids, &path.space, &path.steps);
    let response = PathResponse {
        file_path: file_id_path.clone(),
        file_id_path,
        name_path,
    };
    Ok(Reply::new(caller.ctx.locale, response))
}
