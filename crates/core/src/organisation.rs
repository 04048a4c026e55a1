//! The organisation as its administrators run it: departments, people, groups, their spaces and
//! limits.
//!
//! Who may do what is decided in [`rights`], nowhere else. Changes take the tenant first: limits are
//! counted under its lock. Every change leaves an entry in the audit log, in its own transaction.

mod departments;
mod members;
pub(crate) mod removal;
mod rights;
mod spaces;
mod terms;

pub use departments::{ChangeDepartment, NewDepartment};
pub use members::{
    AccountOfMember, ChangeMember, MemberList, MemberReach, MemberSpace, MembersPage, NewMember,
    PersonalSpace,
};
pub(crate) use removal::RemoveSpaceCommand;
pub use spaces::{ChangeSpace, DepartmentSpace, DepartmentSpacesPage};
