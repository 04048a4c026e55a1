//! Personal spaces that super administrators open for reading in an emergency.

pub(super) mod close;
pub(super) mod list;
pub(super) mod open;

use super::person::PersonBody;
use coffer_core::rights::EmergencyView;
use coffer_model::SpaceId;
use serde::Serialize;
use utoipa::ToSchema;

/// A space that is open for somebody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmergencyBody {
    /// The space.
    #[schema(value_type = String)]
    space_id: SpaceId,
    /// Whose it is.
    owner: PersonBody,
    /// The super administrator who may read it.
    member: PersonBody,
    /// Why, in the administrator's words.
    reason: String,
    /// Since when (RFC 3339).
    opened_at: String,
    /// Until when (RFC 3339).
    ends_at: String,
}

impl From<EmergencyView> for EmergencyBody {
    fn from(view: EmergencyView) -> Self {
        Self {
            space_id: view.space,
            owner: view.owner.into(),
            member: view.member.into(),
            reason: view.reason,
            opened_at: view.opened_at.rfc3339_millis(),
            ends_at: view.ends_at.rfc3339_millis(),
        }
    }
}
