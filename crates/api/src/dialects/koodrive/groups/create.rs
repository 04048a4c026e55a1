//! 4.4.1: making a group.

use super::kind;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_GROUPS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_model::group::GroupName;
use coffer_model::organisation::GroupKind;
use coffer_model::{Error, GroupId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-100).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateGroupRequest {
    /// The name, 1 to 64 characters, none of `< > : ~ * ? / | \ "`, no emoji.
    #[serde(deserialize_with = "lenient::one")]
    group_name: String,
    /// 0, also when it is absent; groups with a space are made by 4.3.8.
    #[serde(default, deserialize_with = "lenient::optional")]
    source_type: Option<i64>,
}

/// The group (reference, table 4-101).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CreateGroupResponse {
    /// The id.
    #[schema(value_type = String)]
    id: GroupId,
}

/// Makes a group of people that the caller owns (4.4.1).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/usergroups",
    tag = TAG_GROUPS,
    request_body = CreateGroupRequest,
    responses((status = 200, body = Reply<CreateGroupResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<CreateGroupRequest>,
) -> Result<Reply<CreateGroupResponse>, Failed> {
    let name = GroupName::parse("groupName", &request.group_name)?;
    match request.source_type.map(kind).transpose()? {
        None | Some(GroupKind::People) => {}
        Some(GroupKind::Space) => {
            return Err(Error::parameter("sourceType").with_limit("0").into());
        }
    }
    let id = koo.drive.create_group(&caller.ctx, name).await?;
    Ok(Reply::new(caller.ctx.locale, CreateGroupResponse { id }))
}
