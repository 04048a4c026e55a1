//! Roles: sets of rights with names, which are granted on folders and files.

pub(super) mod change;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod list;

use coffer_model::rights::Right;

/// The names of rights, as documents show them.
const EXAMPLE: [&str; 3] = [
    Right::Preview.key(),
    Right::Download.key(),
    Right::Read.key(),
];

/// The path of one role.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub(super) struct OneRole {
    /// The role's id.
    #[serde(deserialize_with = "crate::kit::lenient::one")]
    #[param(value_type = String)]
    id: coffer_model::RoleId,
}
