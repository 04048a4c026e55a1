//! 4.4.2: the caller's groups.

use super::kind;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::page;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_GROUPS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::organisation::groups::ListGroups;
use coffer_model::organisation::{GroupKind, GroupView};
use coffer_model::{Error, GroupId, Result, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The largest page.
const MAX_PAGE: u32 = 100;

/// Query (reference, table 4-102).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(super) struct Request {
    /// Groups of a page, 1-100; 100 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    page_size: Option<u32>,
    /// Where the page begins: `nextCursor` of the page before; absent, empty or `0` for the first.
    #[serde(default, deserialize_with = "lenient::optional")]
    page_cursor: Option<String>,
    /// A part of the name.
    #[serde(default, deserialize_with = "lenient::optional")]
    group_name: Option<String>,
    /// 0 groups of people, also when it is absent; 1 groups with a space.
    #[serde(default, deserialize_with = "lenient::optional")]
    source_type: Option<i64>,
}

/// A page of groups (reference, table 4-104).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListGroupsResponse {
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// The groups, the newest first.
    user_group_list: Vec<UserGroupInfo>,
    /// How many there are on all pages.
    total: u64,
}

/// A group (reference, table 4-105).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserGroupInfo {
    /// The id.
    #[schema(value_type = String)]
    id: GroupId,
    /// The name.
    group_name: String,
    /// Whose group it is.
    #[schema(value_type = String)]
    owner_id: UserId,
    /// When it was made.
    created_time: String,
    /// When it was changed last.
    updated_time: String,
}

/// The groups that the caller belongs to (4.4.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/usergroups",
    tag = TAG_GROUPS,
    params(Request),
    responses((status = 200, body = Reply<ListGroupsResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<ListGroupsResponse>, Failed> {
    let limit = match request.page_size.unwrap_or(MAX_PAGE) {
        limit @ 1..=MAX_PAGE => limit,
        _ => {
            let wrong = Error::parameter("pageSize").with_limit(format!("1-{MAX_PAGE}"));
            return Err(wrong.into());
        }
    };
    let kind = request.source_type.map(kind).transpose()?;
    let kind = kind.unwrap_or(GroupKind::People);
    let term = request.group_name.unwrap_or_default();
    let purpose = format!("groups {} {kind:?} {term}", caller.ctx.user());
    let after = page::after(&koo, &purpose, request.page_cursor)?;
    let command = ListGroups {
        kind,
        term,
        after: after.map(GroupId),
        limit,
    };
    let listed = koo.drive.list_groups(&caller.ctx, command).await?;
    let groups = listed.groups.into_iter();
    let response = ListGroupsResponse {
        next_cursor: page::behind(&koo, &purpose, listed.next.map(|group| group.0))?,
        user_group_list: groups.map(UserGroupInfo::from).collect(),
        total: listed.total,
    };
    Ok(Reply::new(caller.ctx.locale, response))
}

impl From<GroupView> for UserGroupInfo {
    fn from(group: GroupView) -> Self {
        Self {
            id: group.id,
            group_name: group.name,
            owner_id: group.owner,
            created_time: group.created_at.rfc3339_millis(),
            updated_time: group.updated_at.rfc3339_millis(),
        }
    }
}
