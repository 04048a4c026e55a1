//! 4.5.1: whether a session is alive, and whose it is.

use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use axum::extract::State;
use coffer_core::identity::ProfileView;
use serde::Serialize;
use utoipa::ToSchema;

/// The person and the tenant (reference, table 4-128).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrgUserInfo {
    /// 0 administrator of a department, 1 member, 2 super administrator.
    role: String,
    /// The user's id.
    inner_user_id: String,
    /// The user's id at the identity provider.
    user_id: String,
    /// The name.
    user_name: String,
    /// The organisation; the tenant here.
    org_id: String,
    /// The organisation's name.
    org_name: String,
    /// The tenant.
    tenant_id: String,
    /// People of the tenant.
    user_count: u64,
    /// The user's department.
    dept_id: String,
}

impl From<ProfileView> for OrgUserInfo {
    fn from(profile: ProfileView) -> Self {
        let user = profile.user;
        Self {
            role: (user.role as i64).to_string(),
            inner_user_id: user.id.to_string(),
            user_id: user.subject,
            user_name: user.name,
            org_id: user.tenant.to_string(),
            org_name: profile.tenant_name,
            tenant_id: user.tenant.to_string(),
            user_count: profile.members,
            dept_id: user.department.to_string(),
        }
    }
}

/// Whether the session is alive, and whose it is (4.5.1).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/session/auth",
    tag = super::TAG,
    responses((status = 200, body = Reply<Data<OrgUserInfo>>), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
) -> Result<Reply<Data<OrgUserInfo>>, Failed> {
    let profile = koo.drive.profile(&caller.ctx).await?;
    let data = OrgUserInfo::from(profile);
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
