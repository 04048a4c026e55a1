//! 7z: the directory stands at the end, files lie in blocks that are read from their beginnings.

use super::Discard;
use crate::archives::entry::{Archive, Entry, EntryKind, Flow, SharedSink, Want};
use crate::archives::fault::Fault;
use crate::archives::names::RawName;
use crate::archives::source::{Allowance, Source};
use coffer_model::Timestamp;
use sevenz_rust2::{Archive as Directory, ArchiveEntry, BlockDecoder, Error, Password};
use std::io::{self, ErrorKind, Read};
use std::time::{SystemTime, UNIX_EPOCH};

/// 7-Zip on Unix keeps the mode in the upper half of the attributes and says so with this bit.
const HAS_MODE: u32 = 0x8000;
const KIND_MASK: u32 = 0o170_000;
const KIND_FILE: u32 = 0o100_000;
const KIND_FOLDER: u32 = 0o040_000;
const KIND_LINK: u32 = 0o120_000;
/// What Windows calls a link in its attributes.
const REPARSE_POINT: u32 = 0x400;

/// A 7z.
pub(super) struct Seven {
    directory: Directory,
    source: Source,
    password: Password,
    given: bool,
    allowance: Allowance,
}

impl Seven {
    pub(super) fn open(
        source: Source,
        password: Option<&str>,
        allowance: Allowance,
    ) -> Result<Self, Fault> {
        let mut source = source;
        let given = password.is_some();
        let password = password.map_or_else(Password::empty, Password::new);
        let memory = super::MEMORY_KIB as usize;
        let directory = Directory::read_with_memory_limit(&mut source, &password, memory);
        Ok(Self {
            // Where the directory itself is encrypted, a wrong password makes nonsense of it.
            directory: directory.map_err(|error| match fault(&error) {
                Fault::Damaged if given => Fault::WrongPassword,
                fault => fault,
            })?,
            source,
            password,
            given,
            allowance,
        })
    }

    /// The files of a block behind one that cannot be read share its fate.
    fn skip_rest(&self, files: std::ops::Range<usize>, fault: Fault, sink: &SharedSink) -> Flow {
        for index in files {
            if !self.directory.files.get(index).is_some_and(has_content) {
                continue;
            }
            let want = sink.borrow_mut().want(index as u64);
            match want {
                Want::Take => sink.borrow_mut().end(Err(fault))?,
                Want::Skip => {}
                Want::Stop => return Flow::Break(()),
            }
        }
        Flow::Continue(())
    }

    /// Reads one block; breaks when nothing further is wanted.
    fn read_block(&mut self, block: usize, sink: &SharedSink) -> Flow {
        let (directory, memory) = (&self.directory, super::MEMORY_KIB as usize);
        let Some(&start) = directory.stream_map.block_first_file_index.get(block) else {
            return Flow::Continue(());
        };
        let encrypted = directory.is_file_encrypted(start);
        let (password, source) = (&self.password, &mut self.source);
        let decoder =
            BlockDecoder::new_with_memory_limit(1, memory, block, directory, password, source);
        let end = start + decoder.entry_count();
        let mut reading = Reading {
            allowance: self.allowance.clone(),
            next: start,
            open: false,
            whole: false,
            flow: Flow::Continue(()),
        };
        let read =
            decoder.for_each_entries(&mut |entry, content| reading.one(entry, content, sink));
        let Err(error) = read else {
            return reading.flow;
        };
        let fault = in_block(fault(&error), encrypted, self.given, !reading.whole);
        if reading.open {
            sink.borrow_mut().end(Err(fault))?;
        }
        reading.flow?;
        self.skip_rest(reading.next..end, fault, sink)
    }
}

/// How far a block was read.
struct Reading {
    allowance: Allowance,
    next: usize,
    /// The sink waits for more of an entry.
    open: bool,
    /// A file came out whole: the password is right.
    whole: bool,
    flow: Flow,
}

