//! 4.3.8: opening a group space.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::People;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_core::organisation::groups::NewGroupSpace;
use coffer_model::GroupId;
use coffer_model::group::{GroupName, IconUrl};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-81).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateGroupSpaceRequest {
    /// The name of group and space, 1 to 64 characters, none of `< > : ~ * ? / | \ "`, no emoji.
    #[serde(deserialize_with = "lenient::one")]
    name: String,
    /// Who belongs to it beside the caller.
    #[serde(default, deserialize_with = "lenient::list")]
    user_ids: Vec<String>,
    /// Where the picture is, at most 512 characters.
    #[serde(default, deserialize_with = "lenient::optional")]
    icon_url: Option<String>,
    /// Capacity in GiB; what the tenant gives when absent. More is for super administrators to ask
    /// for.
    #[serde(default, deserialize_with = "lenient::optional")]
    capacity: Option<u64>,
}

/// The space (reference, table 4-82).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateGroupSpaceResponse {
    /// The group's id.
    #[schema(value_type = String)]
    id: GroupId,
    /// Who could not be put into it.
    failed_list: Vec<String>,
}

/// Opens a group space that the caller owns (4.3.8).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/space/group",
    tag = TAG_SPACES,
    request_body = CreateGroupSpaceRequest,
    responses((status = 200, body = Reply<CreateGroupSpaceResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<CreateGroupSpaceRequest>,
) -> Result<Reply<CreateGroupSpaceResponse>, Failed> {
    let people = People::new(request.user_ids);
    let command = NewGroupSpace {
        name: GroupName::parse("name", &request.name)?,
        icon_url: IconUrl::parse("iconUrl", &request.icon_url.unwrap_or_default())?,
        capacity: request.capacity,
        people: people.ids(),
    };
    let opened = koo.drive.open_group_space(&caller.ctx, command).await?;
    let response = CreateGroupSpaceResponse {
        id: opened.group,
        failed_list: people.failed(&opened.failed),
    };
    Ok(Reply::new(caller.ctx.locale, response))
}
