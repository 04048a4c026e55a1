//! A person as the file operations show one.

use coffer_model::UserId;
use coffer_model::node::Person;
use serde::Serialize;
use utoipa::ToSchema;

/// A person (reference, table 4-213).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct User {
    /// Always `drive#user`.
    category: &'static str,
    /// The subject at the identity provider.
    user_id: String,
    /// The name to show.
    display_name: String,
    /// Whether it is the caller.
    me: bool,
    /// The person's id.
    #[schema(value_type = String)]
    permission_id: UserId,
}

impl User {
    pub(in super::super) fn new(person: Person, caller: UserId) -> Self {
        Self {
            category: "drive#user",
            user_id: person.subject,
            display_name: person.name,
            me: person.id == caller,
            permission_id: person.id,
        }
    }
}
