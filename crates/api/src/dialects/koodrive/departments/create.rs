//! 4.1.3: making a department.

use super::DeptData;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_DEPARTMENTS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::organisation::NewDepartment;
use coffer_model::DepartmentId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Body (reference, table 4-9).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateDepartmentRequest {
    /// The name: 1 to 64 characters, unique among the departments beside it.
    #[serde(deserialize_with = "lenient::one")]
    name: String,
    /// The department above.
    #[serde(deserialize_with = "lenient::one")]
    #[schema(value_type = String)]
    parent_id: DepartmentId,
}

/// Makes a department and opens the space that the tenant gives to each (4.1.3).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/departments",
    tag = TAG_DEPARTMENTS,
    request_body = CreateDepartmentRequest,
    responses((status = 200, body = Reply<Data<DeptData>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<CreateDepartmentRequest>,
) -> Result<Reply<Data<DeptData>>, Failed> {
    let new = NewDepartment {
        name: request.name,
        parent: request.parent_id,
    };
    let id = koo.drive.create_department(&caller.ctx, new).await?;
    let data = DeptData { id };
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
