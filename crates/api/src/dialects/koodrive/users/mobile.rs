//! 4.2.7: a person's mobile number.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_USERS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Request {
    /// The user.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    user_id: UserId,
}

/// The number (reference, table 4-44).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Mobile {
    /// The whole mobile number; empty when there is none.
    mobile: String,
}

/// The whole mobile number, for the person and those who manage the person (4.2.7).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/users/mobile/{user_id}",
    tag = TAG_USERS,
    params(Request),
    responses((status = 200, body = Reply<Mobile>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Mobile>, Failed> {
    let mobile = koo
        .drive
        .mobile_of_member(&caller.ctx, request.user_id)
        .await?;
    Ok(Reply::new(caller.ctx.locale, Mobile { mobile }))
}
