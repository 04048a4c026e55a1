//! Rules about the repository that no compiler checks. A rule that fails says what to do.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot be read fails the test, in helpers too"
)]

mod edges;
mod files;
mod generated;
mod sources;
mod sql;
