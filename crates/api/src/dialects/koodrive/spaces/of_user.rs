//! 4.3.12: every space of a person.

use super::any_kind;
use crate::dialects::koodrive::auth::{AnyCaller, Reading};
use crate::dialects::koodrive::dto::SpaceInfo;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_model::UserId;
use serde::Deserialize;

/// Path and query.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    /// The user.
    #[serde(deserialize_with = "lenient::one")]
    owner_id: UserId,
    /// 0 department, 1 personal, 2 group; absent: all.
    #[serde(rename = "type", default, deserialize_with = "lenient::optional")]
    kind: Option<i64>,
}

/// Every space that a person may use (4.3.12).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v2/space/{owner_id}",
    tag = TAG_SPACES,
    params(
        ("owner_id" = String, Path, description = "The user."),
        ("type" = Option<String>, Query, description = "0 department, 1 personal, 2 group; absent: all.")
    ),
    responses((status = 200, body = Reply<Data<Vec<SpaceInfo>>>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    Reading(caller): Reading<AnyCaller>,
    Params(request): Params<Request>,
) -> Result<Reply<Data<Vec<SpaceInfo>>>, Failed> {
    let kind = request.kind.map(any_kind).transpose()?;
    let ids = Ids::of(&koo.drive);
    let spaces = koo
        .drive
        .spaces_of_user(&caller.reader(), request.owner_id, kind)
        .await?;
    let data = spaces
        .into_iter()
        .map(|space| SpaceInfo::new(space, ids))
        .collect();
    Ok(Reply::new(caller.locale(), Data { data }))
}
