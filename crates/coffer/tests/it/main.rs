//! The program as its clients see it: every test here speaks HTTP with a real server, on SQLite and
//! on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail and speak as tests do"
)]

mod apps;
mod audit;
mod bin;
mod crash;
mod downloads;
mod envelope;
mod files;
mod group_spaces;
mod groups;
mod instant;
mod listing;
mod names;
mod operations;
mod pages;
mod parts;
mod pictures;
mod rights;
mod search;
mod service;
mod sessions;
mod spaces;
mod support;
mod tasks;
mod tenants;
mod tour;
mod uploads;
