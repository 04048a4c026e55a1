//! 4.12.1: the files of a personal space.

use super::listing::{self, ListRequest, ListResponse};
use crate::dialects::koodrive::auth::{Reading, UserOrAppCaller};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_LISTS};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use coffer_core::Expect;
use serde::Deserialize;
use utoipa::IntoParams;

/// Path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Path {
    /// 0 the space, 1 its recycle bin.
    #[serde(rename = "type", deserialize_with = "lenient::one")]
    #[param(rename = "type")]
    kind: u8,
}

/// The files of a personal space or of its recycle bin (4.12.1).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/files/{type}",
    tag = TAG_LISTS,
    params(Path),
    request_body = ListRequest,
    responses((status = 200, body = Reply<ListResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    Params(path): Params<Path>,
    Reading(caller): Reading<UserOrAppCaller>,
    Input(request): Input<ListRequest>,
) -> Result<Reply<ListResponse>, Failed> {
    listing::list(
        &koo,
        &caller.ctx,
        listing::is_bin(path.kind)?,
        Expect::Personal,
        request,
    )
    .await
}
