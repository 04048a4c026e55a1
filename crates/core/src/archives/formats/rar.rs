//! RAR of the fourth and fifth generation, and what was before them.

use super::{Discard, Password, of_local};
use crate::archives::entry::{Archive, Blocked, Entry, EntryKind, Flow, SharedSink, Want};
use crate::archives::fault::Fault;
use crate::archives::names::RawName;
use crate::archives::source::{Allowance, Source};
use coffer_model::Timestamp;
use rars::{
    ArchiveFamily, ArchiveMember, ArchiveMemberRef, ArchiveReadOptions, ArchiveReader, AttrSource,
    ErrorKind, ExtractionDecision, ExtractionErrorAction,
};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// The most headers that are read; the limit of entries is lower.
const MAX_HEADERS: u64 = 2_000_000;
/// The most bytes of headers.
const MAX_HEADER_BYTES: u64 = 256 << 20;
/// Contents above this are decoded as they are written.
const BUFFERED: u64 = 16 << 20;
const KIND_MASK: u64 = 0o170_000;
const KIND_LINK: u64 = 0o120_000;
const KIND_FILE: u64 = 0o100_000;
const KIND_FOLDER: u64 = 0o040_000;

/// A RAR.
pub(super) struct Rar {
    archive: rars::Archive,
    password: Password,
    allowance: Allowance,
}

impl Rar {
    pub(super) fn open(
        source: Source,
        password: Password,
        allowance: Allowance,
    ) -> Result<Self, Fault> {
        let options = options(password.as_deref());
        let archive = ArchiveReader::read_reader_with_options(source, options);
        // Where the headers are encrypted, a wrong password makes nonsense of them.
        let archive = archive.map_err(|error| match fault(&error) {
            Fault::Damaged if password.is_some() => Fault::WrongPassword,
            fault => fault,
        })?;
        Ok(Self {
            archive,
            password,
            allowance,
        })
    }
}

fn options(password: Option<&str>) -> ArchiveReadOptions<'_> {
    let memory = u64::from(super::MEMORY_KIB) << 10;
    ArchiveReadOptions::with_optional_password(password.map(str::as_bytes))
        .with_max_header_count(MAX_HEADERS)
        .with_max_header_bytes(MAX_HEADER_BYTES)
        .with_rar50_dictionary_size_limit(memory)
        .with_rar50_buffered_decode_limit(BUFFERED)
        .with_max_reader_workspace_bytes(memory * 2)
}

impl Archive for Rar {
    fn list(&mut self, visit: &mut dyn FnMut(Entry) -> Flow) -> Result<(), Fault> {
        for member in self.archive.member_refs() {
            let mut entry = describe(&member.to_owned());
            if matches!(member, ArchiveMemberRef::Rar50Plus(file) if file.known_unpacked_size().is_none())
            {
                entry.blocked = Some(Blocked::SizeUnknown);
            }
            if visit(entry).is_break() {
                return Err(Fault::Stopped);
            }
        }
        Ok(())
    }

    fn read(&mut self, sink: &SharedSink) -> Result<(), Fault> {
        let reading = RefCell::new(Reading {
            next: 0,
            open: false,
            encrypted: false,
            proven: false,
            solid: self.archive.is_solid(),
            sink: Rc::clone(sink),
            allowance: self.allowance.clone(),
        });
        let outcome = self.archive.extract_with_control_and_errors(
            options(self.password.as_deref()),
            |member| Ok(reading.borrow_mut().decide(member)),
            |_, error| {
                Ok(match reading.borrow_mut().close(Err(fault(error))) {
                    Flow::Continue(()) => ExtractionErrorAction::Continue,
                    Flow::Break(()) => ExtractionErrorAction::Abort,
                })
            },
        );
        let mut reading = reading.into_inner();
        match outcome {
            Ok(_) => {
                let _ = reading.close(Ok(()));
                Ok(())
            }
            Err(error) => {
                let fault = fault(&error);
                let _ = reading.close(Err(fault));
                Err(fault)
            }
        }
    }
}

/// How far an archive was read.
struct Reading {
    next: u64,
    /// The sink waits for more of an entry.
    open: bool,
    /// The entry that is open, or was last, is encrypted.
    encrypted: bool,
    /// One that is encrypted came out whole: the password is right.
    proven: bool,
    /// What is not wanted has to be decoded all the same, because what follows builds on it.
    solid: bool,
    sink: SharedSink,
    allowance: Allowance,
}

