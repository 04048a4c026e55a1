//! 4.6.2: what the tenant uses.

use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::PRODUCT_TYPE;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use axum::extract::State;
use coffer_core::organisation::UsageView;
use coffer_model::space::{GIB, SpaceKind};
use serde::Serialize;
use utoipa::ToSchema;

/// What the tenant uses (reference, table 4-144). Quotas are in GiB, usage is in bytes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = data)]
pub(super) struct QuotaUsed {
    /// GiB that spaces have been given.
    space_quota_used: u64,
    /// Users that there are.
    user_count: i64,
    /// GiB that spaces can be given together.
    space_capacity: u64,
    /// Users that there can be.
    user_max_count: i64,
    /// Bytes stored.
    space_used: u64,
    /// GiB that departments' spaces can be given: what they have and what is left.
    dept_space_quota: u64,
    /// GiB that personal spaces can be given: what they have and what is left.
    personal_space_quota: u64,
    /// GiB that groups' spaces can be given: what they have and what is left.
    group_space_quota: u64,
    /// GiB that no space has been given yet.
    reserved_space_quota: u64,
    /// Bytes in departments' spaces.
    dept_space_used: u64,
    /// GiB that departments' spaces have been given.
    dept_space_quota_used: u64,
    /// Bytes in personal spaces.
    personal_space_used: u64,
    /// GiB that personal spaces have been given.
    personal_space_quota_used: u64,
    /// Bytes in groups' spaces.
    group_space_used: u64,
    /// GiB that groups' spaces have been given.
    group_space_quota_used: u64,
    /// Days that a packed download is kept.
    package_download_expires: i64,
    /// The edition.
    product_type: &'static str,
}

impl From<UsageView> for QuotaUsed {
    fn from(usage: UsageView) -> Self {
        use SpaceKind::{Department, Group, Personal};
        Self {
            space_quota_used: usage.assigned() / GIB,
            user_count: usage.users,
            space_capacity: usage.settings.capacity / GIB,
            user_max_count: usage.settings.user_limit,
            space_used: usage.used(),
            dept_space_quota: usage.within_reach_of(Department) / GIB,
            personal_space_quota: usage.within_reach_of(Personal) / GIB,
            group_space_quota: usage.within_reach_of(Group) / GIB,
            reserved_space_quota: usage.left() / GIB,
            dept_space_used: usage.used_by(Department),
            dept_space_quota_used: usage.assigned_to(Department) / GIB,
            personal_space_used: usage.used_by(Personal),
            personal_space_quota_used: usage.assigned_to(Personal) / GIB,
            group_space_used: usage.used_by(Group),
            group_space_quota_used: usage.assigned_to(Group) / GIB,
            package_download_expires: usage.settings.package_days,
            product_type: PRODUCT_TYPE,
        }
    }
}

/// What the tenant uses, for administrators (4.6.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/service/quotaUsed",
    tag = super::TAG,
    responses((status = 200, body = Reply<Data<QuotaUsed>>), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
) -> Result<Reply<Data<QuotaUsed>>, Failed> {
    let data = koo.drive.usage(&caller.ctx).await?.into();
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
