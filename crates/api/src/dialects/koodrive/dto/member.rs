//! A person as the organisation's lists show one.

use super::mobile::masked;
use coffer_model::organisation::MemberView;
use coffer_model::{DepartmentId, TenantId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// A person (reference, tables 4-22 and 4-26).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = userInfo)]
pub(in super::super) struct UserInfo {
    /// The user.
    #[schema(value_type = String)]
    id: UserId,
    /// The organisation: the tenant.
    #[schema(value_type = String)]
    org_id: TenantId,
    /// The subject at the identity provider.
    user_id: String,
    /// The department.
    #[schema(value_type = String)]
    dept_id: DepartmentId,
    /// The department's name.
    dept_name: String,
    /// The mobile number with its middle hidden; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    /// Addition: the e-mail address; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// The name.
    name: String,
    /// 0 administrator of the department, 1 member, 2 super administrator.
    role: i64,
    /// 0 active, 1 disabled, 2 never logged in.
    status: i64,
}

impl From<MemberView> for UserInfo {
    fn from(member: MemberView) -> Self {
        Self {
            id: member.id,
            org_id: member.tenant,
            user_id: member.subject,
            dept_id: member.department,
            dept_name: member.department_name,
            mobile: some(masked(&member.mobile)),
            email: some(member.email),
            name: member.name,
            role: member.role as i64,
            status: member.status as i64,
        }
    }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
