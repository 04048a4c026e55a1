//! What the formats have in common: entries, and how their contents come out.

use super::fault::Fault;
use super::names::RawName;
use coffer_model::Timestamp;
use std::cell::RefCell;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A file with a content.
    File,
    /// A folder.
    Folder,
    /// A symbolic or hard link.
    Link,
    /// A device, a pipe or something else that only exists in a file system.
    Special,
}

/// An entry as the archive's directory tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The whole path.
    pub(super) name: RawName,
    /// Whether a backslash divides folders in it.
    pub(super) windows: bool,
    pub(super) kind: EntryKind,
    /// Bytes that it claims to have.
    pub(super) size: u64,
    /// Bytes that it takes in the archive, where it has bytes of its own.
    pub(super) packed: Option<u64>,
    pub(super) modified: Option<Timestamp>,
    /// What is known to be in the way of reading it.
    pub(super) blocked: Option<Blocked>,
}

/// What a directory already tells of an entry that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blocked {
    /// It begins or ends in another volume.
    OtherVolume,
    /// It does not say how long it is.
    SizeUnknown,
    /// It is stored without its holes, in a form that we do not read.
    Sparse,
}

/// Whether to go on.
pub(super) type Flow = ControlFlow<()>;

/// What is to be done with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Read it.
    Take,
    /// Leave it out.
    Skip,
    /// This and all that follow are not wanted.
    Stop,
}

/// Takes contents as they come out, one entry after the other.
pub(super) trait Sink {
    /// Whether the entry at `index` of the directory is wanted. Indexes only grow.
    fn want(&mut self, index: u64) -> Want;

    /// More bytes of the entry that was wanted last.
    ///
    /// # Errors
    /// When nothing more is wanted of it.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// The entry that was wanted last has ended: whole, or for a reason.
    fn end(&mut self, outcome: Result<(), Fault>) -> Flow;
}

/// A sink as libraries want it that take it away.
pub(super) type SharedSink = Rc<RefCell<dyn Sink>>;

/// An archive whose kind was found out.
pub(super) trait Archive {
    /// Shows the entries in the order of their indexes. What was shown before a failure is there.
    ///
    /// # Errors
    /// Why there is no more to show.
    fn list(&mut self, visit: &mut dyn FnMut(Entry) -> Flow) -> Result<(), Fault>;

    /// Hands the contents of all files with at least one byte to the sink.
    ///
    /// # Errors
    /// Why no further ones can be read.
    fn read(&mut self, sink: &SharedSink) -> Result<(), Fault>;
}

/// Hands what `content` has to the sink, and tells it how that ended.
pub(super) fn pour(
    content: &mut dyn Read,
    sink: &SharedSink,
    fault: impl FnOnce(io::Error) -> Fault,
) -> Flow {
    let mut buffer = vec![0; 64 << 10];
    let outcome = loop {
        match content.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                if sink.borrow_mut().write(bytes).is_err() {
                    break Err(Fault::Stopped);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(fault(error)),
        }
    };
    sink.borrow_mut().end(outcome)
}
