//! Departments: the tree that a company is.

mod change;
mod create;
mod delete;
mod list;

pub use change::ChangeDepartment;
pub use create::NewDepartment;

/// Departments from the root down to the deepest, both counted.
const MAX_LEVELS: i64 = 32;
/// Departments directly below another: all of them are one answer.
const MAX_CHILDREN: i64 = 5_000;
