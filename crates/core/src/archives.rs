//! Archives: seeing what is in them, and taking it out.
//!
//! The directory of an archive is read first and becomes a plan: a row for each entry, with its place in
//! the drive or the reason why it gets none (`plan.rs`). Taking out follows the plan in the order of the
//! archive, a slice at a time: contents are stored, then one transaction makes the files and notes how
//! far it is. The libraries that read the formats are synchronous; each runs on a thread of its own and
//! never sees a file system.

mod entry;
mod exercise;
mod extract;
mod fault;
mod formats;
mod list;
mod names;
mod plan;
mod rows;
mod source;
#[cfg(test)]
mod testing;
mod work;

#[doc(hidden)]
pub use exercise::exercise;
pub(crate) use extract::turn;
pub use list::Contents;
pub(crate) use list::PARALLEL;
pub use plan::ArchiveLimits;
pub use rows::ArchiveEntry;
pub(crate) use work::ArchiveCommand;
pub use work::{ArchiveWork, ReadArchive};
