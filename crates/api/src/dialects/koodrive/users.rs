//! People (reference, 4.2).

mod change;
mod count;
mod create;
mod delete;
mod list;
mod mobile;
mod show;

use super::state::Koo;
use coffer_model::user::Role;
use coffer_model::{Error, Result};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(list::handler))
        .routes(routes!(count::handler))
        .routes(routes!(mobile::handler))
        .routes(routes!(create::handler))
        .routes(routes!(show::handler, change::handler, delete::handler))
}

/// The role with this number.
fn role(number: i64) -> Result<Role> {
    Role::from_number(number).ok_or_else(|| Error::parameter("role").with_limit("0-2"))
}
