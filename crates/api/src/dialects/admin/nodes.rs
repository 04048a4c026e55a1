//! What is granted on folders and files, for everybody who manages them, and what everybody may do.
//!
//! Paths begin with `/api/v1/`.

pub(super) mod dto;
pub(super) mod explain;
pub(super) mod grant;
pub(super) mod granted;
pub(super) mod inherit;
pub(super) mod list_grants;
pub(super) mod revoke;

use serde::Deserialize;
use utoipa::IntoParams;

/// The path of a folder or file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Path)]
pub(super) struct OneNode {
    /// The id of a folder or file: the decimal number, or as the other dialects spell it.
    id: String,
}
