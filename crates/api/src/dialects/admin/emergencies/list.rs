//! Which spaces are open.

use super::super::auth::Caller;
use super::super::errors::FailureBody;
use super::super::reply::Reply;
use super::super::{Failed, TAG_EMERGENCIES, Tools};
use super::EmergencyBody;
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::rights::MAX_EMERGENCY_PAGE;
use coffer_model::{Error, Result as Checked, SpaceId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in super::super) struct Request {
    /// The most openings of the answer: 1 to 100, which it is without this.
    #[serde(default, deserialize_with = "lenient::optional")]
    limit: Option<u32>,
    /// Where the last answer ended, from its `nextCursor`.
    #[serde(default, deserialize_with = "lenient::optional")]
    cursor: Option<String>,
}

/// A page.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct EmergencyList {
    /// Spaces that are open now.
    emergencies: Vec<EmergencyBody>,
    /// Where the next page begins; `null` after the last.
    next_cursor: Option<String>,
}

/// Personal spaces that are open for super administrators now, for super administrators.
#[utoipa::path(
    get,
    path = "/admin/v1/emergencies",
    operation_id = "list_emergencies",
    tag = TAG_EMERGENCIES,
    params(Request),
    responses(
        (status = 200, body = EmergencyList),
        (status = 400, body = FailureBody), (status = 401, body = FailureBody), (status = 403, body = FailureBody)
    )
)]
pub(in super::super) async fn handler(
    State(tools): State<Tools>,
    caller: Caller,
    Params(request): Params<Request>,
) -> Result<Reply<EmergencyList>, Failed> {
    let list = format!("emergencies {}", caller.ctx.tenant);
    let after = match &request.cursor {
        Some(cursor) => Some(place(&tools.cursors.decode(&list, cursor)?)?),
        None => None,
    };
    let limit = request.limit.unwrap_or(MAX_EMERGENCY_PAGE);
    let page = tools
        .drive
        .list_emergencies(&caller.ctx, after, limit)
        .await?;
    let next = page.next.map(|(space, member)| {
        let place = [space.0.to_be_bytes(), member.0.to_be_bytes()].concat();
        tools.cursors.encode(&list, &place)
    });
    Ok(Reply(EmergencyList {
        emergencies: page.emergencies.into_iter().map(Into::into).collect(),
        next_cursor: next.transpose()?,
    }))
}

fn place(payload: &[u8]) -> Checked<(SpaceId, UserId)> {
    let number = |bytes: &[u8]| bytes.try_into().ok().map(i64::from_be_bytes);
    let ids = payload
        .split_at_checked(8)
        .and_then(|(space, member)| Some((SpaceId(number(space)?), UserId(number(member)?))));
    ids.ok_or_else(|| Error::parameter("cursor"))
}
