//! 4.3.2: the space of a person, department or group.

use super::any_kind;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::SpaceInfo;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use serde::Deserialize;

/// Path and query.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    /// The department, user or group, by type.
    #[serde(deserialize_with = "lenient::one")]
    owner_id: i64,
    /// 0 department, 1 personal, 2 group.
    #[serde(rename = "type", deserialize_with = "lenient::one")]
    kind: i64,
}

/// The space of a person, department or group (4.3.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/space/{owner_id}",
    tag = TAG_SPACES,
    params(
        ("owner_id" = String, Path, description = "The department, user or group, by type."),
        ("type" = String, Query, description = "0 department, 1 personal, 2 group.")
    ),
    responses((status = 200, body = Reply<Data<SpaceInfo>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Data<SpaceInfo>>, Failed> {
    let kind = any_kind(request.kind)?;
    let space = koo
        .drive
        .space_of_owner(&caller.ctx, kind, request.owner_id)
        .await?;
    let data = SpaceInfo::new(space, Ids::of(&koo.drive));
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
