//! Favourites (reference, 4.14).

mod attachment;
mod batch;
mod entry;
mod list;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(batch::handler))
        .routes(routes!(list::handler))
}
