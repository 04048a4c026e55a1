//! 4.2.3: how many people there are.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_USERS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::DepartmentId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query (reference, table 4-27).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// The department, with all below it; absent: the tenant.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    dept_id: Option<DepartmentId>,
}

/// The number (reference, table 4-29).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserCount {
    /// How many people there are.
    total: u64,
}

/// How many people there are in a department and below it, or in the tenant (4.2.3).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/users/count",
    tag = TAG_USERS,
    params(Request),
    responses((status = 200, body = Reply<UserCount>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<UserCount>, Failed> {
    let total = koo
        .drive
        .count_members(&caller.ctx, request.dept_id)
        .await?;
    Ok(Reply::new(caller.ctx.locale, UserCount { total }))
}
