//! What the tenant has been given and uses, and its settings (reference, 4.6 and 4.7).

mod package;
mod status;
mod usage;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "4.6 Service";

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(status::handler))
        .routes(routes!(usage::handler))
        .routes(routes!(package::handler))
}
