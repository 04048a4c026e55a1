//! Spaces (reference, 4.3).

mod of_owner;
mod of_user;
mod show;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(show::handler))
        .routes(routes!(of_owner::handler))
        .routes(routes!(of_user::handler))
}
