//! 4.17.3: giving an extract code.

use super::views;
use crate::dialects::koodrive::auth::ShareVisitor;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_VISITS};
use crate::kit::{Input, lenient};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body (reference, table 4-367).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifyShareRequest {
    /// What the link says, or the link.
    #[serde(deserialize_with = "lenient::one")]
    short_url: String,
    /// The extract code.
    #[serde(default, deserialize_with = "lenient::optional")]
    extract_code: Option<String>,
}

/// The proof (reference, table 4-368).
#[derive(Serialize, ToSchema)]
pub(super) struct VerifyShareResponse {
    /// What shows for two hours, at this share, that the code was given.
    kdstoken: String,
}

/// Takes an extract code for a proof (4.17.3).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/share/verify",
    tag = TAG_VISITS,
    request_body = VerifyShareRequest,
    security((), ("token" = [])),
    responses((status = 200, body = Reply<VerifyShareResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    ShareVisitor(visitor): ShareVisitor,
    Input(request): Input<VerifyShareRequest>,
) -> Result<Reply<VerifyShareResponse>, Failed> {
    let key = views::key(&request.short_url);
    let code = request.extract_code.unwrap_or_default();
    let kdstoken = koo.drive.verify_share(&visitor, key, &code).await?;
    Ok(Reply::new(visitor.locale, VerifyShareResponse { kdstoken }))
}
