//! 4.2.4: bringing in a person.

use super::role;
use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_USERS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::organisation::{AccountOfMember, NewMember};
use coffer_model::user::Role;
use coffer_model::{DepartmentId, Error, Result, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-31). What is said in `modifyUserInfoReq` counts before what stands
/// beside it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateUserRequest {
    /// The subject at the identity provider, unique in the tenant.
    #[serde(deserialize_with = "lenient::one")]
    user_id: String,
    /// The rest; may be absent.
    #[serde(default)]
    modify_user_info_req: Option<ModifyUserInfoReq>,
    /// Addition: the name; absent: the subject.
    #[serde(default, deserialize_with = "lenient::optional")]
    name: Option<String>,
    /// Addition: the mobile number.
    #[serde(default, deserialize_with = "lenient::optional")]
    mobile: Option<String>,
    /// Addition: the e-mail address.
    #[serde(default, deserialize_with = "lenient::optional")]
    email: Option<String>,
    /// Addition: the name to log in with at the built-in provider; absent: the subject. Only with a
    /// password.
    #[serde(default, deserialize_with = "lenient::optional")]
    login: Option<String>,
    /// Addition: a password makes an account at the built-in provider.
    #[serde(default, deserialize_with = "lenient::optional")]
    password: Option<String>,
}

/// Department, role, and the additions (reference, table 4-32).
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = modifyUserInfoReq)]
struct ModifyUserInfoReq {
    /// The department; absent: the root, or the caller's own when that is what the caller manages.
    #[serde(deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    dept_id: Option<DepartmentId>,
    /// 0 administrator of the department, 1 member (also when absent), 2 super administrator.
    #[serde(deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    role: Option<i64>,
    /// Addition: the name.
    #[serde(deserialize_with = "lenient::optional")]
    name: Option<String>,
    /// Addition: the mobile number.
    #[serde(deserialize_with = "lenient::optional")]
    mobile: Option<String>,
    /// Addition: the e-mail address.
    #[serde(deserialize_with = "lenient::optional")]
    email: Option<String>,
    /// Addition: the name to log in with.
    #[serde(deserialize_with = "lenient::optional")]
    login: Option<String>,
    /// Addition: the password.
    #[serde(deserialize_with = "lenient::optional")]
    password: Option<String>,
}

/// Who was brought in (reference, table 4-34).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserData {
    /// The user.
    #[schema(value_type = String)]
    id: UserId,
}

/// Brings in a person and opens the personal space that the tenant gives to each (4.2.4).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/users",
    tag = TAG_USERS,
    request_body = CreateUserRequest,
    responses((status = 200, body = Reply<Data<UserData>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserOrAppCaller,
    Input(request): Input<CreateUserRequest>,
) -> Result<Reply<Data<UserData>>, Failed> {
    let id = koo
        .drive
        .add_member(&caller.ctx, request.try_into()?)
        .await?;
    let data = UserData { id };
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}

impl TryFrom<CreateUserRequest> for NewMember {
    type Error = Error;

    fn try_from(request: CreateUserRequest) -> Result<Self> {
        let more = request.modify_user_info_req.unwrap_or_default();
        let account = match (
            more.login.or(request.login),
            more.password.or(request.password),
        ) {
            (login, Some(password)) => Some(AccountOfMember { login, password }),
            (Some(_), None) => return Err(Error::parameter("password")),
            (None, None) => None,
        };
        Ok(Self {
            subject: request.user_id,
            department: more.dept_id,
            role: more.role.map_or(Ok(Role::Member), role)?,
            name: more.name.or(request.name).unwrap_or_default(),
            mobile: more.mobile.or(request.mobile).unwrap_or_default(),
            email: more.email.or(request.email).unwrap_or_default(),
            account,
        })
    }
}
