//! The HTTP side on a database in memory, asked as a browser and as programs ask it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "an answer that is not as expected fails the test, in helpers too"
)]

mod callers;
mod clients;
mod login;
mod logout;
mod session;
mod world;
