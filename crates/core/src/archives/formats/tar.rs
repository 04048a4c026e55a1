//! Tar, plain or in one of four packings: no directory, everything is read from the beginning.

use super::Discard;
use crate::archives::entry::{Archive, Blocked, Entry, EntryKind, Flow, SharedSink, Want, pour};
use crate::archives::fault::Fault;
use crate::archives::names::RawName;
use crate::archives::source::{Allowance, Source};
use coffer_model::Timestamp;
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use tar::{Entries, EntryType};

/// The most bytes between two contents: long names and extended headers are held in memory.
const MAX_HEADERS: u64 = 1 << 20;
/// Where a header's sum stands, and where the words of the newer kinds.
const SUM: std::ops::Range<usize> = 148..156;
const MAGIC: std::ops::Range<usize> = 257..262;

/// What a tar is packed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::archives) enum Packing {
    None,
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

/// A tar.
pub(super) struct Tar {
    source: Source,
    packing: Packing,
    allowance: Allowance,
}

/// Whether the first block of a content is the header of a tar.
pub(super) fn is_header(head: &[u8]) -> bool {
    let (Some(sum), Some(magic)) = (head.get(SUM), head.get(MAGIC)) else {
        return false;
    };
    if magic == b"ustar" {
        return true;
    }
    let spaces = u32::from(b' ') * 8;
    let all = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    let expected = all(head) - all(sum) + spaces;
    let text = String::from_utf8_lossy(sum);
    let digits = text.trim_matches(|c| c == ' ' || c == '\0');
    head.len() == 512 && u32::from_str_radix(digits, 8) == Ok(expected)
}

impl Tar {
    pub(super) fn open(
        source: Source,
        packing: Packing,
        allowance: Allowance,
    ) -> Result<Self, Fault> {
        let mut tar = Self {
            source,
            packing,
            allowance,
        };
        // A packed content need not be a tar.
        if packing != Packing::None {
            let mut head = Vec::new();
            tar.unpacked()?.take(super::HEAD).read_to_end(&mut head)?;
            if !is_header(&head) {
                return Err(Fault::Format);
            }
        }
        Ok(tar)
    }

    /// The bytes of the tar from its beginning.
    fn unpacked(&mut self) -> Result<Box<dyn Read>, Fault> {
        let source = self.rewound()?;
        Ok(match self.packing {
            Packing::None => Box::new(source),
            Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(source)),
            Packing::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(source)),
            Packing::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(
                source,
                true,
                super::MEMORY_KIB,
            )),
            Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(source)?),
        })
    }

    fn rewound(&self) -> Result<Source, Fault> {
        let mut source = self.source.clone();
        source.seek(SeekFrom::Start(0))?;
        Ok(source)
    }

    /// Shows every entry with its content.
    fn walk(&mut self, show: &mut Show<'_>) -> Result<(), Fault> {
        let budget = Budget::default();
        if self.packing == Packing::None {
            let reader = Metered {
                inner: self.rewound()?,
                budget: budget.clone(),
            };
            let mut archive = tar::Archive::new(reader);
            return walk(archive.entries_with_seek()?, &budget, None, show);
        }
        let reader = Metered {
            inner: self.unpacked()?,
            budget: budget.clone(),
        };
        let mut archive = tar::Archive::new(reader);
        walk(
            archive.entries()?,
            &budget,
            Some(&self.allowance.clone()),
            show,
        )
    }
}

/// Gets each entry in turn with its content.
type Show<'a> = dyn FnMut(u64, Entry, &mut dyn Read) -> Flow + 'a;

fn walk<R: Read>(
    mut entries: Entries<'_, R>,
    budget: &Budget,
    drain: Option<&Allowance>,
    show: &mut Show<'_>,
) -> Result<(), Fault> {
    for index in 0_u64.. {
        budget.limit(MAX_HEADERS);
        let Some(found) = entries.next() else { break };
        let mut found = found?;
        budget.free();
        let entry = describe(&mut found)?;
        if show(index, entry, &mut found).is_break() {
            return Ok(());
        }
        if let Some(allowance) = drain {
            io::copy(&mut found, &mut Discard(allowance))?;
        }
    }
    Ok(())
}

impl Archive for Tar {
    fn list(&mut self, visit: &mut dyn FnMut(Entry) -> Flow) -> Result<(), Fault> {
        let mut stopped = false;
        self.walk(&mut |_, entry, _| {
            let flow = visit(entry);
            stopped = flow.is_break();
            flow
        })?;
        if stopped { Err(Fault::Stopped) } else { Ok(()) }
    }

    fn read(&mut self, sink: &SharedSink) -> Result<(), Fault> {
        self.walk(&mut |index, entry, content| {
            if entry.kind != EntryKind::File || entry.size == 0 {
                return Flow::Continue(());
            }
            let want = sink.borrow_mut().want(index);
            match want {
                Want::Take => pour(content, sink, Fault::from),
                Want::Skip => Flow::Continue(()),
                Want::Stop => Flow::Break(()),
            }
        })
    }
}

fn describe<R: Read>(found: &mut tar::Entry<'_, R>) -> Result<Entry, Fault> {
    let kind = match found.header().entry_type() {
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => EntryKind::File,
        EntryType::Directory => EntryKind::Folder,
        EntryType::Link | EntryType::Symlink => EntryKind::Link,
        _ => EntryKind::Special,
    };
    let name = found.path_bytes().into_owned();
    let mut modified = found
        .header()
        .mtime()
        .ok()
        .and_then(|at| i64::try_from(at).ok());
    let mut name = RawName::Bytes(name);
    let mut blocked = None;
    if let Some(extensions) = found.pax_extensions()? {
        for extension in extensions.flatten() {
            match (extension.key_bytes(), extension.value()) {
                // An extended header is UTF-8 by definition.
                (b"path", Ok(path)) if blocked.is_none() => {
                    name = RawName::Unicode(path.to_owned());
                }
                // The content is a map of holes and what is between them, in a form that the library does not
                // know: it would come out as it stands.
                (b"GNU.sparse.major" | b"GNU.sparse.map", _) => blocked = Some(Blocked::Sparse),
                (b"GNU.sparse.name", Ok(path)) => {
                    name = RawName::Unicode(path.to_owned());
                    blocked = Some(Blocked::Sparse);
                }
                (b"mtime", Ok(at)) => {
                    let seconds = at.split('.').next().and_then(|whole| whole.parse().ok());
                    modified = seconds.or(modified);
                }
                _ => {}
            }
        }
    }
    // The oldest kind knows folders only by their names.
    let slash = matches!(&name, RawName::Bytes(bytes) if bytes.ends_with(b"/"));
    let folder = kind == EntryKind::File && slash && found.size() == 0;
    Ok(Entry {
        name,
        windows: false,
        kind: if folder { EntryKind::Folder } else { kind },
        size: if kind == EntryKind::File {
            found.size()
        } else {
            0
        },
        packed: None,
        modified: modified.map(Timestamp::from_seconds),
        blocked,
    })
}

/// Bytes that may be read before something has to come out of it.
#[derive(Clone, Default)]
struct Budget(Rc<Cell<Option<u64>>>);

impl Budget {
    fn limit(&self, bytes: u64) {
        self.0.set(Some(bytes));
    }

    fn free(&self) {
        self.0.set(None);
    }
}

/// A reader that obeys a budget.
struct Metered<R> {
    inner: R,
    budget: Budget,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        if let Some(left) = self.budget.0.get() {
            let left = left
                .checked_sub(count as u64)
                .ok_or(io::ErrorKind::OutOfMemory)?;
            self.budget.limit(left);
        }
        Ok(count)
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
