//! Shares (reference, 4.15 and 4.17): those of the caller, and visiting them.

mod cancel;
mod change;
mod create;
mod download;
mod files;
mod list;
mod show;
mod start_task;
mod task_detail;
mod user_info;
mod verify;
mod views;
mod visit;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(create::handler, list::handler))
        .routes(routes!(show::handler, change::handler))
        .routes(routes!(cancel::handler))
        .routes(routes!(visit::handler))
        .routes(routes!(user_info::handler))
        .routes(routes!(verify::handler))
        .routes(routes!(files::handler))
        .routes(routes!(download::handler))
        .routes(routes!(start_task::handler))
        .routes(routes!(task_detail::handler))
}
