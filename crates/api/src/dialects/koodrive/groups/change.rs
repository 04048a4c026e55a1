//! 4.4.3: changing a group.

use super::{Path, kind};
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_GROUPS};
use crate::kit::{Input, Params, lenient};
use axum::extract::State;
use coffer_core::organisation::groups::ChangeGroup;
use coffer_model::group::{GroupName, IconUrl};
use coffer_model::organisation::GroupRole;
use coffer_model::{Error, GroupId, Result, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Body (reference, table 4-108). What is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangeGroupRequest {
    /// The name, 1 to 64 characters, none of `< > : ~ * ? / | \ "`, no emoji.
    #[serde(default, deserialize_with = "lenient::optional")]
    group_name: Option<String>,
    /// The member whose role changes.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    user_id: Option<UserId>,
    /// That member's role: 0 owner, who hands the group over and is a manager then, 1 manager, 2
    /// member.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    role: Option<i64>,
    /// Where the picture is, at most 512 characters.
    #[serde(default, deserialize_with = "lenient::optional")]
    icon_url: Option<String>,
    /// Whether the caller sees the group before others: 1 or 0.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    top: Option<bool>,
    /// Of which kind the group has to be: 0 people, 1 the people of a group space.
    #[serde(default, deserialize_with = "lenient::optional")]
    source_type: Option<i64>,
}

/// Changes a group, the role of a member, or the caller's pin (4.4.3).
#[utoipa::path(
    put,
    path = "/koodrive/ose/v1/usergroups/{group_id}",
    tag = TAG_GROUPS,
    params(Path),
    request_body = ChangeGroupRequest,
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(path): Params<Path>,
    Input(request): Input<ChangeGroupRequest>,
) -> Result<Reply<Nothing>, Failed> {
    let command = command(path.group_id, &request)?;
    koo.drive.change_group(&caller.ctx, command).await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}

fn command(id: GroupId, request: &ChangeGroupRequest) -> Result<ChangeGroup> {
    let name = request.group_name.as_deref();
    let icon_url = request.icon_url.as_deref();
    Ok(ChangeGroup {
        id,
        kind: request.source_type.map(kind).transpose()?,
        name: name
            .map(|name| GroupName::parse("groupName", name))
            .transpose()?,
        icon_url: icon_url
            .map(|url| IconUrl::parse("iconUrl", url))
            .transpose()?,
        pinned: request.top,
        role: match (request.user_id, request.role) {
            (None, None) => None,
            (Some(user), Some(role)) => Some((user, group_role(role)?)),
            (Some(_), None) => return Err(Error::parameter("role")),
            (None, Some(_)) => return Err(Error::parameter("userId")),
        },
    })
}

fn group_role(number: i64) -> Result<GroupRole> {
    GroupRole::from_number(number).ok_or_else(|| Error::parameter("role").with_limit("0-2"))
}
