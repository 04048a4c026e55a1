//! 4.11.4: who gets what somebody leaves behind.

use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Request {
    /// Who leaves, or has left.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    src_user_id: UserId,
}

/// The receiver (reference, table 4-200).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Receiver {
    /// The user.
    id: String,
    /// The user's name.
    name: String,
}

/// Who got what somebody left behind; before that, who should (4.11.4): the nearest administrator of a
/// department above, else a super administrator.
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/task/dstUserInfo/{src_user_id}",
    tag = super::TAG,
    params(Request),
    responses((status = 200, body = Reply<Receiver>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Receiver>, Failed> {
    let receiver = koo
        .drive
        .receiver_for(&caller.ctx, request.src_user_id)
        .await?;
    let response = Receiver {
        id: receiver.id.to_string(),
        name: receiver.name,
    };
    Ok(Reply::new(caller.ctx.locale, response))
}
