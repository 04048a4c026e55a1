//! Where the parts of a content lie, among its plain bytes and in what is stored.

use super::sealed_length;
use std::ops::Range;

/// A part among its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Its number, from 1.
    pub(crate) number: u32,
    /// Where it begins in the plain content.
    pub(crate) plain: u64,
    /// Where it begins in what is stored.
    pub(crate) stored: u64,
    /// Its plain length.
    pub(crate) length: u64,
}

/// The parts of a content.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    extents: Vec<Extent>,
    plain: u64,
    stored: u64,
    sealed: bool,
}

impl Layout {
    /// The layout of parts with these lengths. Nothing when they are more than there can be.
    pub(crate) fn new(lengths: impl IntoIterator<Item = u64>, sealed: bool) -> Option<Self> {
        let mut layout = Self {
            extents: Vec::new(),
            plain: 0,
            stored: 0,
            sealed,
        };
        for (length, number) in lengths.into_iter().zip(1..) {
            layout.extents.push(Extent {
                number,
                plain: layout.plain,
                stored: layout.stored,
                length,
            });
            layout.plain = layout.plain.checked_add(length)?;
            layout.stored = layout.stored.checked_add(layout.stored_length(length))?;
        }
        Some(layout)
    }

    /// The plain length of the content.
    pub(crate) fn plain(&self) -> u64 {
        self.plain
    }

    /// The stored length of the content.
    pub(crate) fn stored(&self) -> u64 {
        self.stored
    }

    /// How many bytes `plain` bytes of one part take.
    pub(crate) fn stored_length(&self, plain: u64) -> u64 {
        if self.sealed {
            sealed_length(plain)
        } else {
            plain
        }
    }

    /// The parts, in order.
    pub(crate) fn extents(&self) -> &[Extent] {
        &self.extents
    }

    /// The part with this number.
    pub(crate) fn part(&self, number: u32) -> Option<&Extent> {
        self.extents
            .get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// The parts that have plain bytes of `range`, each with its share, counted from its beginning.
    pub(crate) fn within(&self, range: Range<u64>) -> impl Iterator<Item = (&Extent, Range<u64>)> {
        let first = self
            .extents
            .partition_point(|extent| extent.plain + extent.length <= range.start);
        self.extents[first..]
            .iter()
            .take_while(move |extent| extent.plain < range.end)
            .map(move |extent| {
                let from = range.start.saturating_sub(extent.plain);
                let to = (range.end - extent.plain).min(extent.length);
                (extent, from..to)
            })
    }
}
