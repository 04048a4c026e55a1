//! Spaces (reference, 4.3).

mod change;
mod create;
mod delete;
mod department_list;
mod group_create;
mod group_dissolve;
mod group_list;
mod of_owner;
mod of_user;
mod show;
mod team_list;
mod user_list;

use super::state::Koo;
use axum::routing::{get, post};
use coffer_model::space::SpaceKind;
use coffer_model::{Error, Result};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(department_list::handler))
        // The path of the example.
        .route(
            "/koodrive/cloudfile/v1/space/departmentList",
            get(department_list::handler),
        )
        .routes(routes!(user_list::handler))
        .routes(routes!(show::handler))
        .routes(routes!(
            of_owner::handler,
            create::handler,
            change::handler,
            delete::handler
        ))
        .routes(routes!(of_user::handler))
        .routes(routes!(team_list::handler))
        .routes(routes!(group_create::handler))
        // The example leaves the last word away.
        .route("/koodrive/ose/v1/space/", post(group_create::handler))
        .route("/koodrive/ose/v1/space", post(group_create::handler))
        .routes(routes!(group_dissolve::handler))
        .routes(routes!(group_list::handler))
}

/// The kind of a space by its number.
fn any_kind(number: i64) -> Result<SpaceKind> {
    SpaceKind::from_number(number).ok_or_else(|| Error::parameter("type").with_limit("0-2"))
}

/// The same where groups have an operation of their own.
fn kind_without_groups(number: i64) -> Result<SpaceKind> {
    match SpaceKind::from_number(number) {
        Some(kind @ (SpaceKind::Department | SpaceKind::Personal)) => Ok(kind),
        Some(SpaceKind::Group) | None => Err(Error::parameter("type").with_limit("0-1")),
    }
}
