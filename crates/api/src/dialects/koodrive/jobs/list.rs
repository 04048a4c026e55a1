//! 4.10.1: the tasks that one asked for.

use super::words;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::page;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_JOBS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::jobs::{JobFilter, JobStatus, JobSummary};
use coffer_model::{Error, JobId, Result, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query (reference, table 4-157).
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// Only these: 1 copy, 2 delete, 3 move, 4 restore, 5 archives, 6 pack.
    #[serde(default, rename = "type", deserialize_with = "lenient::optional")]
    task_type: Option<u8>,
    /// Only those that: 0 wait, 1 are under way, 2 have ended, 3 were cancelled.
    #[serde(default, deserialize_with = "lenient::optional")]
    status: Option<u8>,
    /// How many to pass over, from 0.
    #[serde(deserialize_with = "lenient::one")]
    offset: i64,
    /// How many to show, 1-100.
    #[serde(deserialize_with = "lenient::one")]
    limit: i64,
}

/// A task (reference, table 4-160).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct JobInfo {
    /// The id.
    #[schema(value_type = String)]
    task_id: JobId,
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
    /// Items.
    content_num: u32,
    /// The target space.
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

impl JobInfo {
    pub(in super::super) fn new(job: &JobSummary, tenant: TenantId, ids: Ids<'_>) -> Self {
        let kind = words::kind(job.act);
        Self {
            task_id: job.id,
            task_type: kind.task_type,
            action_type: kind.action_type,
            status: words::status(job.status),
            task_result_code: words::result(job),
            result_code: words::failure(job),
            content_num: job.items,
            container_id: ids.container(tenant, job.space),
            tenant_id: tenant,
            begin_time: words::time(job.started_at.unwrap_or(job.created_at)),
            end_time: job.finished_at.map(words::time),
            create_time: words::time(job.created_at),
        }
    }
}

/// The tasks that the caller asked for, the newest first (4.10.1).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/jobs",
    tag = TAG_JOBS,
    params(Request),
    responses((status = 200, body = Reply<Data<Vec<JobInfo>>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Data<Vec<JobInfo>>>, Failed> {
    let (offset, limit) = page::both(request.offset, request.limit)?;
    let filter = JobFilter {
        acts: acts(request.task_type)?,
        statuses: statuses(request.status)?,
        offset: u32::try_from(offset).map_err(|_| Error::parameter("offset"))?,
        limit,
    };
    let found = koo.drive.list_jobs(&caller.ctx, filter).await?;
    let ids = Ids::of(&koo.drive);
    let tenant = caller.ctx.tenant;
    let data = found.iter().map(|job| JobInfo::new(job, tenant, ids));
    let data = data.collect();
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}

fn acts(task_type: Option<u8>) -> Result<Vec<coffer_core::jobs::JobAct>> {
    match task_type.map(words::acts) {
        None => Ok(Vec::new()),
        Some(acts) if acts.is_empty() => Err(Error::parameter("type").with_limit("1-6")),
        Some(acts) => Ok(acts),
    }
}

fn statuses(status: Option<u8>) -> Result<Vec<JobStatus>> {
    match status {
        None => Ok(Vec::new()),
        Some(0) => Ok(vec![JobStatus::Waiting]),
        Some(1) => Ok(vec![JobStatus::Running]),
        Some(2) => Ok(vec![JobStatus::Done, JobStatus::Failed]),
        Some(3) => Ok(vec![JobStatus::Cancelled]),
        Some(_) => Err(Error::parameter("status").with_limit("0-3")),
    }
}
