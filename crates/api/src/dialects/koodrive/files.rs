//! Lists of files and files (reference, 4.12 and 4.13).

mod complete;
mod create;
mod detail;
mod download;
mod fields;
mod list_personal;
mod list_team;
pub(super) mod listing;
mod make_directory;
mod path;
mod recycle;
mod rename;
mod search;
mod upload_url;

use super::state::Koo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(list_personal::handler))
        .routes(routes!(list_team::handler))
        .routes(routes!(detail::handler))
        .routes(routes!(make_directory::handler))
        .routes(routes!(create::handler))
        .routes(routes!(complete::handler))
        .routes(routes!(download::handler))
        .routes(routes!(rename::handler))
        .routes(routes!(recycle::handler))
        .routes(routes!(search::handler))
        .routes(routes!(path::handler))
        .routes(routes!(upload_url::handler))
}
