//! The organisation as its administrators run it: departments, people, groups, their spaces and
//! limits.
//!
//! Who may do what is decided in [`rights`], nowhere else. Changes take the tenant first: limits are
//! counted under its lock. Every change leaves an entry in the audit log, in its own transaction.

mod rights;
mod terms;
