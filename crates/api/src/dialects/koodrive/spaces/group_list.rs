//! 4.3.10: all group spaces of the tenant.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::{TeamInfo, page};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::organisation::groups::ListGroupSpaces;
use coffer_model::group::TeamView;
use coffer_model::space::GIB;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query (reference, table 4-86).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(super) struct Request {
    /// How many to leave out; 0 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    offset: Option<u32>,
    /// The most spaces to answer, 1-100; 100 when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    limit: Option<u32>,
    /// A part of the group's or the owner's name.
    #[serde(default, deserialize_with = "lenient::optional")]
    key_word: Option<String>,
}

/// A page of group spaces (reference, table 4-88).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupListResponse {
    /// How many there are on all pages.
    total: u64,
    /// How many the tenant has.
    groups_total: u64,
    /// How many it may have.
    groups_max: u64,
    /// GiB that group spaces may hold.
    assigned_capacity: u64,
    /// GiB that they could be given: what the tenant has not given to other spaces.
    max_capacity: u64,
    /// The spaces, the newest first.
    groups: Vec<GroupSpaceInfo>,
}

/// A group space (reference, table 4-89).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GroupSpaceInfo {
    /// The group.
    #[serde(flatten)]
    team: TeamInfo,
    /// Bytes used, the recycle bin included.
    space_used: u64,
    /// The group's name; the example has it in place of `name`.
    group_name: String,
}

/// All group spaces of the tenant, for super administrators (4.3.10).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/space/groupList",
    tag = TAG_SPACES,
    params(Request),
    responses((status = 200, body = Reply<GroupListResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<GroupListResponse>, Failed> {
    let command = ListGroupSpaces {
        term: request.key_word.unwrap_or_default(),
        offset: request.offset.unwrap_or(0),
        limit: page::limit(request.limit)?,
    };
    let page = koo.drive.list_group_spaces(&caller.ctx, command).await?;
    let ids = Ids::of(&koo.drive);
    let spaces = page.spaces.into_iter();
    let response = GroupListResponse {
        total: page.total,
        groups_total: page.groups,
        groups_max: page.most_groups,
        assigned_capacity: page.assigned / GIB,
        max_capacity: page.available / GIB,
        groups: spaces
            .map(|space| GroupSpaceInfo::new(space, ids))
            .collect(),
    };
    Ok(Reply::new(caller.ctx.locale, response))
}

impl GroupSpaceInfo {
    fn new(space: TeamView, ids: Ids<'_>) -> Self {
        Self {
            space_used: space.space.used,
            group_name: space.space.name.clone(),
            team: TeamInfo::new(space, ids),
        }
    }
}
