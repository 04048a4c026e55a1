//! People in answers.

use coffer_model::UserId;
use coffer_model::node::Person;
use serde::Serialize;
use utoipa::ToSchema;

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonBody {
    /// The id.
    #[schema(value_type = String)]
    id: UserId,
    /// The name to show.
    name: String,
    /// The subject at the identity provider.
    subject: String,
}

impl From<Person> for PersonBody {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            name: person.name,
            subject: person.subject,
        }
    }
}
