//! The metadata database: SQLite or PostgreSQL behind one set of statements.
//!
//! [`db`] runs a body of plain synchronous Rust in a transaction; every other module is one area of
//! the schema: private statements in `sql/`, row structs, and a function for each statement.

pub mod archives;
pub mod audit;
pub mod contents;
pub mod copies;
pub mod db;
pub mod departments;
pub mod events;
pub mod favourites;
pub mod fsck;
pub mod groups;
pub mod identity;
pub mod imports;
pub mod jobs;
mod json;
pub mod leases;
pub mod listing;
pub mod members;
pub mod messages;
mod migrate;
pub mod nodes;
pub mod packs;
pub mod recents;
pub mod removal;
pub mod rights;
pub mod search;
pub mod settings;
pub mod shares;
pub mod spaces;
pub mod tenants;
pub mod uploads;
pub mod watch;
pub mod ways;

pub use db::*;

/// Every statement with its name, so that a test can prepare them all on both databases.
#[must_use]
pub fn all_statements() -> Vec<(&'static str, &'static Sql)> {
    [
        archives::ALL,
        audit::ALL,
        contents::ALL,
        copies::ALL,
        departments::ALL,
        events::ALL,
        favourites::ALL,
        fsck::ALL,
        groups::ALL,
        identity::ALL,
        imports::ALL,
        jobs::ALL,
        leases::ALL,
        listing::ALL,
        members::ALL,
        messages::ALL,
        nodes::ALL,
        packs::ALL,
        recents::ALL,
        removal::ALL,
        rights::ALL,
        search::ALL,
        settings::ALL,
        shares::ALL,
        spaces::ALL,
        tenants::ALL,
        uploads::ALL,
        watch::ALL,
    ]
    .concat()
}
