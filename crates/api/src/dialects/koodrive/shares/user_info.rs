//! 4.17.2: what a share is.

use super::views::{self, CommonShareLink};
use super::visit::Request;
use crate::dialects::koodrive::auth::ShareVisitor;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_VISITS};
use crate::kit::Params;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// The share (reference, table 4-363).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ShareInfoResponse {
    /// The share.
    link: CommonShareLink,
}

/// What a share is and whose (4.17.2); where it has an extract code, with its proof only.
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/share/userInfo",
    tag = TAG_VISITS,
    params(
        ("shortUrl" = String, Query, description = "What the link says, or the link."),
        ("kdtoken" = Option<String>, Query, description = "Addition: the proof of the extract code (4.17.3).")
    ),
    security((), ("token" = [])),
    responses((status = 200, body = Reply<ShareInfoResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    ShareVisitor(visitor): ShareVisitor,
    Params(request): Params<Request>,
) -> Result<Reply<ShareInfoResponse>, Failed> {
    let key = views::key(&request.short_url);
    let share = koo.drive.visit_share(&visitor, key, request.proof).await?;
    let link = CommonShareLink::new(share, visitor.now);
    Ok(Reply::new(visitor.locale, ShareInfoResponse { link }))
}
