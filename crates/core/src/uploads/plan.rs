//! How a content is divided into parts.

use coffer_model::{Error, Result};

/// The smallest part but the last.
pub const MIN_PART: u64 = 5 << 20;
/// The largest part.
pub const MAX_PART: u64 = 5 << 30;
/// The largest file.
pub const MAX_FILE: u64 = 200 << 30;
/// The most parts.
const MAX_PARTS: usize = 10_000;
/// The size of the parts that we choose.
const OUR_PART: u64 = 8 << 20;
/// The largest part that we choose.
const OUR_LARGEST_PART: u64 = 64 << 20;

/// A part as the client announces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedPart {
    /// The number, from 1.
    pub number: u32,
    /// Bytes.
    pub length: u64,
    /// Where it begins; derived from the parts before it when absent.
    pub offset: Option<u64>,
    /// The eight words of the state of SHA-256 before it, when the client hashes in parallel.
    pub state: Option<[u32; 8]>,
}

/// A part of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedPart {
    /// The number, from 1.
    pub number: u32,
    /// Where it begins.
    pub offset: u64,
    /// Bytes.
    pub length: u64,
    /// Whether it has arrived.
    pub received: bool,
}

/// The lengths of the parts of a content, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    lengths: Vec<u64>,
}

impl Plan {
    /// The plan for `size` bytes: the client's when it announces parts, else ours.
    pub(crate) fn new(size: u64, announced: &[AnnouncedPart]) -> Result<Self> {
        if size > MAX_FILE {
            return Err(Error::parameter("length").with_limit(format!("0-{MAX_FILE}")));
        }
        if announced.is_empty() {
            Ok(Self::ours(size))
        } else {
            Self::theirs(size, announced)
        }
    }

    fn ours(size: u64) -> Self {
        // 8 MiB parts up to 8 GiB, then as many as fit; never more than the limit of parts.
        let part = size
            .div_ceil(1_024)
            .next_multiple_of(1 << 20)
            .clamp(OUR_PART, OUR_LARGEST_PART);
        let mut lengths = vec![part; usize::try_from(size / part).unwrap_or(MAX_PARTS)];
        if !size.is_multiple_of(part) || size == 0 {
            lengths.push(size % part);
        }
        Self { lengths }
    }

    fn theirs(size: u64, announced: &[AnnouncedPart]) -> Result<Self> {
        if announced.len() > MAX_PARTS {
            return Err(Error::parameter("multiParts").with_limit(format!("1-{MAX_PARTS}")));
        }
        let mut parts: Vec<&AnnouncedPart> = announced.iter().collect();
        parts.sort_by_key(|part| part.number);
        let mut offset = 0_u64;
        for (index, part) in parts.iter().enumerate() {
            let last = index + 1 == parts.len();
            let least = if last { 0 } else { MIN_PART };
            if part.number as usize != index + 1 {
                return Err(Error::parameter("partNumber").with_limit(index + 1));
            }
            if !(least..=MAX_PART).contains(&part.length) {
                return Err(Error::parameter("partSize").with_limit(format!("{least}-{MAX_PART}")));
            }
            require_state(part, offset)?;
            offset += part.length;
        }
        if offset != size {
            return Err(Error::parameter("partSize").with_limit(size));
        }
        Ok(Self {
            lengths: parts.iter().map(|part| part.length).collect(),
        })
    }

    /// As the database keeps it.
    pub(crate) fn to_text(&self) -> String {
        let lengths: Vec<String> = self.lengths.iter().map(u64::to_string).collect();
        lengths.join(",")
    }

    /// What the database keeps.
    pub(crate) fn from_text(text: &str) -> Self {
        Self {
            lengths: text
                .split(',')
                .filter_map(|length| length.parse().ok())
                .collect(),
        }
    }

    /// The lengths of the parts.
    pub(crate) fn lengths(&self) -> &[u64] {
        &self.lengths
    }

    /// The parts with their places.
    pub(crate) fn parts(&self) -> impl Iterator<Item = PlannedPart> {
        let mut offset = 0;
        (1_u32..).zip(&self.lengths).map(move |(number, length)| {
            let part = PlannedPart {
                number,
                offset,
                length: *length,
                received: false,
            };
            offset += length;
            part
        })
    }

    /// The part `number`.
    pub(crate) fn part(&self, number: u32) -> Option<PlannedPart> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let length = *self.lengths.get(index)?;
        let offset = self.lengths[..index].iter().sum();
        Some(PlannedPart {
            number,
            offset,
            length,
            received: false,
        })
    }
}

/// A state before a part is only possible at a multiple of the hash's block, and before the first part
/// it is known.
pub(crate) fn require_state(part: &AnnouncedPart, offset: u64) -> Result<()> {
    if part.offset.is_some_and(|announced| announced != offset) {
        return Err(Error::parameter("partOffset").with_limit(offset));
    }
    if part.state.is_some() && !offset.is_multiple_of(64) {
        return Err(Error::parameter("partOffset").with_limit("64"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
