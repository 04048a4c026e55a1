//! Tasks of administrators: hand-overs and imports (reference, 4.11 and 4.2.8).

mod create;
mod info;
mod list;
mod preverify;
mod receiver;
mod result;
mod show;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "4.11 Tasks of administrators";

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(create::handler))
        .routes(routes!(list::handler))
        .routes(routes!(result::handler))
        .routes(routes!(show::handler))
        .routes(routes!(receiver::handler))
        .routes(routes!(preverify::handler))
}
