//! Groups of people (reference, 4.4).

mod add_members;
mod change;
mod create;
mod delete;
mod list;
mod members;
mod remove_members;

use super::state::Koo;
use axum::routing::put;
use coffer_model::organisation::GroupKind;
use coffer_model::{Error, GroupId, Result};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(create::handler, list::handler))
        .routes(routes!(change::handler, delete::handler))
        // The examples have the word without its last letter.
        .route(
            "/koodrive/ose/v1/usergroup/{group_id}",
            put(change::handler).delete(delete::handler),
        )
        .routes(routes!(members::handler))
        .routes(routes!(add_members::handler))
        .routes(routes!(remove_members::handler))
}

/// The path of operations on one group.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Path {
    /// The group.
    #[serde(deserialize_with = "crate::kit::lenient::one")]
    #[param(value_type = String)]
    group_id: GroupId,
}

/// The kind with this number: 0 people, 1 the people of a group space.
fn kind(number: i64) -> Result<GroupKind> {
    GroupKind::from_number(number).ok_or_else(|| Error::parameter("sourceType").with_limit("0-1"))
}
