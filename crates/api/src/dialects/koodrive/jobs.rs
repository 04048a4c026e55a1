//! Batches (reference, 4.10): copying, throwing away, erasing, moving, restoring, taking archives apart.

mod archive;
mod cancel;
mod create;
mod list;
mod show;
mod uncompressed;
pub(super) mod words;

pub(super) use list::JobInfo;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(list::handler, create::handler))
        .routes(routes!(cancel::handler))
        .routes(routes!(show::handler))
}
