//! 4.17.7: how a task of a share stands.

use super::start_task::{DOWNLOAD, SAVE};
use crate::dialects::koodrive::auth::ShareVisitor;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::jobs::words;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_VISITS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::jobs::JobAct;
use coffer_core::shares::ShareTask;
use coffer_model::{JobId, ShareId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-383).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareTaskRequest {
    /// The task.
    #[serde(deserialize_with = "lenient::one")]
    #[schema(value_type = String)]
    task_id: JobId,
    /// The share.
    #[serde(deserialize_with = "lenient::one")]
    #[schema(value_type = String)]
    share_id: ShareId,
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

/// A task (reference, table 4-384).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareTaskResponse {
    /// The task.
    job_info: ShareJobInfo,
    /// Its items that are done.
    task_infos: Vec<ShareTaskInfo>,
}

/// A task (reference, table 4-385).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareJobInfo {
    /// Who asked for it; absent for a stranger.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    user_id: Option<UserId>,
    /// The id.
    #[schema(value_type = String)]
    task_id: JobId,
    /// 1 one zip to be fetched, 2 copies in a space of one's own.
    task_type: u8,
    /// 0 waiting, 1 under way, 2 ended, 3 cancelled.
    task_status: i64,
    /// 1 all succeeded, 2 some failed, 3 all failed; absent until it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    task_result_code: Option<i64>,
    /// When it was asked for, `yyyyMMddHHmmss` in UTC.
    create_time: String,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    /// Percent done.
    progress: u32,
    /// With 1, once it has ended and until it expires: where the zip is fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_url: Option<String>,
}

/// An item (reference, table 4-386).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareTaskInfo {
    /// What was asked for.
    file_id: String,
    /// 1 succeeded, 2 failed.
    status: &'static str,
    /// With 2: the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_file_id: Option<String>,
    /// The space of what was asked for.
    src_container_id: String,
}

/// How a task of a share stands (4.17.7).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/share/taskDetail",
    tag = TAG_VISITS,
    request_body = ShareTaskRequest,
    security((), ("token" = [])),
    responses((status = 200, body = Reply<ShareTaskResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    ShareVisitor(visitor): ShareVisitor,
    Input(request): Input<ShareTaskRequest>,
) -> Result<Reply<ShareTaskResponse>, Failed> {
    let task = koo
        .drive
        .share_task(&visitor, request.share_id, request.task_id, request.proof)
        .await?;
    let url = koo.drive.pack_url(visitor.now, &task.job).await?;
    let response = detail(Ids::of(&koo.drive), task, url);
    Ok(Reply::new(visitor.locale, response))
}

fn detail(ids: Ids<'_>, task: ShareTask, download_url: Option<String>) -> ShareTaskResponse {
    let job = &task.job.summary;
    // What was done at once was never taken up by a worker.
    let at_once = job.finished_at.map(|_| job.created_at);
    let started = job.started_at.or(at_once);
    let container = ids.container(task.space.tenant, task.space.id);
    let task_infos = task.job.outcomes.iter().map(|outcome| ShareTaskInfo {
        file_id: ids.file(outcome.node),
        status: if outcome.failure.is_none() { "1" } else { "2" },
        new_file_id: outcome.copy.map(|copy| ids.file(copy)),
        src_container_id: container.clone(),
    });
    ShareTaskResponse {
        task_infos: task_infos.collect(),
        job_info: ShareJobInfo {
            user_id: task.asker,
            task_id: job.id,
            task_type: if job.act == JobAct::Pack {
                DOWNLOAD
            } else {
                SAVE
            },
            task_status: words::status(job.status),
            task_result_code: words::result(job),
            create_time: words::time_of_share(job.created_at),
            start_time: started.map(words::time_of_share),
            end_time: job.finished_at.map(words::time_of_share),
            progress: job.progress,
            download_url,
        },
    }
}
