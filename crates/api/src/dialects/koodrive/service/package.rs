//! 4.7.1: how long packed downloads are kept.

use crate::dialects::koodrive::Failed;
use crate::dialects::koodrive::auth::UserCaller;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::kit::{Input, lenient};
use axum::extract::State;
use coffer_model::{Code, TenantId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Body (reference, table 4-146).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackageRequest {
    /// The tenant; no other than the caller's.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[schema(value_type = Option<String>)]
    tenant_id: Option<TenantId>,
    /// Days, 1-30.
    #[serde(deserialize_with = "lenient::one")]
    package_download_expires: i64,
}

/// Sets for how many days packed downloads are kept; for super administrators (4.7.1).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/org/package",
    tag = "4.7 Settings",
    request_body = PackageRequest,
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    caller: UserCaller,
    Input(request): Input<PackageRequest>,
) -> Result<Reply<Nothing>, Failed> {
    if request.tenant_id.is_some_and(|id| id != caller.ctx.tenant) {
        return Err(Code::NotFound.into());
    }
    let days = request.package_download_expires;
    koo.drive.set_package_days(&caller.ctx, days).await?;
    Ok(Reply::new(caller.ctx.locale, Nothing {}))
}
