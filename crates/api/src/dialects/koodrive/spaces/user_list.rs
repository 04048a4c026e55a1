//! 4.3.11: people with their personal spaces.

use crate::dialects::koodrive::auth::AnyCaller;
use crate::dialects::koodrive::dto::{UserInfo, page};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::organisation::{MemberList, MemberReach, MemberSpace};
use coffer_model::space::GIB;
use coffer_model::{DepartmentId, Error, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The status of a space that is not there.
const NO_SPACE: i64 = 2;

/// Query (reference, table 4-90).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// The department; absent: the tenant, for its administrator the own department.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[param(value_type = Option<String>)]
    dept_id: Option<DepartmentId>,
    /// Only people directly in it; absent: also those below.
    #[serde(default, deserialize_with = "lenient::optional")]
    is_direct: Option<bool>,
    /// How many to pass over, from 0.
    #[serde(deserialize_with = "lenient::one")]
    offset: i64,
    /// How many to show, 1-100.
    #[serde(deserialize_with = "lenient::one")]
    limit: i64,
    /// A part of the name or of the mobile number; absent: any.
    #[serde(default, deserialize_with = "lenient::optional")]
    key_word: Option<String>,
    /// 0 active, 1 disabled, 2 without a space; absent: any.
    #[serde(default, deserialize_with = "lenient::optional")]
    space_status: Option<i64>,
}

/// A page of people (reference, table 4-92).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserSpaces {
    /// The people, the newest first, those without a space included.
    users: Vec<UserSpaceInfo>,
    /// How many there are in all.
    total: u64,
}

/// A person with the personal space (reference, table 4-93).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = userSpaceInfo)]
struct UserSpaceInfo {
    /// The person.
    #[serde(flatten)]
    user: UserInfo,
    /// The tenant.
    #[schema(value_type = String)]
    tenant_id: TenantId,
    /// The space's id, 47 characters; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    container_id: Option<String>,
    /// Capacity in GiB; 0 without a space.
    capacity: u64,
    /// Bytes used, the recycle bin included.
    space_used: u64,
    /// 0 active, 1 disabled, 2 there is none.
    space_status: String,
}

/// The people whom the caller manages, with their personal spaces (4.3.11). An app with its own token
/// sees what a super administrator sees.
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/space/userList",
    tag = TAG_SPACES,
    params(Request),
    responses((status = 200, body = Reply<UserSpaces>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: AnyCaller,
    Params(request): Params<Request>,
) -> Result<Reply<UserSpaces>, Failed> {
    let (offset, limit) = page::both(request.offset, request.limit)?;
    let known = |status| (0..=NO_SPACE).contains(&status);
    if request.space_status.is_some_and(|status| !known(status)) {
        return Err(Error::parameter("spaceStatus").with_limit("0-2").into());
    }
    let list = MemberList {
        reach: MemberReach {
            department: request.dept_id,
            direct: request.is_direct.unwrap_or(false),
        },
        term: request.key_word.unwrap_or_default(),
        space_status: request.space_status,
        offset,
        limit,
    };
    let found = koo.drive.list_member_spaces(&caller.reader(), list).await?;
    let ids = Ids::of(&koo.drive);
    let people = found.members.into_iter();
    let answer = UserSpaces {
        users: people.map(|row| UserSpaceInfo::new(row, ids)).collect(),
        total: found.total,
    };
    Ok(Reply::new(caller.locale(), answer))
}

impl UserSpaceInfo {
    fn new(row: MemberSpace, ids: Ids<'_>) -> Self {
        let tenant = row.member.tenant;
        let space = row.space;
        let status = space.map_or(NO_SPACE, |space| space.status as i64);
        Self {
            user: row.member.into(),
            tenant_id: tenant,
            container_id: space.map(|space| ids.container(tenant, space.id)),
            capacity: space.map_or(0, |space| space.capacity / GIB),
            space_used: space.map_or(0, |space| space.used),
            space_status: status.to_string(),
        }
    }
}
