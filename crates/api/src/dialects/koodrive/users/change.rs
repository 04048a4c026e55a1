//! 4.2.5: changing a person.

use super::role;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_USERS};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use coffer_core::organisation::ChangeMember;
use coffer_model::{DepartmentId, Error, Result, UserId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Path {
    /// The user.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    user_id: UserId,
}

/// Body (reference, table 4-37). What is absent stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ChangeUserRequest {
    /// The department.
    #[serde(deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<i64>)]
    dept_id: Option<DepartmentId>,
    /// 0 administrator of the department, 1 member, 2 super administrator.
    #[serde(deserialize_with = "lenient::optional")]
    role: Option<i64>,
    /// 0 may log in, 1 may not, and is logged out at once.
    #[serde(deserialize_with = "lenient::optional")]
    status: Option<i64>,
    /// Addition: the name.
    #[serde(deserialize_with = "lenient::optional")]
    name: Option<String>,
    /// Addition: the mobile number.
    #[serde(deserialize_with = "lenient::optional")]
    mobile: Option<String>,
    /// Addition: the e-mail address.
    #[serde(deserialize_with = "lenient::optional")]
    email: Option<String>,
    /// Addition: another password at the built-in provider; it ends the sessions of the old one, and
    /// makes an account for somebody who has none.
    #[serde(deserialize_with = "lenient::optional")]
    password: Option<String>,
    /// Addition: the name to log in with for an account that is made; absent: the subject. Only with
    /// a password.
    #[serde(deserialize_with = "lenient::optional")]
    login: Option<String>,
}

/// Changes a person (4.2.5).
#[utoipa::path(
    put,
    path = "/koodrive/ose/v1/users/{user_id}",
    tag = TAG_USERS,
    params(Path),
    request_body = ChangeUserRequest,
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(path): Params<Path>,
    Input(request): Input<ChangeUserRequest>,
) -> Result<Reply<Nothing>, Failed> {
    koo.drive
        .change_member(&caller.ctx, path.user_id, request.try_into()?)
        .await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}

impl TryFrom<ChangeUserRequest> for ChangeMember {
    type Error = Error;

    fn try_from(request: ChangeUserRequest) -> Result<Self> {
        let disabled = match request.status {
            None => None,
            Some(0) => Some(false),
            Some(1) => Some(true),
            Some(_) => return Err(Error::parameter("status").with_limit("0-1")),
        };
        Ok(Self {
            department: request.dept_id,
            role: request.role.map(role).transpose()?,
            disabled,
            name: request.name,
            mobile: request.mobile,
            email: request.email,
            password: request.password,
            login: request.login,
        })
    }
}
