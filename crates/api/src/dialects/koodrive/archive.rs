//! Archives (reference, 4.9): seeing what is in one. Taking it apart is a task (4.10).

mod list_file;

use super::state::Koo;
use axum::routing::post;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(list_file::handler))
        // As the reference's example spells it.
        .route("/ose/v1/archive/listFile", post(list_file::handler))
}
