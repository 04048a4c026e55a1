//! 4.11.5: what came of an import.

use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::{FailureBody, text};
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::organisation::{ImportFailure, ImportResult};
use coffer_model::{JobId, Locale};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// The task; `taskid` as well.
    #[serde(alias = "taskid", deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    task_id: JobId,
}

/// What came of the rows (reference, table 4-204).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserImportResultDto {
    /// Rows that brought somebody in.
    success_count: usize,
    /// Rows that did not.
    fail_count: usize,
    /// Why they did not.
    fail_info_list: Vec<UserImportFailInfo>,
}

/// Why a row brought nobody in (reference, table 4-205).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserImportFailInfo {
    /// The name in the row.
    user_name: String,
    /// The reason.
    desc: String,
    /// Addition: the number of the row, from 1 on.
    row: usize,
}

impl UserImportResultDto {
    fn new(result: ImportResult, locale: Locale) -> Self {
        let shown = |failure: ImportFailure| UserImportFailInfo {
            desc: text(&failure.error(), locale),
            user_name: failure.name,
            row: failure.row,
        };
        Self {
            success_count: result.succeeded,
            fail_count: result.failures.len(),
            fail_info_list: result.failures.into_iter().map(shown).collect(),
        }
    }
}

/// What has come of an import so far (4.11.5).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/task/result",
    tag = super::TAG,
    params(Request),
    responses((status = 200, body = Reply<Data<UserImportResultDto>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Data<UserImportResultDto>>, Failed> {
    let result = koo
        .drive
        .import_result(&caller.ctx, request.task_id)
        .await?;
    let locale = caller.ctx.locale;
    let data = UserImportResultDto::new(result, locale);
    Ok(Reply::new(locale, Data { data }))
}
