//! What the caller used last (reference, 4.18).

mod list;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new().routes(routes!(list::handler))
}
