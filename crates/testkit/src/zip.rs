//! Zips made by hand, as no tool makes them.

/// An entry of a zip as bytes.
#[derive(Debug, Clone, Default)]
pub struct ZipEntry {
    /// The name, in any encoding.
    pub name: Vec<u8>,
    /// The flags; `0x800` says that the name is UTF-8.
    pub flags: u16,
    /// What made it: 0 DOS, 3 Unix.
    pub system: u8,
    /// The mode of Unix.
    pub mode: u16,
    /// Extra fields.
    pub extra: Vec<u8>,
    /// The content.
    pub content: Vec<u8>,
    /// The size that it claims, if that is another.
    pub claims: Option<u32>,
}

impl ZipEntry {
    /// A file as DOS makes it.
    #[must_use]
    pub fn new(name: impl Into<Vec<u8>>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            content: content.into(),
            ..Self::default()
        }
    }
}

/// A zip of stored entries, with exactly those bytes as names.
#[must_use]
pub fn zip_of(entries: &[ZipEntry]) -> Vec<u8> {
    let mut zip = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = number(zip.len());
        let mut crc = flate2::Crc::new();
        crc.update(&entry.content);
        let packed = number(entry.content.len());
        let mut common = Vec::new();
        for word in [20, entry.flags, 0, 0x2085, 0x5861] {
            common.extend_from_slice(&word.to_le_bytes());
        }
        for word in [crc.sum(), packed, entry.claims.unwrap_or(packed)] {
            common.extend_from_slice(&word.to_le_bytes());
        }
        common.extend_from_slice(&short(entry.name.len()).to_le_bytes());
        common.extend_from_slice(&short(entry.extra.len()).to_le_bytes());
        zip.extend_from_slice(b"PK\x03\x04");
        zip.extend_from_slice(&common);
        zip.extend_from_slice(&entry.name);
        zip.extend_from_slice(&entry.extra);
        zip.extend_from_slice(&entry.content);
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&[20, entry.system]);
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&[0; 2]);
        directory.extend_from_slice(&entry.mode.to_le_bytes());
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(&entry.name);
        directory.extend_from_slice(&entry.extra);
    }
    let (count, start) = (short(entries.len()), number(zip.len()));
    zip.extend_from_slice(&directory);
    zip.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    zip.extend_from_slice(&count.to_le_bytes());
    zip.extend_from_slice(&count.to_le_bytes());
    zip.extend_from_slice(&number(directory.len()).to_le_bytes());
    zip.extend_from_slice(&start.to_le_bytes());
    zip.extend_from_slice(&[0, 0]);
    zip
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}

fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap()
}
