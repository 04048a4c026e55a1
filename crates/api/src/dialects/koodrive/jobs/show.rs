//! 4.10.3: how a batch stands.

use super::uncompressed::{self, UncompressedFileInfo};
use super::words;
use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::dto::paths;
use crate::dialects::koodrive::errors::{self, FailureBody};
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_JOBS};
use crate::kit::Params;
use axum::extract::State;
use coffer_core::Ctx;
use coffer_core::files::{ItemOutcome, NodePath};
use coffer_core::jobs::{JobAct, JobStatus, JobView};
use coffer_model::{Code, Error, JobId, Result, TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Request {
    /// The task.
    job_id: String,
}

/// A task.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobDetail {
    /// The task.
    job_info: JobDetailInfo,
    /// Its items.
    task_infos: Vec<TaskInfo>,
    /// With 5, once it has ended: what is in the archive.
    uncompressed_file_list: Vec<UncompressedFileInfo>,
}

/// A task (reference, table 4-176).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JobDetailInfo {
    /// The id.
    #[schema(value_type = String)]
    task_id: JobId,
    /// The kind in words.
    task_name: &'static str,
    /// Who asked for it.
    #[schema(value_type = String)]
    user_id: UserId,
    /// 1 copy, 2 delete, 3 move, 4 restore, 5 archive, 6 pack.
    task_type: u8,
    /// 101 copy, 201 into the recycle bin, 202 for good, 301 move, 501 see, 502 and 503 extract.
    #[serde(skip_serializing_if = "Option::is_none")]
    action_type: Option<u32>,
    /// 0 waiting, 1 under way, 2 ended, 3 cancelled.
    status: i64,
    /// 1 all succeeded, 2 some failed, 3 all failed; absent until it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    task_result_code: Option<i64>,
    /// 0, or the number of the first failure.
    result_code: i64,
    /// Percent done.
    progress: u32,
    /// With 6, once it has ended and until it expires: where the zip is fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_url: Option<String>,
    /// Items.
    content_num: u32,
    /// The space.
    container_id: String,
    /// The tenant.
    #[schema(value_type = String)]
    tenant_id: TenantId,
    /// When it began, `yyyyMMddHHmmss` in UTC+8.
    begin_time: String,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    /// When it was asked for.
    create_time: String,
}

/// An item (reference, table 4-177).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TaskInfo {
    /// Its id in the task.
    id: String,
    /// The file or folder.
    file_id: String,
    /// The ids on the way to it, from the root; of the first 200 items, as long as they are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<String>,
    /// 1 succeeded, 2 failed.
    status: &'static str,
    /// The file or folder afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_file_id: Option<String>,
    /// The ids on the way to it afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_file_path: Option<String>,
    /// The space.
    src_container_id: String,
    /// `0`, or the number of the failure.
    result_code: String,
    /// The same in words.
    result_desc: String,
    /// The tenant.
    #[schema(value_type = String)]
    tenant_id: TenantId,
    /// When the task was asked for.
    create_time: String,
}

/// How a batch stands, and what came of each item (4.10.3).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/{job_id}",
    tag = TAG_JOBS,
    params(Request),
    responses((status = 200, body = Reply<Data<JobDetail>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    Params(request): Params<Request>,
    caller: UserOrAppCaller,
) -> Result<Reply<Data<JobDetail>>, Failed> {
    let id = request
        .job_id
        .parse()
        .map_err(|_| Error::new(Code::JobNotFound))?;
    let job = koo.drive.job(&caller.ctx, id).await?;
    // Whoever asks how far it is does not ask for the list each time.
    let entries = match job.summary.status {
        JobStatus::Waiting | JobStatus::Running => Vec::new(),
        _ => koo.drive.archive_entries(&job).await?,
    };
    let download_url = koo.drive.pack_url(caller.ctx.now, &job).await?;
    let ids = Ids::of(&koo.drive);
    let space = ids.container(caller.ctx.tenant, job.summary.space);
    let entries = uncompressed::tree(ids, caller.ctx.locale, &space, entries);
    let mut data = detail(ids, &caller.ctx, job, entries);
    data.job_info.download_url = download_url;
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}

fn detail(
    ids: Ids<'_>,
    ctx: &Ctx,
    job: JobView,
    uncompressed_file_list: Vec<UncompressedFileInfo>,
) -> JobDetail {
    let summary = &job.summary;
    let kind = words::kind(summary.act);
    let container_id = ids.container(ctx.tenant, summary.space);
    let task_infos = job.outcomes.iter().enumerate();
    let task_infos = task_infos
        .map(|(index, outcome)| item(ids, ctx, &job, index, outcome, &container_id))
        .collect();
    JobDetail {
        job_info: JobDetailInfo {
            task_id: summary.id,
            task_name: kind.name,
            user_id: ctx.user(),
            task_type: kind.task_type,
            action_type: kind.action_type,
            status: words::status(summary.status),
            task_result_code: words::result(summary),
            result_code: words::failure(summary),
            progress: summary.progress,
            download_url: None,
            content_num: summary.items,
            container_id,
            tenant_id: ctx.tenant,
            begin_time: words::time(summary.started_at.unwrap_or(summary.created_at)),
            end_time: summary.finished_at.map(words::time),
            create_time: words::time(summary.created_at),
        },
        task_infos,
        uncompressed_file_list,
    }
}

fn failure(outcome: &ItemOutcome) -> Option<Code> {
    outcome
        .failure
        .as_deref()
        .map(|key| Error::of_key(key).code())
}

fn item(
    ids: Ids<'_>,
    ctx: &Ctx,
    job: &JobView,
    index: usize,
    outcome: &ItemOutcome,
    container_id: &str,
) -> TaskInfo {
    let failure = failure(outcome);
    let moved = matches!(job.summary.act, JobAct::Move | JobAct::Restore) && failure.is_none();
    let new = outcome.copy.or(moved.then_some(outcome.node));
    let ways = job.ways.get(index);
    let path = |way: Option<&NodePath>| way.map(|way| paths(ids, &way.space, &way.steps).0);
    let item = path(ways.and_then(|ways| ways.item.as_ref()));
    let copy = path(ways.and_then(|ways| ways.copy.as_ref()));
    TaskInfo {
        id: format!("{}.{}", job.summary.id, index + 1),
        file_id: ids.file(outcome.node),
        status: if failure.is_none() { "1" } else { "2" },
        new_file_id: new.map(|id| ids.file(id)),
        new_file_path: if moved { item.clone() } else { copy },
        file_path: item,
        src_container_id: container_id.to_owned(),
        result_code: failure.map_or(0, |code| errors::number(code).1).to_string(),
        result_desc: match &outcome.failure {
            Some(key) => Error::of_key(key).message(ctx.locale),
            None => crate::dialects::koodrive::reply::success(ctx.locale).to_owned(),
        },
        tenant_id: ctx.tenant,
        create_time: words::time(job.summary.created_at),
    }
}
