//! Rules about the repository that no compiler checks. A rule that fails says what to do.

mod edges;
mod files;
mod generated;
mod sources;
mod sql;
