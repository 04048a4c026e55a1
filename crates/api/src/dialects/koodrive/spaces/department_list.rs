//! 4.3.1: the departments with their spaces.

use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::page;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_SPACES};
use crate::kit::{Params, lenient};
use axum::extract::State;
use coffer_core::organisation::DepartmentSpace;
use coffer_model::space::{GIB, SpaceView};
use coffer_model::{DepartmentId, TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query (reference, table 4-50).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Request {
    /// How many to pass over, from 0.
    #[serde(deserialize_with = "lenient::one")]
    offset: i64,
    /// How many to show, 1-100.
    #[serde(deserialize_with = "lenient::one")]
    limit: i64,
    /// A part of the department's or its administrator's name; absent: any.
    #[serde(default, deserialize_with = "lenient::optional")]
    key_word: Option<String>,
}

/// A page of departments (reference, table 4-52).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DepartmentSpaces {
    /// How many there are in all.
    total: u64,
    /// The departments, the newest first, those without a space included.
    departments: Vec<DepartmentSpaceInfo>,
}

/// A department with its space (reference, table 4-53 and the sample).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = departmentSpaceInfo)]
struct DepartmentSpaceInfo {
    /// The department.
    #[schema(value_type = String)]
    id: DepartmentId,
    /// The department above; absent for the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    parent_id: Option<DepartmentId>,
    /// The department's name.
    name: String,
    /// The tenant.
    #[schema(value_type = String)]
    tenant_id: TenantId,
    /// People directly in it.
    user_num: u64,
    /// The space, if there is one.
    #[serde(flatten)]
    space: Option<TeamSpace>,
}

/// What is told of a department's space.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TeamSpace {
    /// Who made the space.
    #[schema(value_type = String)]
    creator: UserId,
    /// When it was made.
    create_time: String,
    /// Who changed it last.
    #[schema(value_type = String)]
    modifier: UserId,
    /// When it was changed last.
    update_time: String,
    /// The department.
    owner_id: String,
    /// 0 active, 1 disabled.
    status: i64,
    /// Capacity in GiB.
    capacity: u64,
    /// Bytes used, the recycle bin included.
    space_used: u64,
    /// The space's id, 47 characters.
    container_id: String,
    /// The folder of everything that is not in the safe.
    biz_root_file_id: String,
    /// The safe: its content is encrypted at rest.
    biz_sbox_file_id: String,
}

/// The departments that the caller manages, with their spaces (4.3.1).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/space/departmentList",
    tag = TAG_SPACES,
    params(Request),
    responses((status = 200, body = Reply<DepartmentSpaces>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Params(request): Params<Request>,
) -> Result<Reply<DepartmentSpaces>, Failed> {
    let (offset, limit) = page::both(request.offset, request.limit)?;
    let term = request.key_word.unwrap_or_default();
    let found = koo
        .drive
        .list_department_spaces(&caller.ctx, &term, offset, limit)
        .await?;
    let ids = Ids::of(&koo.drive);
    let departments = found.departments.into_iter();
    let answer = DepartmentSpaces {
        total: found.total,
        departments: departments
            .map(|row| DepartmentSpaceInfo::new(row, ids))
            .collect(),
    };
    Ok(Reply::new(caller.ctx.locale, answer))
}

impl DepartmentSpaceInfo {
    fn new(row: DepartmentSpace, ids: Ids<'_>) -> Self {
        Self {
            id: row.department.id,
            parent_id: row.department.parent,
            name: row.department.name,
            tenant_id: row.department.tenant,
            user_num: row.members,
            space: row.space.map(|space| TeamSpace::new(&space, ids)),
        }
    }
}

impl TeamSpace {
    fn new(space: &SpaceView, ids: Ids<'_>) -> Self {
        Self {
            creator: space.creator,
            create_time: space.created_at.rfc3339_millis(),
            modifier: space.modifier,
            update_time: space.updated_at.rfc3339_millis(),
            owner_id: space.owner.to_string(),
            status: space.status as i64,
            capacity: space.capacity / GIB,
            space_used: space.used,
            container_id: ids.container(space.tenant, space.id),
            biz_root_file_id: ids.biz_root(space),
            biz_sbox_file_id: ids.biz_safe(space),
        }
    }
}
