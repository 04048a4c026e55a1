//! The bytes of a zip around its contents, and how many they are before they are written.
//!
//! Entries are stored as they are. Their CRC-32 is known once they were sent, so it comes in a data
//! descriptor behind the content and in the central directory (APPNOTE 6.3.10, section 4.3.9); lengths
//! and places are known beforehand. Fields of 64 bits are written where a value needs them, else not.

use coffer_model::Timestamp;

/// What does not fit a field of 32 bits: the field's own highest value says so.
const LIMIT: u64 = 0xffff_ffff;
const LIMIT_SHORT: u64 = 0xffff;
const UTF8: u16 = 1 << 11;
const DESCRIPTOR: u16 = 1 << 3;
const PLAIN: u16 = 20;
const ZIP64: u16 = 45;
/// Made on Unix, so that modes are understood.
const MADE_BY: u16 = (3 << 8) | ZIP64;
const FILE_MODE: u32 = 0o100_644 << 16;
/// With MS-DOS's mark of a directory.
const FOLDER_MODE: u32 = (0o040_755 << 16) | 0x10;
/// The field with the time: tag, length, flags, seconds.
const TIME_FIELD: u64 = 9;

/// What the zip says of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header<'a> {
    /// The path; a folder's ends with a slash.
    pub(super) path: &'a str,
    pub(super) folder: bool,
    /// Bytes of content; 0 for folders.
    pub(super) size: u64,
    pub(super) modified: Timestamp,
}

impl Header<'_> {
    fn is_long(&self) -> bool {
        self.size >= LIMIT
    }

    /// Whether a descriptor follows the content. The CRC of nothing is known.
    fn has_descriptor(&self) -> bool {
        self.size > 0
    }

    /// Bytes of what [`Self::write`] writes for a path of `path` bytes.
    pub(super) fn length(path: u64, size: u64) -> u64 {
        30 + path + TIME_FIELD + if size >= LIMIT { 20 } else { 0 }
    }

    /// Bytes of what [`Self::write_descriptor`] writes.
    pub(super) fn descriptor_length(size: u64) -> u64 {
        match size {
            0 => 0,
            1..LIMIT => 16,
            LIMIT.. => 24,
        }
    }

    /// Bytes of what [`Self::write_central`] writes for a path of `path` bytes.
    pub(super) fn central_length(path: u64, size: u64, offset: u64) -> u64 {
        46 + path + TIME_FIELD + long_fields(size, offset)
    }

    /// The header before the content.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend(b"PK\x03\x04");
        self.write_common(out, self.is_long());
        let sizes = if self.is_long() { u32::MAX } else { 0 };
        u32s(out, [0, sizes, sizes]);
        let extra = TIME_FIELD + if self.is_long() { 20 } else { 0 };
        u16s(out, [short(self.path.len() as u64), short(extra)]);
        out.extend(self.path.as_bytes());
        self.write_time(out);
        if self.is_long() {
            u16s(out, [1, 16]);
            u64s(out, [self.size, self.size]);
        }
    }

    /// What follows the content.
    pub(super) fn write_descriptor(&self, crc: u32, out: &mut Vec<u8>) {
        if !self.has_descriptor() {
            return;
        }
        out.extend(b"PK\x07\x08");
        u32s(out, [crc]);
        if self.is_long() {
            u64s(out, [self.size, self.size]);
        } else {
            u32s(out, [long(self.size), long(self.size)]);
        }
    }

    /// The entry of the central directory; the header is at `offset`.
    pub(super) fn write_central(&self, crc: u32, offset: u64, out: &mut Vec<u8>) {
        out.extend(b"PK\x01\x02");
        u16s(out, [MADE_BY]);
        self.write_common(out, self.is_long() || offset >= LIMIT);
        u32s(out, [crc, long(self.size), long(self.size)]);
        let extra = TIME_FIELD + long_fields(self.size, offset);
        u16s(out, [short(self.path.len() as u64), short(extra)]);
        // No comment, the first disk, binary.
        u16s(out, [0, 0, 0]);
        let mode = if self.folder { FOLDER_MODE } else { FILE_MODE };
        u32s(out, [mode, long(offset)]);
        out.extend(self.path.as_bytes());
        self.write_time(out);
        let fields = long_fields(self.size, offset);
        if fields > 0 {
            u16s(out, [1, short(fields - 4)]);
            if self.is_long() {
                u64s(out, [self.size, self.size]);
            }
            if offset >= LIMIT {
                u64s(out, [offset]);
            }
        }
    }

    /// From the version that is needed to the time.
    fn write_common(&self, out: &mut Vec<u8>, zip64: bool) {
        let descriptor = if self.has_descriptor() { DESCRIPTOR } else { 0 };
        let (time, date) = dos_time(self.modified);
        let version = if zip64 { ZIP64 } else { PLAIN };
        // Method 0: stored.
        u16s(out, [version, UTF8 | descriptor, 0, time, date]);
    }

    /// The extended timestamp of Info-ZIP: seconds of UTC, where MS-DOS's field knows no zone.
    fn write_time(&self, out: &mut Vec<u8>) {
        let seconds = self.modified.seconds();
        let seconds = i32::try_from(seconds).unwrap_or(if seconds < 0 { 0 } else { i32::MAX });
        u16s(out, [0x5455, 5]);
        out.push(1);
        out.extend(seconds.to_le_bytes());
    }
}

