//! 4.17.1: following a link.

use super::views;
use crate::dialects::koodrive::auth::ShareVisitor;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, TAG_VISITS};
use crate::kit::{Params, lenient};
use axum::extract::State;
use serde::Deserialize;

/// Query (reference, tables 4-358 and 4-361).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    /// What the link says, or the link.
    #[serde(deserialize_with = "lenient::one")]
    pub(super) short_url: String,
    /// Addition: the proof of the extract code.
    #[serde(
        default,
        rename = "kdtoken",
        alias = "kdstoken",
        alias = "kdStoken",
        deserialize_with = "lenient::optional"
    )]
    pub(super) proof: Option<String>,
}

/// Whether a link can be followed (4.17.1): 13000108 says that it has an extract code. Works without a
/// token where the share is for whoever has the link.
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/share/visit",
    tag = TAG_VISITS,
    params(
        ("shortUrl" = String, Query, description = "What the link says, or the link."),
        ("kdtoken" = Option<String>, Query, description = "Addition: the proof of the extract code (4.17.3).")
    ),
    security((), ("token" = [])),
    responses((status = 200, body = Reply<Nothing>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    ShareVisitor(visitor): ShareVisitor,
    Params(request): Params<Request>,
) -> Result<Reply<Nothing>, Failed> {
    let key = views::key(&request.short_url);
    koo.drive.visit_share(&visitor, key, request.proof).await?;
    Ok(Reply::new(visitor.locale, Nothing {}))
}
