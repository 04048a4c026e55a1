//! The use cases of the drive: what may be done, by whom, and what must hold afterwards.
//!
//! Nothing here knows HTTP or a vendor's words. A use case is a method of [`Drive`] that takes a
//! [`Ctx`] and a command and answers a view; it reads: parse, load with the right it needs, decide,
//! write in one transaction.

mod access;
pub mod archives;
mod audit;
mod clock;
mod ctx;
mod drive;
pub mod favourites;
pub mod files;
pub mod fsck;
pub mod identity;
mod ids;
pub mod images;
pub mod jobs;
mod keys;
mod lease;
pub mod messages;
pub mod objects;
pub mod organisation;
pub mod packs;
pub mod recents;
mod record;
pub mod rights;
mod seals;
pub mod shares;
mod sight;
pub mod signing;
pub mod spaces;
mod sweep;
mod thumbnails;
pub mod uploads;
pub mod watch;

pub use access::{Expect, NodeRef};
pub use clock::Clock;
pub use ctx::{Access, Actor, Ctx, OPERATOR};
pub use drive::{Drive, Settings};
pub use ids::{Opaque, OpaqueKind};
pub use keys::has_keys;
