//! 4.1.4: another name or place for a department.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_DEPARTMENTS};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use coffer_core::organisation::ChangeDepartment;
use coffer_model::DepartmentId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Path {
    /// The department.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    department_id: DepartmentId,
}

/// Body (reference, table 4-14).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangeDepartmentRequest {
    /// The name: 1 to 64 characters, unique among the departments beside it. Absent: unchanged.
    #[serde(default, deserialize_with = "lenient::optional")]
    name: Option<String>,
    /// The department above. Absent, empty or `0`: unchanged.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    parent_id: Option<DepartmentId>,
}

/// Renames a department, moves it with all that is below it, or both (4.1.4).
#[utoipa::path(
    put,
    path = "/koodrive/ose/v1/departments/{department_id}",
    tag = TAG_DEPARTMENTS,
    params(Path),
    request_body = ChangeDepartmentRequest,
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(path): Params<Path>,
    Input(request): Input<ChangeDepartmentRequest>,
) -> Result<Reply<Nothing>, Failed> {
    let change = ChangeDepartment {
        name: request.name,
        parent: request.parent_id.filter(|parent| parent.0 != 0),
    };
    koo.drive
        .change_department(&caller.ctx, path.department_id, change)
        .await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
