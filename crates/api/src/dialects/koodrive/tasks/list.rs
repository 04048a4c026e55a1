//! 4.11.2: the tasks.

use super::info::{TaskInfo, kind_of};
use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::jobs::JobStatus;
use coffer_core::organisation::TaskList;
use coffer_model::{Error, JobId, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query (reference, table 4-192).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// 0 hand-overs, 1 imports; absent: both.
    #[serde(default, deserialize_with = "lenient::optional")]
    task_type: Option<i64>,
    /// 0 new, 1 at work, 2 succeeded, 3 failed; several with commas or repeated; absent: all.
    #[serde(default, deserialize_with = "lenient::comma_list")]
    #[param(value_type = Option<String>)]
    status: Vec<i64>,
    /// Tasks of a page, 1-100; 100 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    page_size: Option<u32>,
    /// `nextCursor` of the page before; absent, empty or `0` for the first.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    page_cursor: Option<JobId>,
}

/// A page of tasks, newest first (reference, table 4-193).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListTasksResponse {
    /// The tasks.
    task_list: Vec<TaskInfo>,
    /// The same once more, as the example spells it.
    task_list_dtos: Vec<TaskInfo>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// The tasks of the tenant; a department administrator sees his own (4.11.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/task/list",
    tag = super::TAG,
    params(Request),
    responses((status = 200, body = Reply<ListTasksResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<ListTasksResponse>, Failed> {
    let wrong = || Error::parameter("taskType").with_limit("0-1");
    let kind = request
        .task_type
        .map(|number| kind_of(number).ok_or_else(wrong))
        .transpose()?;
    let limit = match request.page_size.unwrap_or(100) {
        limit @ 1..=100 => limit,
        _ => return Err(Error::parameter("pageSize").with_limit("1-100").into()),
    };
    let list = TaskList {
        kind,
        statuses: request
            .status
            .into_iter()
            .map(status)
            .collect::<Result<_>>()?,
        before: request.page_cursor.filter(|id| id.0 != 0),
        limit,
    };
    let page = koo.drive.list_tasks(&caller.ctx, list).await?;
    let locale = caller.ctx.locale;
    let infos = |tasks: Vec<_>| {
        let infos = tasks.into_iter().map(|task| TaskInfo::new(task, locale));
        infos.collect::<Vec<_>>()
    };
    let response = ListTasksResponse {
        task_list_dtos: infos(page.tasks.clone()),
        task_list: infos(page.tasks),
        next_cursor: page.next.map(|id| id.to_string()),
    };
    Ok(Reply::new(locale, response))
}

fn status(number: i64) -> Result<JobStatus> {
    match number {
        0 => Ok(JobStatus::Waiting),
        1 => Ok(JobStatus::Running),
        2 => Ok(JobStatus::Done),
        3 => Ok(JobStatus::Failed),
        _ => Err(Error::parameter("status").with_limit("0-3")),
    }
}
