//! The kinds of archives, told by their contents and never by their names.

mod rar;
mod seven;
mod tar;
mod zip;

use super::entry::Archive;
use super::fault::Fault;
use super::plan::ArchiveLimits;
use super::source::{Allowance, Source};
use coffer_model::Timestamp;
use std::borrow::Borrow;
use std::io::{self, Read, Seek, SeekFrom, Write};

pub(super) use tar::Packing;

/// The most memory, in KiB, that a decoder gets for what it remembers of the past.
const MEMORY_KIB: u32 = 256 << 10;

/// The header of a tar begins with a block of this length.
const HEAD: u64 = 512;

/// A password as it was given.
pub(super) type Password = Option<String>;

/// Finds out what kind of archive the content is, and reads as much of it as that needs. No more is unpacked
/// to be thrown away than the limits let come out.
///
/// # Errors
/// `Format` for anything else; what the directory fails with where it is read at once.
pub(super) fn open(
    source: Source,
    password: Password,
    limits: &ArchiveLimits,
) -> Result<Box<dyn Archive>, Fault> {
    let mut source = source;
    let allowance = Allowance::new(limits.most_out_of(source.size()), source.control());
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;
    if head.starts_with(b"Rar!\x1a\x07") {
        return Ok(Box::new(rar::Rar::open(source, password, allowance)?));
    }
    if head.starts_with(b"7z\xbc\xaf\x27\x1c") {
        return Ok(Box::new(seven::Seven::open(
            source,
            password.as_deref(),
            allowance,
        )?));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Box::new(zip::Zip::open(source, password)?));
    }
    let packing = match head.as_slice() {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [b'B', b'Z', b'h', ..] => Packing::Bzip2,
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Packing::Xz,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
        _ if tar::is_header(&head) => Packing::None,
        // Archives that undo themselves have a program in front.
        _ => return Ok(Box::new(zip::Zip::open(source, password)?)),
    };
    Ok(Box::new(tar::Tar::open(source, packing, allowance)?))
}

/// A moment of a clock on a wall, as DOS and its heirs write it. They do not say where: it is read as
/// eight hours east of UTC, like every time that the drive shows without a zone.
fn of_local(date: (u16, u8, u8), time: (u8, u8, u8)) -> Option<Timestamp> {
    let ((year, month, day), (hour, minute, second)) = (date, time);
    Timestamp::parse_rfc3339(&format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00"
    ))
}

/// Where what is not wanted goes, as far as the allowance lasts.
struct Discard<A>(A);

impl<A: Borrow<Allowance>> Write for Discard<A> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow().spend(bytes.len())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
