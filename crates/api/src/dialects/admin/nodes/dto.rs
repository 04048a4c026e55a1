//! What several operations speak of.

use coffer_model::rights::{Right, Rights, Subject, SubjectKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// To whom a role is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::dialects::admin) enum SubjectType {
    /// A person.
    User,
    /// The members of a group.
    Group,
    /// The people of a department and of the departments below it.
    Department,
}

impl SubjectType {
    pub(super) fn subject(self, id: i64) -> Subject {
        let kind = match self {
            Self::User => SubjectKind::User,
            Self::Group => SubjectKind::Group,
            Self::Department => SubjectKind::Department,
        };
        Subject { kind, id }
    }
}

impl From<SubjectKind> for SubjectType {
    fn from(kind: SubjectKind) -> Self {
        match kind {
            SubjectKind::User => Self::User,
            SubjectKind::Group => Self::Group,
            SubjectKind::Department => Self::Department,
        }
    }
}

/// The names of rights.
pub(super) fn keys(rights: Rights) -> Vec<&'static str> {
    rights.iter().map(Right::key).collect()
}