impl Reading {
    fn one(
        &mut self,
        entry: &ArchiveEntry,
        content: &mut dyn Read,
        sink: &SharedSink,
    ) -> Result<bool, Error> {
        let index = self.next as u64;
        self.next += 1;
        if !has_content(entry) {
            return Ok(true);
        }
        let want = sink.borrow_mut().want(index);
        match want {
            Want::Take => {}
            Want::Skip => {
                io::copy(content, &mut Discard(&self.allowance))?;
                return Ok(true);
            }
            Want::Stop => {
                self.flow = Flow::Break(());
                return Ok(false);
            }
        }
        self.open = true;
        let mut buffer = vec![0; 64 << 10];
        let mut outcome = Ok(());
        loop {
            let count = content.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            let bytes = buffer.get(..count).unwrap_or_default();
            if sink.borrow_mut().write(bytes).is_err() {
                outcome = Err(Fault::Stopped);
                break;
            }
        }
        self.open = false;
        self.whole |= outcome.is_ok();
        self.flow = sink.borrow_mut().end(outcome);
        Ok(self.flow.is_continue())
    }
}

impl Archive for Seven {
    fn list(&mut self, visit: &mut dyn FnMut(Entry) -> Flow) -> Result<(), Fault> {
        for file in &self.directory.files {
            let entry = Entry {
                name: RawName::Unicode(file.name().to_owned()),
                windows: file.windows_attributes() & HAS_MODE == 0,
                kind: kind(file),
                size: if file.has_stream() { file.size() } else { 0 },
                packed: None,
                modified: file
                    .has_last_modified_date
                    .then(|| modified(file))
                    .flatten(),
                blocked: None,
            };
            if visit(entry).is_break() {
                return Err(Fault::Stopped);
            }
        }
        Ok(())
    }

    fn read(&mut self, sink: &SharedSink) -> Result<(), Fault> {
        for block in 0..self.directory.blocks.len() {
            if self.read_block(block, sink).is_break() {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn has_content(entry: &ArchiveEntry) -> bool {
    entry.has_stream() && entry.size() > 0
}

fn modified(file: &ArchiveEntry) -> Option<Timestamp> {
    let time = SystemTime::from(file.last_modified_date());
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp(i64::try_from(since.as_micros()).ok()?))
}

fn kind(file: &ArchiveEntry) -> EntryKind {
    let attributes = file.windows_attributes();
    if attributes & REPARSE_POINT != 0 {
        return EntryKind::Link;
    }
    let mode = if attributes & HAS_MODE == 0 {
        0
    } else {
        attributes >> 16
    };
    match mode & KIND_MASK {
        KIND_LINK => EntryKind::Link,
        0 | KIND_FILE | KIND_FOLDER if file.is_directory() => EntryKind::Folder,
        0 | KIND_FILE => EntryKind::File,
        KIND_FOLDER => EntryKind::Folder,
        _ => EntryKind::Special,
    }
}

fn fault(error: &Error) -> Fault {
    match error {
        Error::BadSignature(_) => Fault::Format,
        Error::UnsupportedVersion { .. }
        | Error::UnsupportedCompressionMethod(_)
        | Error::Unsupported(_)
        | Error::ExternalUnsupported => Fault::Unsupported,
        Error::PasswordRequired => Fault::NoPassword,
        Error::MaybeBadPassword(_) => Fault::WrongPassword,
        Error::MaxMemLimited { .. } => Fault::TooLarge,
        Error::Io(error, _) if error.kind() == ErrorKind::OutOfMemory => Fault::TooLarge,
        _ => Fault::Damaged,
    }
}

/// What a failure in a block means. `first`: nothing of the block came out whole before.
fn in_block(fault: Fault, encrypted: bool, given: bool, first: bool) -> Fault {
    match fault {
        Fault::Damaged | Fault::WrongPassword if encrypted && !given => Fault::NoPassword,
        Fault::Damaged | Fault::WrongPassword if encrypted && first => Fault::WrongPassword,
        Fault::WrongPassword => Fault::Damaged,
        fault => fault,
    }
}
