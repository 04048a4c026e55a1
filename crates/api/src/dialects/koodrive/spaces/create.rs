//! 4.3.3: giving a department or a person a space.

use super::kind_without_groups;
use crate::dialects::koodrive::auth::UserOrAppCaller;
use crate::dialects::koodrive::dto::SpaceInfo;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Path {
    /// The department or user, by type.
    #[serde(deserialize_with = "lenient::one")]
    #[param(value_type = String)]
    owner_id: i64,
}

/// Body (reference, table 4-61).
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CreateSpaceRequest {
    /// The capacity in GiB.
    #[serde(deserialize_with = "lenient::one")]
    #[schema(value_type = String)]
    capacity: u64,
    /// 0 department, 1 personal.
    #[serde(rename = "type", deserialize_with = "lenient::one")]
    kind: i64,
}

/// Gives a department or a person a space (4.3.3).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/space/{owner_id}",
    tag = TAG_SPACES,
    params(Path),
    request_body = CreateSpaceRequest,
    responses((status = 200, body = Reply<Data<SpaceInfo>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserOrAppCaller,
    Params(path): Params<Path>,
    Input(request): Input<CreateSpaceRequest>,
) -> Result<Reply<Data<SpaceInfo>>, Failed> {
    let kind = kind_without_groups(request.kind)?;
    let space = koo
        .drive
        .create_space(&caller.ctx, kind, path.owner_id, request.capacity)
        .await?;
    let data = SpaceInfo::new(space, Ids::of(&koo.drive));
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
