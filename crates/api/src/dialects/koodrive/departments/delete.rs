//! 4.1.5: deleting a department.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
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

/// Deletes a department without people and departments in it, and its space (4.1.5).
#[utoipa::path(
    delete,
    path = "/koodrive/ose/v1/departments/{department_id}",
    tag = TAG_DEPARTMENTS,
    params(Request),
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Nothing>, Failed> {
    koo.drive
        .delete_department(&caller.ctx, request.department_id)
        .await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
