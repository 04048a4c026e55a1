//! 4.2.2: a person.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::UserInfo;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_USERS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::UserId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Request {
    /// The user.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    user_id: UserId,
}

/// A person (4.2.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/users/{user_id}",
    tag = TAG_USERS,
    params(Request),
    responses((status = 200, body = Reply<Data<UserInfo>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Data<UserInfo>>, Failed> {
    let member = koo.drive.member(&caller.ctx, request.user_id).await?;
    let data = member.into();
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
