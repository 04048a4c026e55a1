//! Plans as rows, and rows as their askers see them.

use super::plan::Planned;
use crate::Drive;
use crate::jobs::{JobAct, JobView};
use coffer_model::{Error, JobId, NodeId, Result, Timestamp};
use coffer_store::archives::{self, ArchiveEntryRow};

/// Rows of one read.
const PAGE: u32 = 2_000;

/// An entry of an archive, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// Its number.
    pub number: usize,
    /// The number of the folder above, which is smaller.
    pub parent: Option<usize>,
    /// The whole path in the archive, with `/` between its parts.
    pub path: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Bytes; of a folder, of all files in it.
    pub size: u64,
    /// When it was changed, as the archive says.
    pub modified: Option<Timestamp>,
    /// What was made of it.
    pub node: Option<NodeId>,
    /// The key of the reason why nothing was or will be.
    pub failure: Option<String>,
    /// Whether it got another name than the archive's.
    pub renamed: bool,
}

impl ArchiveEntry {
    /// A row as its asker sees it.
    fn of_row(row: ArchiveEntryRow) -> Self {
        Self {
            number: usize::try_from(row.number).unwrap_or(usize::MAX),
            parent: row.parent.and_then(|above| usize::try_from(above).ok()),
            path: row.path,
            folder: row.folder,
            size: row.size,
            modified: row.modified_at,
            node: row.node,
            failure: row.failure,
            renamed: row.renamed,
        }
    }

    /// An entry of a plan that nobody follows.
    pub(super) fn of_plan(number: usize, planned: Planned) -> Self {
        Self {
            number,
            parent: planned.parent,
            path: planned.path,
            folder: planned.folder,
            size: planned.size,
            modified: planned.modified,
            node: None,
            failure: planned.refused.map(|reason| reason.key().to_owned()),
            renamed: planned.renamed,
        }
    }
}

/// A plan as the job keeps it.
pub(super) fn row_of_plan(number: usize, planned: Planned) -> ArchiveEntryRow {
    let signed = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    ArchiveEntryRow {
        number: signed(number),
        source: planned.source.and_then(|source| i64::try_from(source).ok()),
        parent: planned.parent.map(signed),
        path: planned.path,
        folder: planned.folder,
        size: planned.size.min(i64::MAX.unsigned_abs()),
        modified_at: planned.modified,
        name: planned.name.as_str().to_owned(),
        renamed: planned.renamed,
        node: None,
        failure: planned.refused.map(|reason| reason.key().to_owned()),
    }
}

impl Drive {
    /// What is in the archive of a job, which was found for its asker; nothing for other kinds of jobs, and
    /// as long as the archive's directory was not read.
    ///
    /// # Errors
    /// What the database says.
    pub async fn archive_entries(&self, job: &JobView) -> Result<Vec<ArchiveEntry>> {
        match job.summary.act {
            JobAct::ListArchive | JobAct::Extract | JobAct::ExtractSome => {}
            _ => return Ok(Vec::new()),
        }
        let rows = self.archive_rows(job.summary.id).await?;
        Ok(rows.into_iter().map(ArchiveEntry::of_row).collect())
    }

    /// All rows of a job, by number; there are at most as many as an archive may have entries.
    pub(super) async fn archive_rows(&self, job: JobId) -> Result<Vec<ArchiveEntryRow>> {
        let mut rows: Vec<ArchiveEntryRow> = Vec::new();
        loop {
            let from = rows.last().map_or(0, |last| last.number + 1);
            let page = self
                .store()
                .read_slow(move |tx| Ok::<_, Error>(archives::list(tx, job, from, PAGE)?))
                .await?;
            let more = page.len() == PAGE as usize;
            rows.extend(page);
            if !more {
                return Ok(rows);
            }
        }
    }
}
