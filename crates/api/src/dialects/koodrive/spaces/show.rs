//! 4.3.6: the space with a container id.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::SpaceInfo;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::Params;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Request {
    /// The container id, 47 characters.
    container_id: String,
}

/// The space with a container id (4.3.6).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/space/container/{container_id}",
    tag = TAG_SPACES,
    params(Request),
    responses((status = 200, body = Reply<Data<SpaceInfo>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Data<SpaceInfo>>, Failed> {
    let ids = Ids::of(&koo.drive);
    let space = koo
        .drive
        .space(&caller.ctx, ids.read_container(&request.container_id)?)
        .await?;
    Ok(Reply::new(
        caller.ctx.locale,
        Data {
            data: SpaceInfo::new(space, ids),
        },
    ))
}
