//! One suite for every implementation, and what only a disk has to prove.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test that fails, fails the test"
)]

mod disk;
mod full;
mod parts;
mod publish;
mod sealed;
mod support;
