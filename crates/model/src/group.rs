//! Groups of people: their names and pictures as callers give them, their members and the teams that
//! a person works in.

use crate::name::{fold, is_invisible};
use crate::organisation::GroupRole;
use crate::space::SpaceView;
use crate::user::Role;
use crate::{DepartmentId, Error, Result, Timestamp, UserId};
use icu_properties::CodePointSetData;
use icu_properties::props::{EmojiModifier, EmojiPresentation, ExtendedPictographic};

/// The most characters that a group's name may have.
const MAX_NAME: usize = 64;
/// The most characters that the address of a picture may have.
const MAX_ICON_URL: usize = 512;

/// The name of a group that was checked: no blanks at the ends, 1..=64 characters, none of
/// `< > : ~ * ? / | \ "`, no control characters, no emoji, something to see, not `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupName(String);

impl GroupName {
    /// Checks `text` after cutting blanks at its ends.
    ///
    /// # Errors
    /// `BadRequest` naming the parameter.
    pub fn parse(parameter: &str, text: &str) -> Result<Self> {
        let name = text.trim();
        let length = (1..=MAX_NAME).contains(&name.chars().count());
        let unseen = name.chars().all(is_invisible);
        let forbidden = name.chars().any(is_forbidden) || matches!(name, "." | "..");
        if !length || unseen || forbidden {
            return Err(Error::parameter(parameter).with_limit(format!("1-{MAX_NAME}")));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which names are searched.
    #[must_use]
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

fn is_forbidden(c: char) -> bool {
    matches!(
        c,
        '<' | '>' | ':' | '~' | '*' | '?' | '/' | '|' | '\\' | '"'
    ) || c.is_control()
        || is_emoji(c)
}

/// What is shown as a small picture, alone or as a part of one. Signs that are text unless somebody
/// asks for the picture (`©`, `™`, arrows) are text.
fn is_emoji(c: char) -> bool {
    // Variation selector 16 asks for the picture, the keycap is put around a digit, and tags spell
    // the flags of regions.
    let part = matches!(c, '\u{fe0f}' | '\u{20e3}' | '\u{e0020}'..='\u{e007f}');
    let picture = c >= '\u{2600}' && CodePointSetData::new::<ExtendedPictographic>().contains(c);
    part || picture
        || CodePointSetData::new::<EmojiPresentation>().contains(c)
        || CodePointSetData::new::<EmojiModifier>().contains(c)
}

/// Where the picture of a group is: at most 512 characters, no control characters. Nobody follows
/// it but the client that shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IconUrl(String);

impl IconUrl {
    /// Checks `text`; an empty one is no picture.
    ///
    /// # Errors
    /// `BadRequest` naming the parameter.
    pub fn parse(parameter: &str, text: &str) -> Result<Self> {
        let url = text.trim();
        if url.chars().count() > MAX_ICON_URL || url.chars().any(char::is_control) {
            return Err(Error::parameter(parameter).with_limit(format!("0-{MAX_ICON_URL}")));
        }
        Ok(Self(url.to_owned()))
    }

    /// The address as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMemberView {
    /// The person.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// The person's department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The mobile number, whole; empty when there is none.
    pub mobile: String,
    /// What the person may do in the group.
    pub role: GroupRole,
    /// Whether the person sees the group before others.
    pub pinned: bool,
    /// Since when the person belongs to it.
    pub created_at: Timestamp,
    /// When that changed last.
    pub updated_at: Timestamp,
}

/// A team with a space: a department, or the group behind a group space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamView {
    /// The space. Its owner is the team, its name the team's.
    pub space: SpaceView,
    /// Where the team's picture is; empty when it has none.
    pub icon_url: String,
    /// Whose team it is: a person, or the department itself.
    pub owner: i64,
    /// The owner's name.
    pub owner_name: String,
    /// How many people belong to it.
    pub people: u64,
}

/// What somebody may do in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamRole {
    /// In a group.
    Group(GroupRole),
    /// In the department.
    Department(Role),
}

/// A team as one of its people sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTeamView {
    /// The team.
    pub team: TeamView,
    /// What the person may do in it.
    pub role: TeamRole,
    /// Whether the person sees it before others.
    pub pinned: bool,
}

#[cfg(test)]
mod tests;
