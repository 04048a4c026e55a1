//! What becomes of an archive: every entry with its place in the drive, or the reason why it gets none.
//!
//! Pure: it sees the entries as the directory tells them and touches nothing.

use super::entry::{Blocked, Entry, EntryKind};
use super::names::{self, BadPath, Evidence};
use coffer_model::error::Reason;
use coffer_model::node::MAX_DEPTH;
use coffer_model::{Name, Timestamp};
use std::collections::{HashMap, HashSet};

/// The most characters of a path that are kept to be shown.
const MAX_PATH: usize = 2_000;
/// The most folders of a path that are looked at: more than any place has room for.
const MAX_PARTS: usize = 64;
/// Behind the last moment that has four digits for its year.
const END_OF_TIME: Timestamp = Timestamp::from_seconds(253_402_300_800);

/// What the operator allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// The most entries of an archive.
    pub entries: u32,
    /// The most bytes that may come out of one archive.
    pub bytes: u64,
    /// How many times as long as what it takes in the archive something may become.
    pub ratio: u64,
    /// Bytes that may always come out, whatever the ratio.
    pub floor: u64,
}

impl ArchiveLimits {
    /// The most bytes that may come out of what takes `packed` in the archive.
    pub(super) fn most_out_of(&self, packed: u64) -> u64 {
        packed.saturating_mul(self.ratio).max(self.floor)
    }
}

impl Default for ArchiveLimits {
    fn default() -> Self {
        Self {
            entries: 100_000,
            bytes: 200 << 30,
            ratio: 200,
            floor: 64 << 20,
        }
    }
}

/// An entry with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    /// The index in the archive's directory; `None` for folders that it does not name.
    pub(super) source: Option<u64>,
    /// The index of the folder above in the plan, which is smaller than its own.
    pub(super) parent: Option<usize>,
    /// The path to show.
    pub(super) path: String,
    pub(super) folder: bool,
    /// Bytes; of a folder, of all files in it.
    pub(super) size: u64,
    pub(super) modified: Option<Timestamp>,
    /// The name that it gets.
    pub(super) name: Name,
    /// Whether that is another one than the archive's.
    pub(super) renamed: bool,
    /// Why it gets no place.
    pub(super) refused: Option<Reason>,
}

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// Paths as a listing shows them; empty for everything.
    pub(super) paths: &'a [String],
    pub(super) limits: ArchiveLimits,
    /// Bytes of the archive.
    pub(super) archive: u64,
    pub(super) now: Timestamp,
}

/// Makes the plan for all entries of a directory.
pub(super) fn plan(entries: &[Entry], asked: &Asked<'_>) -> Vec<Planned> {
    let mut evidence = Evidence::default();
    entries.iter().for_each(|entry| evidence.add(&entry.name));
    let mut planner = Planner::new(asked);
    for (index, entry) in (0_u64..).zip(entries) {
        planner.add(index, entry, &evidence.decode(&entry.name));
    }
    planner.finish()
}

/// Puts everything into one folder of that name, unless it is one thing already, and refuses folders that
/// would lie too deep in a folder at `depth`.
pub(super) fn settle(rows: &mut Vec<Planned>, folder: Option<&Name>, depth: u32) {
    let tops = rows
        .iter()
        .filter(|row| row.parent.is_none() && row.refused.is_none())
        .count();
    if let Some(name) = folder.filter(|_| tops > 1) {
        for row in rows.iter_mut() {
            row.parent = match row.parent {
                Some(above) => Some(above + 1),
                None => row.refused.is_none().then_some(0),
            };
        }
        rows.insert(
            0,
            Planned {
                source: None,
                parent: None,
                path: String::new(),
                folder: true,
                size: rows
                    .iter()
                    .filter(|row| row.parent == Some(0))
                    .fold(0, |size: u64, row| size.saturating_add(row.size)),
                modified: None,
                name: name.clone(),
                renamed: false,
                refused: None,
            },
        );
    }
    let mut depths: Vec<u32> = Vec::with_capacity(rows.len());
    for index in 0..rows.len() {
        let above = rows.get(index).and_then(|row| row.parent);
        let lost =
            above.is_some_and(|above| rows.get(above).is_some_and(|row| row.refused.is_some()));
        let level = above
            .and_then(|above| depths.get(above))
            .copied()
            .unwrap_or(depth);
        if let Some(row) = rows.get_mut(index) {
            let level = if row.folder { level + 1 } else { level };
            depths.push(level);
            if row.refused.is_none() && (lost || level > MAX_DEPTH) {
                row.refused = Some(Reason::EntryTooDeep);
            }
        }
    }
}

