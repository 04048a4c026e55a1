//! The organisation as its administrators run it: departments, people, groups, their spaces and
//! limits.
//!
//! Who may do what is decided in the module `rights`, nowhere else. Changes take the tenant first: limits are
//! counted under its lock. Every change leaves an entry in the audit log, in its own transaction.

mod audit_log;
mod departments;
pub mod groups;
pub(crate) mod hand_over;
pub(crate) mod import;
mod members;
pub(crate) mod removal;
mod rights;
mod service;
mod spaces;
mod subjects;
mod tasks;
mod tenants;
pub(crate) mod terms;

pub use audit_log::{AUDIT_PAGE, AuditEntry, AuditFilter, AuditPage, MAX_AUDIT_PAGE};
pub use departments::{ChangeDepartment, NewDepartment};
pub(crate) use hand_over::HandOverCommand;
pub(crate) use import::ImportCommand;
pub use import::{ImportFailure, ImportResult, ImportRow, Verified};
pub use members::{
    AccountOfMember, ChangeMember, MemberList, MemberReach, MemberSpace, MembersPage, NewMember,
    PersonalSpace,
};
pub(crate) use members::{audit_new, is_subject};
pub(crate) use removal::RemoveSpaceCommand;
pub use service::{ServiceView, UsageView};
pub use spaces::{ChangeSpace, DepartmentSpace, DepartmentSpacesPage};
pub use tasks::{TaskKind, TaskList, TaskSubject, TaskView, TasksPage};
pub(crate) use tenants::find_named_or_only;
pub use tenants::{ChangeTenant, NewTenant};
