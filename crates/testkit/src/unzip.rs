//! Reads zips as strictly as no tool does: nothing between the entries, every number twice the same.

use std::fmt::Debug;

/// An entry of a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unzipped {
    /// The path; a folder's ends with a slash.
    pub path: String,
    /// The content.
    pub content: Vec<u8>,
    /// Seconds since 1970, of the extended timestamp.
    pub modified: i64,
}

/// The entries of a zip of stored entries in their order.
///
/// # Panics
/// When anything is not as it should be.
#[must_use]
#[track_caller]
pub fn unzip(zip: &[u8]) -> Vec<Unzipped> {
    let (count, size, start) = end(zip);
    let (mut at, mut next) = (start, 0);
    let mut entries = Vec::new();
    while at < start + size {
        let record = Record::read(zip, &mut at);
        assert_eq!(record.offset, next, "a gap before {}", record.path);
        entries.push(record.content(zip, &mut next));
    }
    assert_eq!(at, start + size, "the end of the directory");
    assert_eq!(next, start, "the beginning of the directory");
    assert_eq!(entries.len(), count, "the number of entries");
    entries
}

/// The number of entries, and the size and the place of the directory.
fn end(zip: &[u8]) -> (usize, usize, usize) {
    let mut at = zip.len() - 22;
    same(b"PK\x05\x06", take(zip, &mut at, 4));
    let _disks = number(zip, &mut at, 4);
    let short = (
        number(zip, &mut at, 2),
        number(zip, &mut at, 2),
        number(zip, &mut at, 4),
        number(zip, &mut at, 4),
    );
    same(0, number(zip, &mut at, 2));
    same(short.0, short.1);
    if short.0 != 0xffff && short.2 != 0xffff_ffff && short.3 != 0xffff_ffff {
        same(short.3 + short.2 + 22, zip.len());
        return (short.0, short.2, short.3);
    }
    let mut at = zip.len() - 22 - 20;
    same(b"PK\x06\x07", take(zip, &mut at, 4));
    same(0, number(zip, &mut at, 4));
    let mut at = number(zip, &mut at, 8);
    same(zip.len() - 22 - 20 - 56, at);
    same(b"PK\x06\x06", take(zip, &mut at, 4));
    same(44, number(zip, &mut at, 8));
    let _versions_and_disks = take(zip, &mut at, 12);
    let count = number(zip, &mut at, 8);
    same(count, number(zip, &mut at, 8));
    let (size, start) = (number(zip, &mut at, 8), number(zip, &mut at, 8));
    for (short, long, most) in [
        (short.0, count, 0xffff),
        (short.2, size, 0xffff_ffff),
        (short.3, start, 0xffff_ffff),
    ] {
        same(short, long.min(most));
    }
    (count, size, start)
}

/// An entry of the directory.
struct Record {
    path: String,
    flags: usize,
    time: usize,
    crc: usize,
    size: usize,
    offset: usize,
    modified: i64,
}

impl Record {
    fn read(zip: &[u8], at: &mut usize) -> Self {
        same(b"PK\x01\x02", take(zip, at, 4));
        let _versions = take(zip, at, 4);
        let flags = number(zip, at, 2);
        same(0, number(zip, at, 2));
        let time = number(zip, at, 4);
        let crc = number(zip, at, 4);
        let packed = number(zip, at, 4);
        let size = number(zip, at, 4);
        same(packed, size);
        let (path, extra) = (number(zip, at, 2), number(zip, at, 2));
        let _comment_disk_attributes = take(zip, at, 10);
        let offset = number(zip, at, 4);
        let path = String::from_utf8(take(zip, at, path).to_vec()).unwrap();
        let extra = Extra::read(take(zip, at, extra));
        let mut long = extra.long.into_iter();
        let mut whole = |short| match short {
            0xffff_ffff => long.next().unwrap(),
            short => short,
        };
        let (unpacked, packed, offset) = (whole(size), whole(packed), whole(offset));
        same(unpacked, packed);
        assert!(flags & (1 << 11) != 0, "{path} is not said to be UTF-8");
        Self {
            path,
            flags,
            time,
            crc,
            size: unpacked,
            offset,
            modified: extra.modified,
        }
    }

    /// The content, whose header is at `next`.
    fn content(self, zip: &[u8], next: &mut usize) -> Unzipped {
        same(b"PK\x03\x04", take(zip, next, 4));
        let _version = take(zip, next, 2);
        same(self.flags, number(zip, next, 2));
        same(0, number(zip, next, 2));
        same(self.time, number(zip, next, 4));
        let (crc, packed) = (number(zip, next, 4), number(zip, next, 4));
        same(packed, number(zip, next, 4));
        let described = self.flags & (1 << 3) != 0;
        if !described {
            same((self.crc, self.size), (crc, packed));
        }
        let (path, extra) = (number(zip, next, 2), number(zip, next, 2));
        same(self.path.as_bytes(), take(zip, next, path));
        same(self.modified, Extra::read(take(zip, next, extra)).modified);
        let content = take(zip, next, self.size).to_vec();
        let mut sum = flate2::Crc::new();
        sum.update(&content);
        same(self.crc, sum.sum() as usize);
        if described {
            let width = if self.size >= 0xffff_ffff { 8 } else { 4 };
            same(b"PK\x07\x08", take(zip, next, 4));
            same(self.crc, number(zip, next, 4));
            same(self.size, number(zip, next, width));
            same(self.size, number(zip, next, width));
        }
        Unzipped {
            path: self.path,
            content,
            modified: self.modified,
        }
    }
}

struct Extra {
    modified: i64,
    long: Vec<usize>,
}

impl Extra {
    fn read(fields: &[u8]) -> Self {
        let (mut modified, mut long, mut at) = (None, Vec::new(), 0);
        while at < fields.len() {
            let (tag, size) = (number(fields, &mut at, 2), number(fields, &mut at, 2));
            let field = take(fields, &mut at, size);
            match tag {
                1 => {
                    same(0, size % 8);
                    long = (0..size / 8)
                        .map(|index| number(field, &mut (index * 8), 8))
                        .collect();
                }
                0x5455 => {
                    same((5, 1), (size, usize::from(field[0])));
                    let seconds = i32::from_le_bytes(field[1..].try_into().unwrap());
                    modified = Some(i64::from(seconds));
                }
                _ => panic!("an unknown field {tag:x}"),
            }
        }
        Self {
            modified: modified.unwrap(),
            long,
        }
    }
}

fn take<'a>(bytes: &'a [u8], at: &mut usize, length: usize) -> &'a [u8] {
    let taken = &bytes[*at..*at + length];
    *at += length;
    taken
}

fn number(bytes: &[u8], at: &mut usize, length: usize) -> usize {
    let mut whole = [0; 8];
    whole[..length].copy_from_slice(take(bytes, at, length));
    usize::try_from(u64::from_le_bytes(whole)).unwrap()
}

fn same<A: PartialEq<B> + Debug, B: Debug>(left: A, right: B) {
    assert_eq!(left, right);
}
