//! 4.4.6: putting people into a group.

use super::Path;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{PeopleRequest, PeopleResponse};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_GROUPS};
use crate::kit::{Input, Params};
use axum::extract::State;

/// Puts people into a group (4.4.6).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/usergroups/{group_id}/members/batchAdd",
    tag = TAG_GROUPS,
    params(Path),
    request_body = PeopleRequest,
    responses((status = 200, body = Reply<PeopleResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(path): Params<Path>,
    Input(request): Input<PeopleRequest>,
) -> Result<Reply<PeopleResponse>, Failed> {
    let people = request.people()?;
    let failed = koo
        .drive
        .add_group_members(&caller.ctx, path.group_id, people.ids())
        .await?;
    let response = PeopleResponse::new(path.group_id, people, &failed);
    Ok(Reply::new(caller.ctx.locale, response))
}
