//! A team with its space.

use crate::dialects::koodrive::ids::Ids;
use coffer_model::group::TeamView;
use coffer_model::space::GIB;
use coffer_model::{TenantId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// A team with its space (reference, tables 4-79 and 4-89).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct TeamInfo {
    /// The department or group.
    id: String,
    /// 0 active, 1 disabled.
    status: i64,
    /// Capacity in GiB.
    capacity: u64,
    /// The space's id, 47 characters.
    container_id: String,
    /// How many people belong to it.
    user_num: u64,
    /// The group's owner; a department is its own.
    owner_id: String,
    /// The owner's name.
    owner_name: String,
    /// The tenant.
    #[schema(value_type = String)]
    tenant_id: TenantId,
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
    /// The folder of everything that is not in the safe.
    biz_root_file_id: String,
    /// The safe: its content is encrypted at rest.
    biz_sbox_file_id: String,
    /// Where the team's picture is.
    #[serde(skip_serializing_if = "String::is_empty")]
    icon_url: String,
    /// The team's name.
    name: String,
}

impl TeamInfo {
    pub(in super::super) fn new(team: TeamView, ids: Ids<'_>) -> Self {
        let space = team.space;
        Self {
            id: space.owner.to_string(),
            status: space.status as i64,
            capacity: space.capacity / GIB,
            container_id: ids.container(space.tenant, space.id),
            user_num: team.people,
            owner_id: team.owner.to_string(),
            owner_name: team.owner_name,
            tenant_id: space.tenant,
            creator: space.creator,
            create_time: space.created_at.rfc3339_millis(),
            modifier: space.modifier,
            update_time: space.updated_at.rfc3339_millis(),
            biz_root_file_id: ids.biz_root(&space),
            biz_sbox_file_id: ids.biz_safe(&space),
            icon_url: team.icon_url,
            name: space.name,
        }
    }
}
