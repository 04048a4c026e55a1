//! What open pages are told as it happens: messages for the reader, the jobs that the reader follows, and
//! changes in the folders on screen.
//!
//! The database is the truth and the only way between servers. Whatever can be watched has a number that
//! grows in the order of the commits: messages and jobs by person, changes by space. A page has seen what
//! its [`WatchPosition`] says; all that comes later it gets, once. Somebody who waits holds nothing but a
//! seat in the `hub`: one look for all, at least once a second and after each commit, finds who has something
//! to see, and only they ask for what it is, with a pause between two questions of one page that grows with
//! the number of pages.

mod folders;
mod hub;
mod look;
mod position;
mod stream;

pub(crate) use hub::Hub;
pub use hub::{CutOff, MOST_OF_ONE};
pub use position::WatchPosition;
pub use stream::Watch;

use crate::NodeRef;
use crate::jobs::JobSummary;
use crate::messages::MessageView;
use coffer_model::{NodeId, SpaceId};
use std::collections::BTreeSet;

/// The most folders that one page may watch.
pub const MOST_FOLDERS: usize = 16;

/// What a page wants to be told of.
#[derive(Debug)]
pub struct WatchCommand {
    /// The token of the session that it lives and dies with.
    pub token: String,
    /// The folders on screen, at most [`MOST_FOLDERS`].
    pub folders: Vec<(SpaceId, NodeRef)>,
    /// What it has seen.
    pub from: WatchFrom,
    /// What ends the stream of a reader that reads nothing.
    pub cut_off: CutOff,
}

/// Where a page begins to be told.
#[derive(Debug, Clone)]
pub enum WatchFrom {
    /// Now.
    Now,
    /// Behind what it saw before it lost us.
    Position(WatchPosition),
    /// Now, and it has to load everything again: nobody knows what it has seen.
    Lost,
}

/// Something that a page is told, and what it has seen with that.
#[derive(Debug, Clone)]
pub struct Told {
    /// What.
    pub event: WatchEvent,
    /// What the page has seen then.
    pub position: WatchPosition,
}

/// What a page is told. Folders are named by their place in [`WatchCommand::folders`].
#[derive(Debug, Clone)]
pub enum WatchEvent {
    /// The first: whatever the page loads from now on is no older than its position.
    Hello {
        /// Messages that the reader has not read.
        unread: u64,
        /// Whether all that happened since the position that the page named follows.
        resumed: bool,
    },
    /// What happened since the position that the page named is not known: it loads everything again.
    Reset,
    /// A new message.
    Message {
        /// The message.
        message: MessageView,
        /// Messages that the reader has not read, this one counted.
        unread: u64,
    },
    /// Messages were read or removed, here or elsewhere.
    Messages {
        /// Messages that the reader has not read.
        unread: u64,
    },
    /// How a job stands.
    Job(JobSummary),
    /// Something changed in folders of one space.
    Change(Vec<FolderChange>),
    /// Folders that are no longer there, or no longer for this reader: nothing more is told of them.
    Gone(Vec<usize>),
}

/// What changed in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderChange {
    /// Which.
    pub folder: usize,
    /// The words for what was done.
    pub acts: BTreeSet<String>,
    /// What came, went or changed; the folder itself where it was renamed or moved.
    pub nodes: BTreeSet<NodeId>,
    /// Whether there is more than what is named.
    pub more: bool,
}
