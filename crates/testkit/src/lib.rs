//! Starts real servers for tests and speaks to them as their clients do.
//!
//! [`Place`] is where a server keeps its data, on SQLite or PostgreSQL; [`Server`] is the running
//! program; [`KooDrive`] and [`Directories`] are clients. Nothing here uses the server's own code: signatures, hash states
//! and proofs are computed anew from the protocol's description.
//!
//! Everything fails by panicking: this crate is for tests alone.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail and speak as tests do"
)]

mod answer;
mod condition;
mod content;
mod directories;
mod koodrive;
mod place;
mod server;
mod shape;
mod unzip;
mod zip;

pub use answer::Answer;
pub use condition::{Deadline, eventually};
pub use content::{Random, hash_state, proof, sha256_hex};
pub use directories::{Directories, form};
pub use koodrive::{
    App, Events, KooDrive, Login, NewFile, Told, canonical_request, part_of, signature,
};
pub use place::{Database, Place};
pub use server::{Companion, Server};
pub use shape::{Kind, assert_shape};
pub use unzip::{Unzipped, unzip};
pub use zip::{ZipEntry, zip_of};
