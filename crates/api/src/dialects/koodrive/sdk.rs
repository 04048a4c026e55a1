//! The script with which other sites embed a picker and a preview (reference, 4.8).

mod info;

use super::state::Koo;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "4.8 Embedding";

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(info::handler))
        // The table has the version, the example has not.
        .route("/koodrive/ose/sdk/get-js-sdk-info", get(info::handler))
}
