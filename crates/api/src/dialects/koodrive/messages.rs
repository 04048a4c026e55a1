//! Messages (reference, 4.19).

mod batch_delete;
mod batch_read;
mod change;
mod list;
mod specific;
mod unread_count;

pub(super) use list::MessageInfo;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(unread_count::handler))
        .routes(routes!(list::handler))
        .routes(routes!(batch_read::handler))
        .routes(routes!(batch_delete::handler))
        .routes(routes!(specific::handler))
}
