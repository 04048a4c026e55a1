//! Shares of others (reference, 4.16 and 4.18.1).

mod exit;
mod list;
mod related;
mod show;

use crate::dialects::koodrive::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(list::handler))
        .routes(routes!(show::handler))
        .routes(routes!(exit::handler))
        .routes(routes!(related::handler))
}
