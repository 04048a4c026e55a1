//! 4.17.6: one zip of things of a share, or copies of them in a space of one's own.

use crate::dialects::koodrive::auth::ShareVisitor;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_VISITS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::shares::{SavePlace, StartShareTask};
use coffer_model::{Error, JobId, Result, ShareId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) const DOWNLOAD: u8 = 1;
pub(super) const SAVE: u8 = 2;

/// Body (reference, table 4-379).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartShareTaskRequest {
    /// 1 one zip to be fetched, 2 copies in a space of one's own.
    #[serde(deserialize_with = "lenient::one")]
    task_type: u8,
    /// The space of what is shared.
    container_id: String,
    /// Files and folders that the share shows, 1-1000; folders with everything in them.
    file_ids: Vec<String>,
    /// With 2: the folder to copy into; one's own space when absent.
    #[serde(default)]
    target_file_id: Option<FileIdInfo>,
    /// With 1: the name of the zip; named after what is in it when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    zip_name: Option<String>,
    /// The share.
    #[serde(deserialize_with = "lenient::one")]
    #[schema(value_type = String)]
    share_id: ShareId,
    /// The proof of the extract code (4.17.3); may be absent where there is no code.
    #[serde(
        default,
        rename = "kdstoken",
        alias = "kdtoken",
        alias = "kdStoken",
        deserialize_with = "lenient::optional"
    )]
    proof: Option<String>,
}

/// A folder (reference, table 4-380).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FileIdInfo {
    /// The folder; `root` is everything.
    file_id: String,
    /// Its space.
    container_id: String,
}

/// The task (reference, table 4-381).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartShareTaskResponse {
    /// The id, for 4.17.7.
    #[schema(value_type = String)]
    task_id: JobId,
}

/// Starts packing or keeping what a share shows (4.17.6).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/share/tasks",
    tag = TAG_VISITS,
    request_body = StartShareTaskRequest,
    security((), ("token" = [])),
    responses((status = 200, body = Reply<StartShareTaskResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    ShareVisitor(visitor): ShareVisitor,
    Input(request): Input<StartShareTaskRequest>,
) -> Result<Reply<StartShareTaskResponse>, Failed> {
    let ids = Ids::of(&koo.drive);
    let nodes = request.file_ids.iter().map(|id| ids.read_file(id));
    let task = StartShareTask {
        share: request.share_id,
        space: ids.read_container(&request.container_id)?,
        nodes: nodes.collect::<Result<_>>()?,
        proof: request.proof,
    };
    let place = request.target_file_id.map(|target| place(ids, &target));
    let task_id = match request.task_type {
        DOWNLOAD => {
            let name = request.zip_name;
            koo.drive.pack_shared(&visitor, task, name).await?
        }
        SAVE => {
            let place = place.transpose()?;
            koo.drive.save_shared(&visitor, task, place).await?
        }
        _ => return Err(Error::parameter("taskType").with_limit("1-2").into()),
    };
    Ok(Reply::new(
        visitor.locale,
        StartShareTaskResponse { task_id },
    ))
}

fn place(ids: Ids<'_>, target: &FileIdInfo) -> Result<SavePlace> {
    let space = ids.read_container(&target.container_id)?;
    Ok(SavePlace {
        space,
        folder: ids.read_target(space, &target.file_id)?,
    })
}
