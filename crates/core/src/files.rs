//! Folders and files: making, showing, listing, finding, renaming, moving, throwing away.

mod batch;
mod clash;
pub(crate) mod copy;
mod create_folder;
mod detail;
mod download;
pub(crate) mod empty_bin;
pub(crate) mod erase;
mod folder;
mod list;
mod listings;
mod rename;
mod search;

pub use batch::{BatchAct, ItemOutcome, StartBatch, StoredTarget};
pub(crate) use batch::{BatchCommand, note_outcomes};
pub(crate) use clash::{Clash, Placed, place};
pub(crate) use copy::CopyCommand;
pub use copy::StartCopy;
pub use create_folder::CreateFolder;
pub use detail::{Detail, NodePath};
pub use download::{Content, DownloadLink};
pub(crate) use empty_bin::EmptyBinCommand;
pub(crate) use erase::EraseCommand;
pub use folder::FolderView;
pub use list::{ListFolder, Listed, Place};
pub(crate) use listings::{Listings, Rank, RankValue, Sorted, rank};
pub use rename::Rename;
pub use search::{Found, FoundNode, Hit, Search, SearchOrder, SearchScope};