type Siblings = (Option<usize>, String);

struct Planner<'a> {
    asked: &'a Asked<'a>,
    wanted: HashSet<String>,
    met: HashSet<String>,
    rows: Vec<Planned>,
    /// Folders by the name that they have in the archive.
    folders: HashMap<Siblings, usize>,
    /// Names given, with the attempts that were needed.
    taken: HashMap<Siblings, u32>,
    bytes: u64,
    packed: u64,
}

impl<'a> Planner<'a> {
    fn new(asked: &'a Asked<'a>) -> Self {
        let wanted = asked.paths.iter().map(|path| normal(path)).collect();
        Self {
            asked,
            wanted,
            met: HashSet::new(),
            rows: Vec::new(),
            folders: HashMap::new(),
            taken: HashMap::new(),
            bytes: 0,
            packed: 0,
        }
    }

    fn add(&mut self, index: u64, entry: &Entry, text: &str) {
        let parts = match names::split(text, entry.windows) {
            Ok(parts) => parts,
            Err(bad) => {
                let reason = match bad {
                    BadPath::Traversal => Reason::EntryTraversal,
                    BadPath::Absolute => Reason::EntryAbsolute,
                };
                if self.wanted.is_empty() || self.is_named(text) {
                    self.refuse(index, entry, text, reason);
                }
                return;
            }
        };
        if parts.len() > MAX_PARTS {
            return self.refuse(index, entry, text, Reason::EntryTooDeep);
        }
        let Some(skip) = self.skipped(&parts) else {
            return;
        };
        let Some((last, above)) = parts.split_last() else {
            return;
        };
        let reason = match entry.kind {
            EntryKind::Link => Some(Reason::EntryLink),
            EntryKind::Special => Some(Reason::EntrySpecial),
            EntryKind::File | EntryKind::Folder => None,
        };
        if let Some(reason) = reason {
            return self.refuse(index, entry, text, reason);
        }
        let mut parent = None;
        for depth in skip..above.len() {
            let path = shown(&parts.get(..=depth).unwrap_or_default().join("/"));
            parent = Some(self.folder(parent, parts.get(depth).unwrap_or(last), path));
        }
        let path = shown(&parts.join("/"));
        if entry.kind == EntryKind::Folder {
            let folder = self.folder(parent, last, path);
            if let Some(row) = self.rows.get_mut(folder) {
                row.source = row.source.or(Some(index));
                row.modified = row.modified.or(moment(entry));
            }
            return;
        }
        self.file(index, entry, parent, last, path);
    }

    /// How many parts of the path stand before what was asked for; `None` when it is not wanted.
    fn skipped(&mut self, parts: &[&str]) -> Option<usize> {
        if self.wanted.is_empty() {
            return Some(0);
        }
        // What is named beside a folder above it is met too; it comes out once, with the folder.
        let mut first = None;
        for count in 1..=parts.len() {
            let path = parts.get(..count).unwrap_or_default().join("/");
            if self.is_named(&path) {
                first = first.or(Some(count - 1));
            }
        }
        first
    }

    fn is_named(&mut self, path: &str) -> bool {
        let path = normal(path);
        let named = self.wanted.contains(&path);
        if named {
            self.met.insert(path);
        }
        named
    }

