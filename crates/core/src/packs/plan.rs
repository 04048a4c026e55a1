//! What a fetched pack is made of: every entry with its place, before the first byte is sent.

use super::layout::{self, Header};
use bytes::Bytes;
use coffer_model::{BlobId, Timestamp};

/// The number of the folder above of what is at the top.
const TOP: u32 = u32::MAX;

/// Where the bytes of an entry come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    Folder,
    Blob(BlobId),
    Text(Bytes),
    /// It cannot be read, and is left out.
    Damaged,
}

/// An entry. Names lie together in one text: there may be many.
#[derive(Debug)]
pub(super) struct Entry {
    above: u32,
    name: (u32, u32),
    pub(super) size: u64,
    modified: Timestamp,
    pub(super) body: Body,
    /// Where its header is.
    pub(super) offset: u64,
}

/// All of them, in the order in which they are sent.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) entries: Vec<Entry>,
    names: String,
}

/// How long the parts of a zip are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// Entries that are written.
    pub(super) count: u64,
    /// Where the central directory begins.
    pub(super) directory: u64,
    /// Its length.
    pub(super) directory_size: u64,
    /// The length of all.
    pub(super) total: u64,
}

impl Plan {
    /// Adds an entry below the one with the number `above`; `None` for the top.
    pub(super) fn add(
        &mut self,
        above: Option<u32>,
        name: &str,
        modified: Timestamp,
        size: u64,
        body: Body,
    ) {
        let begin = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push_str(name);
        let end = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.entries.push(Entry {
            above: above.unwrap_or(TOP),
            name: (begin, end),
            size,
            modified,
            body,
            offset: 0,
        });
    }

    /// The path of an entry in the zip.
    pub(super) fn path(&self, entry: &Entry) -> String {
        let mut names = vec![self.name(entry)];
        let mut above = entry.above;
        while let Some(folder) = self.entries.get(above as usize) {
            names.push(self.name(folder));
            above = folder.above;
        }
        names.reverse();
        let mut path = names.join("/");
        if entry.body == Body::Folder {
            path.push('/');
        }
        path
    }

    fn name(&self, entry: &Entry) -> &str {
        let (begin, end) = (entry.name.0 as usize, entry.name.1 as usize);
        self.names.get(begin..end).unwrap_or_default()
    }

    fn path_length(&self, entry: &Entry) -> u64 {
        let mut length = self.name(entry).len() as u64;
        let mut above = entry.above;
        while let Some(folder) = self.entries.get(above as usize) {
            length += self.name(folder).len() as u64 + 1;
            above = folder.above;
        }
        length + u64::from(entry.body == Body::Folder)
    }

    /// Calls `write` with the header of an entry.
    pub(super) fn with_header(&self, entry: &Entry, write: impl FnOnce(Header<'_>)) {
        write(Header {
            path: &self.path(entry),
            folder: entry.body == Body::Folder,
            size: entry.size,
            modified: entry.modified,
        });
    }

    /// Gives every entry its place.
    pub(super) fn lay_out(&mut self) -> Extent {
        let (mut at, mut count, mut directory_size) = (0_u64, 0, 0_u64);
        for index in 0..self.entries.len() {
            let Some(entry) = self.entries.get(index) else {
                break;
            };
            if entry.body == Body::Damaged {
                continue;
            }
            let (path, size) = (self.path_length(entry), entry.size);
            let offset = at;
            count += 1;
            directory_size += Header::central_length(path, size, offset);
            at += Header::length(path, size) + size + Header::descriptor_length(size);
            if let Some(entry) = self.entries.get_mut(index) {
                entry.offset = offset;
            }
        }
        Extent {
            count,
            directory: at,
            directory_size,
            total: at + directory_size + layout::end_length(count, at, directory_size),
        }
    }
}