/// Bytes of the end of a zip.
pub(super) fn end_length(count: u64, offset: u64, size: u64) -> u64 {
    22 + if needs_zip64(count, offset, size) {
        56 + 20
    } else {
        0
    }
}

/// The end of a zip of `count` entries whose central directory has `size` bytes from `offset` on.
pub(super) fn write_end(count: u64, offset: u64, size: u64, out: &mut Vec<u8>) {
    if needs_zip64(count, offset, size) {
        out.extend(b"PK\x06\x06");
        u64s(out, [44]);
        u16s(out, [MADE_BY, ZIP64]);
        u32s(out, [0, 0]);
        u64s(out, [count, count, size, offset]);
        out.extend(b"PK\x06\x07");
        u32s(out, [0]);
        u64s(out, [offset.saturating_add(size)]);
        u32s(out, [1]);
    }
    out.extend(b"PK\x05\x06");
    u16s(out, [0, 0, short(count), short(count)]);
    u32s(out, [long(size), long(offset)]);
    u16s(out, [0]);
}

fn needs_zip64(count: u64, offset: u64, size: u64) -> bool {
    count >= LIMIT_SHORT || offset >= LIMIT || size >= LIMIT
}

/// Bytes of the field for what is too long in an entry of the central directory.
fn long_fields(size: u64, offset: u64) -> u64 {
    match (size >= LIMIT, offset >= LIMIT) {
        (false, false) => 0,
        (false, true) => 12,
        (true, false) => 20,
        (true, true) => 28,
    }
}

/// Two seconds are the smallest step; the years go from 1980 to 2107.
fn dos_time(at: Timestamp) -> (u16, u16) {
    // `yyyyMMddHHmmss`.
    let digits = at.compact_at(0);
    let part = |from: usize, to: usize| -> u16 {
        let part = digits.get(from..to).and_then(|part| part.parse().ok());
        part.unwrap_or_default()
    };
    let year = part(0, 4);
    if !(1980..=2107).contains(&year) || digits.len() != 14 {
        return (0, (1 << 5) | 1);
    }
    let date = ((year - 1980) << 9) | (part(4, 6) << 5) | part(6, 8);
    let time = (part(8, 10) << 11) | (part(10, 12) << 5) | (part(12, 14) / 2);
    (time, date)
}

fn short(value: u64) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

fn long(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn u16s<const N: usize>(out: &mut Vec<u8>, values: [u16; N]) {
    out.extend(values.into_iter().flat_map(u16::to_le_bytes));
}

fn u32s<const N: usize>(out: &mut Vec<u8>, values: [u32; N]) {
    out.extend(values.into_iter().flat_map(u32::to_le_bytes));
}

fn u64s<const N: usize>(out: &mut Vec<u8>, values: [u64; N]) {
    out.extend(values.into_iter().flat_map(u64::to_le_bytes));
}

#[cfg(test)]
mod tests;
