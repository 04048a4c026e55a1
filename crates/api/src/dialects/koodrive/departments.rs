//! Departments (reference, 4.1).

mod change;
mod create;
mod delete;
mod list;
mod show;

use super::state::Koo;
use coffer_model::DepartmentId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(list::handler))
        .routes(routes!(create::handler))
        .routes(routes!(show::handler, change::handler, delete::handler))
}

/// What was made (reference, table 4-11).
#[derive(Debug, Serialize, ToSchema)]
struct DeptData {
    /// The department.
    #[schema(value_type = String)]
    id: DepartmentId,
}
