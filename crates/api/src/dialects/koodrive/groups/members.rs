//! 4.4.5: the members of a group.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{masked, page};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_GROUPS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::organisation::groups::ListGroupMembers;
use coffer_model::group::GroupMemberView;
use coffer_model::{DepartmentId, GroupId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Path and query (reference, table 4-114).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    /// The group.
    #[serde(rename = "group_id", deserialize_with = "lenient::one")]
    group_id: GroupId,
    /// How many to leave out.
    #[serde(default, deserialize_with = "lenient::optional")]
    offset: Option<u32>,
    /// The most members to answer.
    #[serde(default, deserialize_with = "lenient::optional")]
    limit: Option<u32>,
    /// A part of the name.
    #[serde(default, deserialize_with = "lenient::optional")]
    key_word: Option<String>,
}

/// A page of members (reference, table 4-116).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupMembersResponse {
    /// How many there are on all pages.
    total: u64,
    /// The owner, managers, members, each in the order of joining.
    user_group_member_infos: Vec<MemberInfo>,
}

/// A member (reference, table 4-117).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MemberInfo {
    /// The person.
    #[schema(value_type = String)]
    user_id: UserId,
    /// The person's name.
    user_name: String,
    /// The person's department.
    #[schema(value_type = String)]
    dept_id: DepartmentId,
    /// The department's name.
    dept_name: String,
    /// The mobile number, its middle hidden.
    #[serde(skip_serializing_if = "String::is_empty")]
    mobile: String,
    /// Since when the person belongs to the group.
    created_time: String,
    /// When that changed last.
    updated_time: String,
    /// 0 owner, 1 manager, 2 member.
    role: i64,
    /// 1 when the person sees the group before others, else 0.
    top: u8,
}

/// The members of a group (4.4.5).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/usergroups/{group_id}/members",
    tag = TAG_GROUPS,
    params(
        ("group_id" = String, Path, description = "The group."),
        ("offset" = Option<u32>, Query, description = "How many to leave out; 0 when absent."),
        ("limit" = Option<u32>, Query, description = "The most members to answer, 1-100; 100 when absent."),
        ("keyWord" = Option<String>, Query, description = "A part of the name.")
    ),
    responses((status = 200, body = Reply<GroupMembersResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<GroupMembersResponse>, Failed> {
    let command = ListGroupMembers {
        group: request.group_id,
        term: request.key_word.unwrap_or_default(),
        offset: request.offset.unwrap_or(0),
        limit: page::limit(request.limit)?,
    };
    let page = koo.drive.list_group_members(&caller.ctx, command).await?;
    let response = GroupMembersResponse {
        total: page.total,
        user_group_member_infos: page.members.into_iter().map(MemberInfo::from).collect(),
    };
    Ok(Reply::new(caller.ctx.locale, response))
}

impl From<GroupMemberView> for MemberInfo {
    fn from(member: GroupMemberView) -> Self {
        Self {
            user_id: member.user,
            user_name: member.name,
            dept_id: member.department,
            dept_name: member.department_name,
            mobile: masked(&member.mobile),
            created_time: member.created_at.rfc3339_millis(),
            updated_time: member.updated_at.rfc3339_millis(),
            role: member.role as i64,
            top: u8::from(member.pinned),
        }
    }
}
