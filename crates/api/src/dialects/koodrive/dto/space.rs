//! A space as KooDrive shows it.

use crate::dialects::koodrive::ids::Ids;
use coffer_model::space::{GIB, SpaceView};
use coffer_model::{TenantId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// A space (reference, tables 4-58, 4-75 and 4-98).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct SpaceInfo {
    /// 0 department, 1 personal, 2 group.
    #[serde(rename = "type")]
    #[schema(value_type = i64)]
    kind: i64,
    /// 0 active, 1 disabled.
    status: i64,
    /// The department, user or group that owns it.
    owner_id: String,
    /// The space's id, 47 characters.
    container_id: String,
    /// The folder of everything that is not in the safe.
    biz_root_file_id: String,
    /// The safe: its content is encrypted at rest.
    biz_sbox_file_id: String,
    /// Capacity in GiB.
    capacity: u64,
    /// Bytes used, the recycle bin included.
    space_used: u64,
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
    /// The same, as an example of the reference has it.
    #[schema(value_type = String)]
    operator_id: UserId,
    /// The root as a node.
    root_file_id: String,
    /// The owner's name.
    name: String,
}

impl SpaceInfo {
    pub(in super::super) fn new(space: SpaceView, ids: Ids<'_>) -> Self {
        Self {
            kind: space.kind as i64,
            status: space.status as i64,
            owner_id: space.owner.to_string(),
            container_id: ids.container(space.tenant, space.id),
            biz_root_file_id: ids.biz_root(&space),
            biz_sbox_file_id: ids.biz_safe(&space),
            root_file_id: ids.root_node(&space),
            capacity: space.capacity / GIB,
            space_used: space.used,
            tenant_id: space.tenant,
            creator: space.creator,
            create_time: space.created_at.rfc3339_millis(),
            modifier: space.modifier,
            operator_id: space.modifier,
            update_time: space.updated_at.rfc3339_millis(),
            name: space.name,
        }
    }
}
