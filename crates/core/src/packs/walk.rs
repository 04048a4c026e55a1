//! The way through the trees of a pack: a folder, the folders in it, then its files. What has to be
//! remembered is a place for each level, so that a job can stop after any step.

use coffer_model::{NodeId, Result};
use coffer_store::ReadTx;
use coffer_store::packs::{self, PackNodeRow};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Where a walk is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Walk {
    /// The folders that it is in, the outermost first.
    open: Vec<Level>,
    /// Folders that it has not been in, the first one last.
    waiting: Vec<(u32, NodeId)>,
    /// How many nodes were met.
    pub(super) met: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Level {
    /// The folder's number.
    number: u32,
    folder: NodeId,
    /// Whether its folders are done.
    files: bool,
    /// The last one that was met.
    after: (Vec<u8>, NodeId),
}

impl Level {
    fn new(number: u32, folder: NodeId) -> Self {
        let (files, after) = (false, Self::START);
        Self {
            number,
            folder,
            files,
            after,
        }
    }

    const START: (Vec<u8>, NodeId) = (Vec::new(), NodeId(0));
}

/// A node that was met, with the number of its folder. Nodes are numbered in the order in which they
/// are met.
pub(super) type Met = (u32, PackNodeRow);

impl Walk {
    /// A walk through folders that were met already, and numbered from 0, beside `met` nodes in all.
    pub(super) fn new(mut folders: Vec<(u32, NodeId)>, met: u32) -> Self {
        folders.reverse();
        Self {
            open: Vec::new(),
            waiting: folders,
            met,
        }
    }

    /// Whether everything was met.
    pub(super) fn is_over(&self) -> bool {
        self.open.is_empty() && self.waiting.is_empty()
    }

    /// Meets the next nodes; asks the database for about `budget` rows. `is_there` says whether a folder that
    /// was met in an earlier transaction is where it was, and what is in it still the asker's to see; what is
    /// `barred` is not met, nor what is below.
    pub(super) fn go_on(
        &mut self,
        tx: &mut ReadTx<'_>,
        budget: u32,
        barred: &HashSet<NodeId>,
        mut is_there: impl FnMut(&mut ReadTx<'_>, NodeId) -> Result<bool>,
    ) -> Result<Vec<Met>> {
        while let Some(level) = self.open.last() {
            if is_there(tx, level.folder)? {
                break;
            }
            self.open.pop();
        }
        let mut met = Vec::new();
        let mut left = budget;
        while left > 0 {
            let Some(level) = self.open.last_mut() else {
                let Some((number, folder)) = self.waiting.pop() else {
                    break;
                };
                left -= 1;
                if is_there(tx, folder)? {
                    self.open.push(Level::new(number, folder));
                }
                continue;
            };
            let after = (level.after.0.as_slice(), level.after.1);
            left -= 1;
            if level.files {
                let limit = left + 1;
                let rows = packs::list_files(tx, level.folder, after, limit)?;
                let number = level.number;
                let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
                match rows.last() {
                    Some(last) if count == limit => level.after = (last.sort.clone(), last.id),
                    _ => drop(self.open.pop()),
                }
                left = left.saturating_sub(count);
                let rows = rows.into_iter().filter(|row| !barred.contains(&row.id));
                let before = met.len();
                met.extend(rows.map(|row| (number, row)));
                // What is not met has no number.
                let more = met.len().saturating_sub(before);
                self.met = self
                    .met
                    .saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
            } else if let Some(row) = packs::next_folder(tx, level.folder, after)? {
                level.after = (row.sort.clone(), row.id);
                if barred.contains(&row.id) {
                    continue;
                }
                let (above, folder) = (level.number, row.id);
                self.open.push(Level::new(self.met, folder));
                self.met = self.met.saturating_add(1);
                met.push((above, row));
            } else {
                level.files = true;
                level.after = Level::START;
            }
        }
        Ok(met)
    }
}
