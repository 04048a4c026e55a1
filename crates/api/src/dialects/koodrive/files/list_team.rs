//! 4.12.2: the files of a department's or group's space.

use super::listing::{self, ListRequest, ListResponse};
use crate::dialects::koodrive::auth::{Reading, UserCaller};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_LISTS};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use coffer_core::Expect;
use coffer_model::Error;
use coffer_model::space::SpaceKind;
use serde::Deserialize;

/// Path and query.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    /// The department or group.
    #[serde(rename = "groupId", deserialize_with = "lenient::one")]
    group_id: i64,
    /// 0 the space, 1 its recycle bin.
    #[serde(rename = "type", deserialize_with = "lenient::one")]
    kind: u8,
    /// 0 department, which is what counts when it is absent; 2 group.
    #[serde(default, deserialize_with = "lenient::optional")]
    team_type: Option<i64>,
}

/// The files of a department's or group's space or of its recycle bin (4.12.2).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/{groupId}/{type}",
    tag = TAG_LISTS,
    params(
        ("groupId" = String, Path, description = "The department or group."),
        ("type" = String, Path, description = "0 the space, 1 its recycle bin."),
        ("team_type" = Option<i64>, Query, description = "0 department, which is what counts when it is absent; 2 group.")
    ),
    request_body = ListRequest,
    responses((status = 200, body = Reply<ListResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    Params(path): Params<Request>,
    Reading(caller): Reading<UserCaller>,
    Input(request): Input<ListRequest>,
) -> Result<Reply<ListResponse>, Failed> {
    let kind = match path.team_type {
        None | Some(0) => SpaceKind::Department,
        Some(2) => SpaceKind::Group,
        Some(_) => return Err(Error::parameter("team_type").with_limit("0 | 2").into()),
    };
    let expect = Expect::Team(kind, path.group_id);
    listing::list(
        &koo,
        &caller.ctx,
        listing::is_bin(path.kind)?,
        expect,
        request,
    )
    .await
}
