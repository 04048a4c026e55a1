//! 4.10.4: calling a task off.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_JOBS};
use crate::kit::Input;
use axum::extract::State;
use coffer_model::{Code, Error, Result};
use serde::Deserialize;
use utoipa::ToSchema;

/// Body (reference, table 4-183).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CancelRequest {
    /// The task.
    job_id: String,
}

/// Calls a task off that has not ended (4.10.4), and answers its id. What is done stays done.
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/cancel",
    tag = TAG_JOBS,
    request_body = CancelRequest,
    responses((status = 200, body = Reply<Data<String>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<CancelRequest>,
) -> Result<Reply<Data<String>>, Failed> {
    let id = request.job_id.parse();
    let id = id.map_err(|_| Error::new(Code::JobNotFound))?;
    koo.drive.cancel_job(&caller.ctx, id).await?;
    let data = request.job_id;
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
