//! 4.4.4: dissolving a group.

use super::Path;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_GROUPS};
use crate::kit::Params;
use axum::extract::State;

/// Dissolves a group, with its space if it has one (4.4.4).
#[utoipa::path(
    delete,
    path = "/koodrive/ose/v1/usergroups/{group_id}",
    tag = TAG_GROUPS,
    params(Path),
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(path): Params<Path>,
) -> Result<Reply<Nothing>, Failed> {
    koo.drive.dissolve_group(&caller.ctx, path.group_id).await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
