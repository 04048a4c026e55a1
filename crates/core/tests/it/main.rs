//! Use cases of files on a database and content in memory, with a clock that the test turns.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

mod archives;
mod bin_pages;
mod copies;
mod depth;
mod downloads;
mod emergencies;
mod favourites;
mod fsck;
mod fsck_strays;
mod garbage;
mod groups;
mod hand_over;
mod import;
mod jobs;
mod live;
mod model;
mod permissions;
mod races;
mod reading;
mod remembered;
mod removal;
mod restore;
mod sealed;
mod told;
mod uploads;
mod watch;
mod world;
