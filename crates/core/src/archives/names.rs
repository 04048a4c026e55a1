//! Names inside archives: which characters the bytes mean, and what becomes of them in the drive.

use coffer_model::Name;
use coffer_model::name::MAX_CHARS;
use encoding_rs::GBK;
use std::borrow::Cow;

/// A name as the archive has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RawName {
    /// The format says which characters it means.
    Unicode(String),
    /// Bytes of some encoding.
    Bytes(Vec<u8>),
}

impl RawName {
    /// Bytes that it takes.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Unicode(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

/// What the names of an archive that are bytes tell of the encoding of those that could be either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// There is a name that is GBK and cannot be UTF-8: the archive was made on a Chinese Windows.
    gbk: bool,
}

impl Evidence {
    /// Looks at one more name.
    pub(super) fn add(&mut self, name: &RawName) {
        if let RawName::Bytes(bytes) = name
            && std::str::from_utf8(bytes).is_err()
            && is_gbk(bytes)
        {
            self.gbk = true;
        }
    }

    /// The characters of a name. What is UTF-8 is hardly ever anything else: only names all of whose
    /// characters beyond ASCII take two bytes are GBK in an archive that has GBK elsewhere. What is
    /// neither loses the bytes that mean nothing.
    pub(super) fn decode(self, name: &RawName) -> String {
        let bytes = match name {
            RawName::Unicode(text) => return text.clone(),
            RawName::Bytes(bytes) => bytes,
        };
        let utf8 = std::str::from_utf8(bytes).ok();
        match utf8 {
            Some(text) if !(self.gbk && is_ambiguous(text) && is_gbk(bytes)) => text.to_owned(),
            _ if is_gbk(bytes) => GBK.decode_without_bom_handling(bytes).0.into_owned(),
            _ => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

fn is_gbk(bytes: &[u8]) -> bool {
    GBK.decode_without_bom_handling_and_without_replacement(bytes)
        .is_some()
}

/// Whether the text has characters beyond ASCII, all of two bytes in UTF-8: those of Chinese take three.
fn is_ambiguous(text: &str) -> bool {
    !text.is_ascii() && text.chars().all(|c| c.len_utf8() <= 2)
}

/// Why a path is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadPath {
    /// It leaves the archive's top by `..`.
    Traversal,
    /// It begins at a root or a drive.
    Absolute,
}

/// The parts of a path, without `.` and empty ones; none at all for the top itself. `windows`: a backslash
/// divides parts; elsewhere it is a character, but no way out is made of it either.
pub(super) fn split(path: &str, windows: bool) -> Result<Vec<&str>, BadPath> {
    let either = |c| c == '/' || c == '\\';
    if path.starts_with(either) || has_drive(path) {
        return Err(BadPath::Absolute);
    }
    if path.split(either).any(|part| part.trim() == "..") {
        return Err(BadPath::Traversal);
    }
    let divides = |c| c == '/' || (windows && c == '\\');
    let parts = path.split(divides);
    Ok(parts.filter(|part| !matches!(*part, "" | ".")).collect())
}

/// Whether the path begins with the letter of a drive.
fn has_drive(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':')
}

/// The name that the drive gives to a part of a path, and whether it had to be changed.
pub(super) fn allowed(part: &str) -> (Name, bool) {
    if let Ok(name) = Name::parse(part) {
        let changed = name.as_str() != part;
        return (name, changed);
    }
    let mut text: String = part
        .chars()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '*' | '?' | '/' | '\\' | '|' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect();
    text = shortened(text.trim()).into_owned();
    if Name::parse(&text).is_err() {
        text.insert(0, '_');
    }
    let name = Name::parse(&text).or_else(|_| Name::parse("_"));
    (name.unwrap_or_else(|_| Name::stored("_".to_owned())), true)
}

/// The text with its middle cut out where it is too long: the extension stays.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.chars().count() <= MAX_CHARS {
        return Cow::Borrowed(text);
    }
    let (stem, suffix) = text.split_at(text.rfind('.').unwrap_or(text.len()));
    let suffix: String = suffix.chars().take(MAX_CHARS / 2).collect();
    let room = MAX_CHARS - suffix.chars().count();
    Cow::Owned(stem.chars().take(room).chain(suffix.chars()).collect())
}

/// The endings of archives, the longer first.
const ENDINGS: [&str; 14] = [
    ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tar", ".tgz", ".tbz2", ".tbz", ".txz", ".tzst",
    ".zip", ".7z", ".rar", ".jar",
];

/// The name of an archive without its ending: that of the folder which takes what was in it.
pub(super) fn stem(archive: &Name) -> Name {
    let text = archive.as_str();
    let lower = text.to_ascii_lowercase();
    let ending = ENDINGS.iter().find(|ending| lower.ends_with(**ending));
    let cut = ending.map_or(archive.suffix().len(), |ending| ending.len());
    let stem = text.get(..text.len().saturating_sub(cut)).unwrap_or(text);
    Name::parse(stem).unwrap_or_else(|_| archive.clone())
}

#[cfg(test)]
mod tests;
