//! Spaces (reference, 4.3).

mod group_create;
mod group_dissolve;
mod group_list;
mod of_owner;
mod of_user;
mod show;
mod team_list;

use super::state::Koo;
use axum::routing::post;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(show::handler))
        .routes(routes!(of_owner::handler))
        .routes(routes!(of_user::handler))
        .routes(routes!(team_list::handler))
        .routes(routes!(group_create::handler))
        // The example leaves the last word away.
        .route("/koodrive/ose/v1/space/", post(group_create::handler))
        .route("/koodrive/ose/v1/space", post(group_create::handler))
        .routes(routes!(group_dissolve::handler))
        .routes(routes!(group_list::handler))
}
