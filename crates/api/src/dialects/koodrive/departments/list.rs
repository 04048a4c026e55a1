//! 4.1.1: the departments below another.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::DepartmentInfo;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_DEPARTMENTS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::DepartmentId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query (reference, table 4-1).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// The department above; absent: the root alone is answered.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    department_id: Option<DepartmentId>,
    /// A part of the name; absent: any.
    #[serde(default, deserialize_with = "lenient::optional")]
    key_word: Option<String>,
}

/// The departments (reference, table 4-3).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Departments {
    /// The departments directly below, the oldest first. Each carries `code` and `msg`, as its table
    /// has them.
    list: Vec<Reply<DepartmentInfo>>,
}

/// The root, or the departments directly below another (4.1.1).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/departmentList",
    tag = TAG_DEPARTMENTS,
    params(Request),
    responses((status = 200, body = Reply<Departments>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Departments>, Failed> {
    let locale = caller.ctx.locale;
    let term = request.key_word.unwrap_or_default();
    let departments = koo
        .drive
        .list_departments(&caller.ctx, request.department_id, &term)
        .await?;
    let list = departments.into_iter();
    let list = list
        .map(|department| Reply::new(locale, department.into()))
        .collect();
    Ok(Reply::new(locale, Departments { list }))
}
