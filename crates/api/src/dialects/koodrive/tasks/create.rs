//! 4.11.1: starting a task.

use super::info::kind_of;
use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::organisation::TaskKind;
use coffer_model::{Code, Error, TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-189).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateTaskRequest {
    /// 0 hand over and delete (also when absent), 1 import.
    #[serde(default, deserialize_with = "lenient::optional")]
    task_type: Option<i64>,
    /// With 0: who leaves.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    src_user_id: Option<UserId>,
    /// With 0: who gets what that person leaves behind.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    dst_user_id: Option<UserId>,
    /// With 1: the list, from 4.2.8.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    result_id: Option<i64>,
    /// With 1: the organisation; no other than the caller's.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    org_id: Option<TenantId>,
    /// With 1: who imports, as the identity provider knows him. It is the caller, whatever stands here.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[expect(
        dead_code,
        reason = "part of the protocol; the credential says who calls"
    )]
    org_user_id: Option<String>,
}

/// The task (reference, table 4-190).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateTaskResponse {
    /// The id.
    task_id: String,
}

/// Hands over what somebody leaves behind, or imports people (4.11.1).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/task/create",
    tag = super::TAG,
    request_body = CreateTaskRequest,
    responses((status = 200, body = Reply<CreateTaskResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<CreateTaskRequest>,
) -> Result<Reply<CreateTaskResponse>, Failed> {
    let (drive, ctx) = (&koo.drive, &caller.ctx);
    let wrong = || Error::parameter("taskType").with_limit("0-1");
    let job = match kind_of(request.task_type.unwrap_or(0)).ok_or_else(wrong)? {
        TaskKind::HandOver => {
            let leaver = request
                .src_user_id
                .ok_or_else(|| Error::parameter("srcUserId"))?;
            let receiver = request
                .dst_user_id
                .ok_or_else(|| Error::parameter("dstUserId"))?;
            drive.hand_over(ctx, leaver, receiver).await?
        }
        TaskKind::Import => {
            if request.org_id.is_some_and(|id| id != ctx.tenant) {
                return Err(Code::NotFound.into());
            }
            let list = request
                .result_id
                .ok_or_else(|| Error::parameter("resultId"))?;
            drive.import_people(ctx, list).await?
        }
    };
    let response = CreateTaskResponse {
        task_id: job.to_string(),
    };
    Ok(Reply::new(ctx.locale, response))
}
