//! One suite for both databases: every test below runs on SQLite and on PostgreSQL, except those
//! in `files` and `repeats`, which are about what only one of them has.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail and speak as tests do"
)]

mod audit;
mod files;
mod plans;
mod queue;
mod recents;
mod repeats;
mod schema;
mod speed;
mod support;
mod values;
mod writes;
