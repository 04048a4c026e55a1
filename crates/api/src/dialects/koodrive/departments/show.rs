//! 4.1.2: a department.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::DepartmentInfo;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_DEPARTMENTS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::DepartmentId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Request {
    /// The department.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    department_id: DepartmentId,
}

/// A department (4.1.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/departments/{department_id}",
    tag = TAG_DEPARTMENTS,
    params(Request),
    responses((status = 200, body = Reply<DepartmentInfo>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<DepartmentInfo>, Failed> {
    let department = koo
        .drive
        .department(&caller.ctx, request.department_id)
        .await?;
    Ok(Reply::new(caller.ctx.locale, department.into()))
}
