//! To whom roles are granted.

use super::{Tools, ids};
use coffer_core::Ctx;
use coffer_model::rights::{Subject, SubjectKind};
use coffer_model::{Error, Result};

/// The kinds of targets that the protocol tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetType {
    /// A person.
    User,
    /// A group, or a department, which has the same number here.
    Team,
    /// A department; an addition.
    Department,
}

impl TargetType {
    pub(super) fn read(number: i64) -> Result<Self> {
        match number {
            1 => Ok(Self::User),
            2 => Ok(Self::Team),
            3 => Ok(Self::Department),
            _ => Err(Error::parameter("targetType").with_limit("1-3")),
        }
    }

    /// Whom the text names. A team that is not there is a group: nobody has that either.
    pub(super) async fn subject(
        self,
        tools: &Tools,
        ctx: &Ctx,
        parameter: &str,
        text: &str,
    ) -> Result<Subject> {
        let id = ids::number(parameter, text)?;
        let kind = match self {
            Self::User => SubjectKind::User,
            Self::Department => SubjectKind::Department,
            Self::Team => {
                let found = tools.drive.find_team(ctx, id).await?;
                found.unwrap_or(SubjectKind::Group)
            }
        };
        Ok(Subject { kind, id })
    }
}
