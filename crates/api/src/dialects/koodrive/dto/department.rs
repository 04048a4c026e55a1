//! A department as KooDrive shows it.

use coffer_model::organisation::DepartmentView;
use coffer_model::{DepartmentId, TenantId};
use serde::Serialize;
use utoipa::ToSchema;

/// A department (reference, tables 4-4 and 4-7).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct DepartmentInfo {
    /// The department.
    #[schema(value_type = String)]
    id: DepartmentId,
    /// The organisation: the tenant.
    #[schema(value_type = String)]
    org_id: TenantId,
    /// The same as `id`.
    #[schema(value_type = String)]
    dept_id: DepartmentId,
    /// The department above; absent for the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    parent_id: Option<DepartmentId>,
    /// The name.
    name: String,
    /// The tenant.
    #[schema(value_type = String)]
    tenant_id: TenantId,
}

impl From<DepartmentView> for DepartmentInfo {
    fn from(department: DepartmentView) -> Self {
        Self {
            id: department.id,
            org_id: department.tenant,
            dept_id: department.id,
            parent_id: department.parent,
            name: department.name,
            tenant_id: department.tenant,
        }
    }
}
