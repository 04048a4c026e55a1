//! 4.3.5: taking a space away.

use super::any_kind;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use serde::Deserialize;

/// Path and query (reference, tables 4-68 and 4-69).
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    /// The department, user or group, by type.
    #[serde(deserialize_with = "lenient::one")]
    owner_id: i64,
    /// 0 department, 1 personal, 2 group.
    #[serde(rename = "type", deserialize_with = "lenient::one")]
    kind: i64,
}

/// Deletes a space with all that is in it; a group goes with its space (4.3.5, 4.3.9).
#[utoipa::path(
    delete,
    path = "/koodrive/ose/v1/space/{owner_id}",
    tag = TAG_SPACES,
    params(
        ("owner_id" = String, Path, description = "The department, user or group, by type."),
        ("type" = String, Query, description = "0 department, 1 personal, 2 group.")
    ),
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<Nothing>, Failed> {
    let kind = any_kind(request.kind)?;
    koo.drive
        .delete_space(&caller.ctx, kind, request.owner_id)
        .await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