    /// The folder of that name, made when there is none.
    fn folder(&mut self, parent: Option<usize>, part: &str, path: String) -> usize {
        let (name, changed) = names::allowed(part);
        let key = (parent, name.key());
        if let Some(index) = self.folders.get(&key) {
            return *index;
        }
        let (name, again) = self.free(parent, name);
        let index = self.rows.len();
        self.folders.insert(key, index);
        self.rows.push(Planned {
            source: None,
            parent,
            path,
            folder: true,
            size: 0,
            modified: None,
            name,
            renamed: changed || again,
            refused: None,
        });
        index
    }

    fn file(&mut self, index: u64, entry: &Entry, parent: Option<usize>, part: &str, path: String) {
        let refused = self.refusal(entry);
        let (name, changed) = names::allowed(part);
        let (name, again) = match refused {
            None => self.free(parent, name),
            Some(_) => (name, false),
        };
        let mut above = parent;
        while let Some(row) = above.and_then(|above| self.rows.get_mut(above)) {
            row.size = row.size.saturating_add(entry.size);
            above = row.parent;
        }
        self.rows.push(Planned {
            source: Some(index),
            parent,
            path,
            folder: false,
            size: entry.size,
            modified: moment(entry),
            name,
            renamed: changed || again,
            refused,
        });
    }

    /// What is against a file, by what the directory says of it.
    fn refusal(&mut self, entry: &Entry) -> Option<Reason> {
        match entry.blocked {
            Some(Blocked::OtherVolume) => return Some(Reason::EntryOtherVolume),
            Some(Blocked::SizeUnknown | Blocked::Sparse) => {
                return Some(Reason::ArchiveUnsupported);
            }
            None => {}
        }
        let limits = self.asked.limits;
        let all = self.bytes.saturating_add(entry.size);
        let packed = self.packed.saturating_add(entry.packed.unwrap_or(0));
        if entry.packed.is_some_and(|packed| entry.size > limits.most_out_of(packed))
            || all > limits.most_out_of(self.asked.archive)
            // More than there is: entries share their bytes.
            || packed > self.asked.archive
        {
            return Some(Reason::EntryBomb);
        }
        if all > limits.bytes {
            return Some(Reason::EntryTooMuch);
        }
        (self.bytes, self.packed) = (all, packed);
        None
    }

    /// A name that no sibling has, and whether it is another one.
    fn free(&mut self, parent: Option<usize>, name: Name) -> (Name, bool) {
        let key = (parent, name.key());
        let Some(first) = self.taken.get(&key).copied() else {
            self.taken.insert(key, 0);
            return (name, false);
        };
        let mut attempt = first;
        loop {
            let other = name.with_timestamp(self.asked.now, attempt);
            attempt += 1;
            let other_key = (parent, other.key());
            if !self.taken.contains_key(&other_key) {
                self.taken.insert(other_key, 0);
                self.taken.insert(key, attempt);
                return (other, true);
            }
        }
    }

    fn refuse(&mut self, index: u64, entry: &Entry, text: &str, reason: Reason) {
        self.rows.push(Planned {
            source: Some(index),
            parent: None,
            path: shown(text),
            folder: entry.kind == EntryKind::Folder,
            size: entry.size,
            modified: moment(entry),
            name: Name::stored(String::new()),
            renamed: false,
            refused: Some(reason),
        });
    }

    fn finish(mut self) -> Vec<Planned> {
        let mut missing: Vec<&String> = self.wanted.difference(&self.met).collect();
        missing.sort_unstable();
        for path in missing {
            self.rows.push(Planned {
                source: None,
                parent: None,
                path: shown(path),
                folder: false,
                size: 0,
                modified: None,
                name: Name::stored(String::new()),
                renamed: false,
                refused: Some(Reason::EntryMissing),
            });
        }
        self.rows
    }
}

/// When an entry was changed, if that is a time that can be.
fn moment(entry: &Entry) -> Option<Timestamp> {
    entry
        .modified
        .filter(|at| (Timestamp(0)..END_OF_TIME).contains(at))
}

/// A path of a request as listings spell it.
fn normal(path: &str) -> String {
    shown(path.trim_matches('/'))
}

/// A path without what no answer can carry, and not longer than anybody reads.
fn shown(path: &str) -> String {
    path.chars()
        .take(MAX_PATH)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests;
