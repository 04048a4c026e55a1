//! 4.11.3: a task.

use super::info::TaskInfo;
use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::JobId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Request {
    /// The task.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    task_id: JobId,
}

/// A task (4.11.3).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/task/{task_id}",
    tag = super::TAG,
    params(Request),
    responses((status = 200, body = Reply<TaskInfo>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<TaskInfo>, Failed> {
    let task = koo.drive.task(&caller.ctx, request.task_id).await?;
    let locale = caller.ctx.locale;
    Ok(Reply::new(locale, TaskInfo::new(task, locale)))
}
