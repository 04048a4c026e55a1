//! 4.10.2: starting a batch.

use super::archive;
use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_JOBS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::NodeRef;
use coffer_core::archives::ReadArchive;
use coffer_core::files::{BatchAct, StartBatch, StartCopy};
use coffer_core::packs::StartPack;
use coffer_model::{Code, Error, NodeId, Result, SpaceId};
use serde::Deserialize;
use utoipa::ToSchema;

/// The task type of copies.
const COPY: u8 = 1;
const PACK: u8 = 6;

/// Body (reference, table 4-165).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateJobRequest {
    /// 1 copy, 2 delete, 3 move, 4 restore, 5 archives, 6 one zip to be fetched.
    #[serde(deserialize_with = "lenient::one")]
    task_type: u8,
    /// With 1: 101. With 2: 201 into the recycle bin (also when absent), 202 for good. With 3: 301. With 5: 501 see
    /// what is in it, 502 take everything out, 503 take some things out.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub(super) action_type: Option<u32>,
    /// The items.
    pub(super) task_info: CreateTaskInfoReq,
    /// The target space; with 3 it is the source space.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = String)]
    pub(super) dst_container_id: Option<String>,
    /// The password of an archive.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub(super) password: Option<String>,
}

/// The items (reference, table 4-166).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateTaskInfoReq {
    /// The files and folders.
    pub(super) file_info: Vec<FileInfo>,
    /// With 1, 3 and 5: the target folder, an id, `root`, or a path of ids.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub(super) new_file_path: Option<String>,
    /// The space of the items.
    src_container_id: String,
    /// With 503: paths in the archive.
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) uncompress_file_paths: Vec<String>,
}

/// An item (reference, table 4-167).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = fileInfo)]
pub(super) struct FileInfo {
    /// The file or folder.
    pub(super) file_id: String,
    /// The ids on the way to it.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[expect(dead_code, reason = "part of the protocol; the id is enough")]
    file_path: Option<String>,
}

/// Starts a batch (4.10.2) and answers the task's id.
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/jobs",
    tag = TAG_JOBS,
    request_body = CreateJobRequest,
    responses((status = 200, body = Reply<Data<String>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserOrAppCaller,
    Input(request): Input<CreateJobRequest>,
) -> Result<Reply<Data<String>>, Failed> {
    let task = task(&request, Ids::of(&koo.drive))?;
    // An app's tasks are permanent deletions and nothing else.
    let for_apps = matches!(&task, Task::Batch(batch) if batch.act == BatchAct::Erase);
    if caller.is_app() && !for_apps {
        return Err(Code::Unauthenticated.into());
    }
    let ctx = &caller.ctx;
    let job = match task {
        Task::Batch(batch) => koo.drive.start_batch(ctx, batch).await?,
        Task::Copy(copy) => koo.drive.start_copy(ctx, copy).await?,
        Task::Archive(archive) => koo.drive.start_archive(ctx, archive).await?,
        Task::Pack(pack) => koo.drive.start_pack(ctx, pack).await?,
    };
    let data = job.to_string();
    Ok(Reply::new(ctx.locale, Data { data }))
}

/// What a request asks for.
enum Task {
    Batch(StartBatch),
    Copy(StartCopy),
    Archive(ReadArchive),
    Pack(StartPack),
}

fn task(request: &CreateJobRequest, ids: Ids<'_>) -> Result<Task> {
    let space = ids.read_container(&request.task_info.src_container_id)?;
    if request.task_type == archive::TASK_TYPE {
        return archive::command(request, ids, space).map(Task::Archive);
    }
    if request.task_type == COPY {
        let (target_space, target) = copy_target(request, ids, space)?;
        return Ok(Task::Copy(StartCopy {
            source: space,
            nodes: nodes(request, ids)?,
            target_space,
            target,
        }));
    }
    if request.task_type == PACK {
        let (nodes, name) = (nodes(request, ids)?, None);
        return Ok(Task::Pack(StartPack { space, nodes, name }));
    }
    let act = act(request, ids, space)?;
    let nodes = nodes(request, ids)?;
    Ok(Task::Batch(StartBatch { space, act, nodes }))
}

fn nodes(request: &CreateJobRequest, ids: Ids<'_>) -> Result<Vec<NodeId>> {
    let items = request.task_info.file_info.iter();
    items.map(|item| ids.read_file(&item.file_id)).collect()
}

/// Where a copy goes: into the space of the items, unless the request names another.
fn copy_target(
    request: &CreateJobRequest,
    ids: Ids<'_>,
    space: SpaceId,
) -> Result<(SpaceId, NodeRef)> {
    if !matches!(request.action_type, None | Some(101)) {
        return Err(Error::parameter("actionType"));
    }
    let target = request.dst_container_id.as_deref();
    let target = target.map_or(Ok(space), |id| ids.read_container(id))?;
    let folder = request.task_info.new_file_path.as_deref();
    let folder = folder.ok_or_else(|| Error::parameter("newFilePath"))?;
    Ok((target, ids.read_target(target, folder)?))
}

fn act(request: &CreateJobRequest, ids: Ids<'_>, space: SpaceId) -> Result<BatchAct> {
    let act = match (request.task_type, request.action_type) {
        (2, None | Some(201)) => BatchAct::Recycle,
        (2, Some(202)) => BatchAct::Erase,
        (3, None | Some(301)) => {
            let target = request
                .dst_container_id
                .as_deref()
                .map(|id| ids.read_container(id))
                .transpose()?;
            if target.is_some_and(|target| target != space) {
                return Err(Error::parameter("dstContainerId"));
            }
            let folder = request.task_info.new_file_path.as_deref();
            let folder = folder.ok_or_else(|| Error::parameter("newFilePath"))?;
            BatchAct::Move {
                target: ids.read_target(space, folder)?.into(),
            }
        }
        (4, _) => BatchAct::Restore,
        (2 | 3, Some(_)) => return Err(Error::parameter("actionType")),
        _ => return Err(Error::parameter("taskType").with_limit("1-6")),
    };
    Ok(act)
}