impl Reading {
    fn close(&mut self, outcome: Result<(), Fault>) -> Flow {
        if !std::mem::take(&mut self.open) {
            return Flow::Continue(());
        }
        self.proven |= self.encrypted && outcome.is_ok();
        let outcome = outcome.map_err(|fault| match fault {
            // The fourth generation cannot tell a wrong password from damage.
            Fault::Damaged if self.encrypted && !self.proven => Fault::WrongPassword,
            fault => fault,
        });
        self.sink.borrow_mut().end(outcome)
    }

    fn decide(&mut self, member: &ArchiveMember) -> ExtractionDecision {
        if self.close(Ok(())).is_break() {
            return ExtractionDecision::Stop;
        }
        let index = self.next;
        self.next += 1;
        let entry = describe(member);
        if member.meta.is_directory || member.meta.is_redirection {
            return ExtractionDecision::Skip;
        }
        let readable = entry.kind == EntryKind::File && entry.blocked.is_none() && entry.size > 0;
        let want = if readable {
            self.sink.borrow_mut().want(index)
        } else {
            Want::Skip
        };
        match want {
            Want::Take => {
                self.open = true;
                self.encrypted = member.meta.is_encrypted;
                ExtractionDecision::Extract(Box::new(Outlet(Rc::clone(&self.sink))))
            }
            Want::Skip if self.solid => {
                ExtractionDecision::Extract(Box::new(Discard(self.allowance.clone())))
            }
            Want::Skip => ExtractionDecision::Skip,
            Want::Stop => ExtractionDecision::Stop,
        }
    }
}

/// The sink as something that can be written into.
struct Outlet(SharedSink);

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn describe(member: &ArchiveMember) -> Entry {
    let meta = &member.meta;
    let name = String::from_utf8(meta.name.clone());
    let name = match name {
        Ok(text) if member.name_is_unicode() => RawName::Unicode(text),
        _ => RawName::Bytes(meta.name.clone()),
    };
    let split = meta.is_split_before || meta.is_split_after;
    Entry {
        name,
        windows: meta.family != ArchiveFamily::Rar50Plus,
        kind: kind(member),
        size: if meta.is_directory {
            0
        } else {
            meta.unpacked_size
        },
        packed: Some(meta.packed_size),
        modified: meta.file_time.and_then(|time| modified(meta.family, time)),
        blocked: split.then_some(Blocked::OtherVolume),
    }
}

fn kind(member: &ArchiveMember) -> EntryKind {
    let meta = &member.meta;
    if meta.is_redirection {
        return EntryKind::Link;
    }
    if meta.is_directory {
        return EntryKind::Folder;
    }
    if meta.attr_source() != AttrSource::Unix {
        return EntryKind::File;
    }
    match meta.file_attr & KIND_MASK {
        KIND_LINK => EntryKind::Link,
        0 | KIND_FILE | KIND_FOLDER => EntryKind::File,
        _ => EntryKind::Special,
    }
}

fn modified(family: ArchiveFamily, time: u32) -> Option<Timestamp> {
    if family == ArchiveFamily::Rar50Plus {
        return Some(Timestamp::from_seconds(i64::from(time)));
    }
    let bits = |from: u32, count: u32| (time >> from) & ((1 << count) - 1);
    let year = u16::try_from(bits(25, 7) + 1_980).ok()?;
    let byte = |from, count| u8::try_from(bits(from, count)).ok();
    let date = (year, byte(21, 4)?, byte(16, 5)?);
    of_local(
        date,
        (
            byte(11, 5)?,
            byte(5, 6)?,
            u8::try_from(bits(0, 5) * 2).ok()?,
        ),
    )
}

fn fault(error: &rars::Error) -> Fault {
    match error.kind() {
        ErrorKind::ResourceLimit => Fault::TooLarge,
        ErrorKind::UnsupportedFormat | ErrorKind::UnsupportedFeature => Fault::Unsupported,
        ErrorKind::PasswordRequired => Fault::NoPassword,
        ErrorKind::BadPassword => Fault::WrongPassword,
        ErrorKind::Cancelled => Fault::Stopped,
        _ => Fault::Damaged,
    }
}
