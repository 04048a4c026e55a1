//! How much somebody has seen.

use coffer_model::SpaceId;

/// Bytes of a number.
const NUMBER: usize = 8;

/// How much a page has seen: a number each for messages, jobs and the spaces that it watches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WatchPosition {
    pub(super) messages: i64,
    pub(super) jobs: i64,
    pub(super) spaces: Vec<(SpaceId, i64)>,
}

impl WatchPosition {
    /// The bytes that [`Self::from_bytes`] reads.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let spaces = self
            .spaces
            .iter()
            .flat_map(|(space, stamp)| [space.0, *stamp]);
        [self.messages, self.jobs]
            .into_iter()
            .chain(spaces)
            .flat_map(i64::to_be_bytes)
            .collect()
    }

    /// What [`Self::to_bytes`] was made of; `None` for bytes of another length.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, []) = bytes.as_chunks::<NUMBER>() else {
            return None;
        };
        let mut numbers = numbers.iter().map(|bytes| i64::from_be_bytes(*bytes));
        let (messages, jobs) = (numbers.next()?, numbers.next()?);
        let mut spaces = Vec::new();
        while let Some(space) = numbers.next() {
            spaces.push((SpaceId(space), numbers.next()?));
        }
        Some(Self {
            messages,
            jobs,
            spaces,
        })
    }

    /// The stamp up to which a space was seen.
    pub(super) fn stamp_of(&self, space: SpaceId) -> Option<i64> {
        let found = self.spaces.iter().find(|(id, _)| *id == space);
        found.map(|(_, stamp)| *stamp)
    }

    pub(super) fn set_stamp(&mut self, space: SpaceId, stamp: i64) {
        match self.spaces.iter_mut().find(|(id, _)| *id == space) {
            Some((_, seen)) => *seen = stamp,
            None => self.spaces.push((space, stamp)),
        }
    }
}

#[cfg(test)]
mod tests;
