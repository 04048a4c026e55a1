//! Shares (reference, 4.15 to 4.17, and 4.18.1): those of the caller, those of others, and
//! visiting them.

mod cancel;
mod change;
mod create;
mod download;
mod file_info;
mod files;
mod list;
mod received;
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
        .merge(received::router())
        .routes(routes!(visit::handler))
        .routes(routes!(user_info::handler))
        .routes(routes!(verify::handler))
        .routes(routes!(files::handler))
        .routes(routes!(download::handler))
        .routes(routes!(start_task::handler))
        .routes(routes!(task_detail::handler))
}
