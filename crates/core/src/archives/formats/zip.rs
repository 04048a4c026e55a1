//! Zip: the directory stands at the end, every entry can be read by itself.

use super::{Password, of_local};
use crate::archives::entry::{Archive, Entry, EntryKind, Flow, SharedSink, Want, pour};
use crate::archives::fault::Fault;
use crate::archives::names::RawName;
use crate::archives::source::Source;
use encoding_rs::GBK;
use std::io::ErrorKind;
use zip::System;
use zip::read::{Config, ZipReadOptions};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

/// Set in an entry's flags when its name is UTF-8.
const UTF8: u16 = 1 << 11;
/// The kind of file in the mode that Unix writes.
const KIND_MASK: u32 = 0o170_000;
const KIND_FILE: u32 = 0o100_000;
const KIND_PIPE: u32 = 0o010_000;
const KIND_FOLDER: u32 = 0o040_000;
const KIND_LINK: u32 = 0o120_000;

/// A zip. Entries are parsed anew for each pass, and none is dropped: names may be there twice.
pub(super) struct Zip {
    directory: ZipIterable<Source>,
    bodies: Source,
    password: Password,
}

impl Zip {
    pub(super) fn open(source: Source, password: Password) -> Result<Self, Fault> {
        let bodies = source.clone();
        let directory = ZipIterable::try_new(source, Config::default());
        Ok(Self {
            directory: directory.map_err(|error| match error {
                ZipError::InvalidArchive(_) => Fault::Format,
                error => fault(error, false),
            })?,
            bodies,
            password,
        })
    }
}

impl Zip {
    /// The password in the bytes that its maker typed: UTF-8, or GBK on a Chinese Windows.
    fn typed(&mut self) -> Option<Vec<u8>> {
        let password = self.password.clone()?;
        if password.is_ascii() {
            return Some(password.into_bytes());
        }
        let gbk = GBK.encode(&password).0.into_owned();
        let utf8 = password.into_bytes();
        let is_gbk = !self.opens(&utf8) && self.opens(&gbk);
        Some(if is_gbk { gbk } else { utf8 })
    }

    /// Whether the first entry with a password has this one.
    fn opens(&mut self, password: &[u8]) -> bool {
        let Ok(files) = self.directory.files() else {
            return false;
        };
        let first = files.flatten().find(|file| file.encrypted());
        let options = ZipReadOptions::new().password(Some(password));
        first.is_some_and(|file| file.with_reader(&mut self.bodies, options).is_ok())
    }
}

impl Archive for Zip {
    fn list(&mut self, visit: &mut dyn FnMut(Entry) -> Flow) -> Result<(), Fault> {
        let files = self
            .directory
            .files()
            .map_err(|error| fault(error, false))?;
        for file in files {
            let file = file.map_err(|error| fault(error, false))?;
            let entry = Entry {
                name: name(&file),
                windows: matches!(
                    file.system(),
                    System::Dos | System::Os2 | System::WindowsNTFS
                ),
                kind: kind(file.is_dir(), file.unix_mode(), file.size()),
                size: file.size(),
                packed: Some(file.compressed_size()),
                modified: file.last_modified().and_then(|time| {
                    let date = (time.year(), time.month(), time.day());
                    of_local(date, (time.hour(), time.minute(), time.second()))
                }),
                blocked: None,
            };
            if visit(entry).is_break() {
                return Err(Fault::Stopped);
            }
        }
        Ok(())
    }

    fn read(&mut self, sink: &SharedSink) -> Result<(), Fault> {
        let password = self.typed();
        let files = self
            .directory
            .files()
            .map_err(|error| fault(error, false))?;
        for (index, file) in (0_u64..).zip(files) {
            let file = file.map_err(|error| fault(error, false))?;
            if file.size() == 0 || file.is_dir() {
                continue;
            }
            match sink.borrow_mut().want(index) {
                Want::Take => {}
                Want::Skip => continue,
                Want::Stop => return Ok(()),
            }
            let encrypted = file.encrypted();
            let options = ZipReadOptions::new().password(password.as_deref());
            let flow = match file.with_reader(&mut self.bodies, options) {
                Ok(mut content) => pour(&mut content, sink, |error| of_content(&error, encrypted)),
                Err(error) => sink.borrow_mut().end(Err(fault(error, encrypted))),
            };
            if flow.is_break() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The name; one that a unicode extra field gives is in its place already.
fn name(file: &zip::read::ZipFileEntry<'_>) -> RawName {
    let raw = file.name_raw();
    match std::str::from_utf8(raw) {
        Ok(text) if file.flags().as_u16() & UTF8 != 0 => RawName::Unicode(text.to_owned()),
        _ => RawName::Bytes(raw.to_vec()),
    }
}

fn kind(folder: bool, mode: Option<u32>, size: u64) -> EntryKind {
    match mode.map_or(0, |mode| mode & KIND_MASK) {
        KIND_LINK => EntryKind::Link,
        KIND_FOLDER => EntryKind::Folder,
        0 | KIND_FILE if folder => EntryKind::Folder,
        0 | KIND_FILE => EntryKind::File,
        // What was read from a pipe when the zip was made is a content like others.
        KIND_PIPE if size > 0 => EntryKind::File,
        _ => EntryKind::Special,
    }
}

fn fault(error: ZipError, encrypted: bool) -> Fault {
    match error {
        ZipError::InvalidPassword => Fault::WrongPassword,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Fault::NoPassword,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Fault::Unsupported
        }
        ZipError::Io(error) => of_content(&error, encrypted),
        _ => Fault::Damaged,
    }
}

/// ZipCrypto knows a wrong password in 255 of 256 cases; in the others the content makes no sense.
fn of_content(error: &std::io::Error, encrypted: bool) -> Fault {
    match error.kind() {
        ErrorKind::OutOfMemory => Fault::TooLarge,
        ErrorKind::Unsupported => Fault::Unsupported,
        ErrorKind::UnexpectedEof => Fault::Damaged,
        _ if encrypted => Fault::WrongPassword,
        _ => Fault::Damaged,
    }
}
