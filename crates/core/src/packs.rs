//! Packs: many files and folders as one zip that is made while it is fetched.
//!
//! The job looks at what was asked for and counts what is in it (`work.rs`, `walk.rs`); only ids are
//! kept. Whoever fetches gets what is there by then: rights are looked at again, the tree is walked and
//! frozen (`fetch.rs`, `plan.rs`), which settles the length, and is sent (`send.rs`, `layout.rs`).
//! No library writes zips whose length is known before; the headers are few and pure functions.

mod fetch;
mod idle;
mod layout;
mod plan;
mod room;
mod send;
mod walk;
mod work;

pub use fetch::Pack;
pub(crate) use room::Room;
pub(crate) use work::PackCommand;
pub use work::StartPack;
pub(crate) use work::{draw_up, step};

/// The most files and folders of a pack: what is remembered of each while it is fetched lies in memory.
const MAX_ENTRIES: u32 = 100_000;
