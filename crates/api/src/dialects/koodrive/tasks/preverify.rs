//! 4.2.8: verifying a list of people before it is imported.

use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::{FailureBody, text};
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::organisation::ImportRow;
use coffer_model::{DepartmentId, Locale};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-46).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PreverifyRequest {
    /// The department that the list is for.
    #[serde(deserialize_with = "lenient::one")]
    #[schema(value_type = String)]
    cur_dept_id: DepartmentId,
    /// The people, at most 5,000.
    users: Vec<ImportUserInfo>,
}

/// A person to be imported (reference, table 4-47).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportUserInfo {
    /// The department below `curDeptId`, by name, or by names with `/` between them; absent for
    /// `curDeptId` itself.
    #[serde(default, deserialize_with = "lenient::optional")]
    target_dept_name: Option<String>,
    /// GiB of the personal space.
    #[serde(default, deserialize_with = "lenient::optional")]
    personal_capacity: Option<i64>,
    /// Whether there is a personal space.
    #[serde(default, deserialize_with = "lenient::optional")]
    is_allocate_capacity: Option<bool>,
    /// Addition: the name; absent for `userId`.
    #[serde(default, deserialize_with = "lenient::optional")]
    user_name: Option<String>,
    /// Addition: the user's id at the identity provider; absent for the e-mail address, or else the
    /// mobile number.
    #[serde(default, deserialize_with = "lenient::optional")]
    user_id: Option<String>,
    /// Addition: the mobile number.
    #[serde(default, deserialize_with = "lenient::optional")]
    mobile: Option<String>,
    /// Addition: the e-mail address.
    #[serde(default, deserialize_with = "lenient::optional")]
    email: Option<String>,
}

impl From<ImportUserInfo> for ImportRow {
    fn from(info: ImportUserInfo) -> Self {
        let allocates = info.is_allocate_capacity.unwrap_or(false);
        Self {
            name: info.user_name.unwrap_or_default(),
            subject: info.user_id.unwrap_or_default(),
            mobile: info.mobile.unwrap_or_default(),
            email: info.email.unwrap_or_default(),
            department: info.target_dept_name.unwrap_or_default(),
            // A number that is no capacity is the fault of its row alone.
            personal_gib: allocates.then(|| {
                let gib = info.personal_capacity.unwrap_or(0);
                u64::try_from(gib).unwrap_or(0)
            }),
        }
    }
}

/// What would become of the rows (reference, table 4-48).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PreverifyResponse {
    /// An entry for each row, in their order.
    data: Vec<ImportUserVerifyResult>,
    /// Addition: the list, for 4.11.1. It is kept for a week.
    result_id: String,
}

/// What would become of a row (reference, table 4-49).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportUserVerifyResult {
    /// 1 when it can be imported, else 0.
    is_success: i64,
    /// Why it cannot; empty when it can.
    reason: String,
}

impl ImportUserVerifyResult {
    fn new(outcome: coffer_model::Result<()>, locale: Locale) -> Self {
        match outcome {
            Ok(()) => Self {
                is_success: 1,
                reason: String::new(),
            },
            Err(error) => Self {
                is_success: 0,
                reason: text(&error, locale),
            },
        }
    }
}

/// Verifies a list of people, row by row, and keeps it to be imported (4.2.8).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/users/batchimport/preverify",
    tag = super::TAG,
    request_body = PreverifyRequest,
    responses((status = 200, body = Reply<PreverifyResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<PreverifyRequest>,
) -> Result<Reply<PreverifyResponse>, Failed> {
    let rows = request.users.into_iter().map(ImportRow::from).collect();
    let verified = koo
        .drive
        .verify_import(&caller.ctx, request.cur_dept_id, rows)
        .await?;
    let locale = caller.ctx.locale;
    let outcomes = verified.rows.into_iter();
    let response = PreverifyResponse {
        data: outcomes
            .map(|outcome| ImportUserVerifyResult::new(outcome, locale))
            .collect(),
        result_id: verified.list.to_string(),
    };
    Ok(Reply::new(locale, response))
}
