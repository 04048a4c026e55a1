//! 4.6.1: what the tenant has been given.

use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::dto::PRODUCT_TYPE;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Data, Reply};
use crate::dialects::koodrive::state::Koo;
use axum::extract::State;
use coffer_core::organisation::ServiceView;
use coffer_model::space::GIB;
use serde::Serialize;
use utoipa::ToSchema;

/// The tenant's service (reference, table 4-141). Sizes are in GiB.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServiceStatus {
    /// 0 in service. A tenant that is there is in service.
    status: i64,
    /// What all spaces can be given together.
    space_capacity: u64,
    /// How many users there can be.
    user_count: i64,
    /// Size of a new group's space; 0 when members open none.
    group_space_size: u64,
    /// Size of a new user's space; 0 when none is opened.
    personal_space_size: u64,
    /// Name of the organisation.
    organization_name: String,
    /// The organisation; the tenant here.
    organization_id: String,
    /// The root department.
    root_dept_code: String,
    /// The tenant.
    tenant_id: String,
    /// Size of a new department's space; 0 when none is opened.
    department_space_size: u64,
    /// Whether there is artificial intelligence: no.
    ai_available: bool,
    /// Whether there is an online editor: no.
    wps_available: bool,
    /// The edition.
    product_type: &'static str,
}

impl From<ServiceView> for ServiceStatus {
    fn from(service: ServiceView) -> Self {
        let settings = service.settings;
        Self {
            status: 0,
            space_capacity: settings.capacity / GIB,
            user_count: settings.user_limit,
            group_space_size: settings.group_space_size / GIB,
            personal_space_size: settings.personal_space_size / GIB,
            organization_name: settings.name,
            organization_id: settings.id.to_string(),
            root_dept_code: service.root.to_string(),
            tenant_id: settings.id.to_string(),
            department_space_size: settings.department_space_size / GIB,
            ai_available: false,
            wps_available: false,
            product_type: PRODUCT_TYPE,
        }
    }
}

/// What the tenant has been given (4.6.1).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/service",
    tag = super::TAG,
    responses((status = 200, body = Reply<Data<ServiceStatus>>), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
) -> Result<Reply<Data<ServiceStatus>>, Failed> {
    let data = koo.drive.service(&caller.ctx).await?.into();
    Ok(Reply::new(caller.ctx.locale, Data { data }))
}
