//! The people of a tenant.

mod add;
mod change;
mod list;
mod remove;

pub(crate) use add::audit_new;
pub use add::{AccountOfMember, NewMember};
pub use change::ChangeMember;
pub(super) use change::require_administrator_left;
pub use coffer_store::members::PersonalSpace;
pub use list::{MemberList, MemberReach, MemberSpace, MembersPage};
pub(super) use remove::retire;

use coffer_model::{Error, Result};

/// Longest subject, in characters: providers' own ids are much shorter.
const SUBJECT_MAX: usize = 256;

/// A subject as providers give them out.
pub(super) fn subject(parameter: &str, text: &str) -> Result<String> {
    let subject = text.trim();
    is_subject(subject)
        .then(|| subject.to_owned())
        .ok_or_else(|| Error::parameter(parameter).with_limit(format!("1-{SUBJECT_MAX}")))
}

/// Whether somebody can have this subject.
pub(crate) fn is_subject(subject: &str) -> bool {
    (1..=SUBJECT_MAX).contains(&subject.chars().count())
        && !subject.chars().any(char::is_control)
        // What removed people are renamed to.
        && !subject.starts_with("removed:")
}
