//! Batches (reference, 4.10): throwing away, erasing, moving and restoring.

mod archive;
mod create;
mod show;
mod uncompressed;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(create::handler))
        .routes(routes!(show::handler))
}
