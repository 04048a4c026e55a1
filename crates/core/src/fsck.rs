//! Proving that database and content are whole, while a server may be at work.
//!
//! Rows are compared with what they must agree with inside one statement, so that what others write
//! meanwhile cannot look like a fault. What spans database and content is looked at again before it
//! is reported. Repairs count again under the lock of the space or the blob. What can be computed
//! from other rows is put right; what a person has stored is never removed.
//!
//! Memory is bounded: tables are paged through, and the ids of stored bytes come in windows.

mod blobs;
mod counters;
mod fault;
mod names;
mod nodes;
mod orphans;
mod people;
mod strays;
mod unread;
mod uploads;
mod versions;

pub use fault::{Fault, Finding};

use crate::Drive;
use coffer_model::Result;

/// How thorough, and what about the faults.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FsckOptions {
    /// Put right what can be put right.
    pub repair: bool,
    /// Read every byte of content instead of the small ones and a sample.
    pub full: bool,
}

/// What was looked at and what came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Folders and files.
    pub nodes: u64,
    /// Blobs.
    pub blobs: u64,
    /// Blobs whose bytes were read.
    pub blobs_read: u64,
    /// Bytes read.
    pub bytes_read: u64,
    /// Faults found.
    pub faults: u64,
    /// Faults put right.
    pub repaired: u64,
}

/// Where findings go, one after the other.
pub type Report<'a> = dyn FnMut(Finding) + Send + 'a;

/// A run under way.
struct Run<'a> {
    drive: &'a Drive,
    options: FsckOptions,
    report: &'a mut Report<'a>,
    summary: Summary,
}

impl Run<'_> {
    fn found(&mut self, finding: Finding) {
        self.summary.faults += 1;
        self.summary.repaired += u64::from(finding.repaired);
        (self.report)(finding);
    }

    fn all_found(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            self.found(finding);
        }
    }
}

impl Drive {
    /// Proves the invariants of database and content and reports every fault that it finds.
    ///
    /// # Errors
    /// What the database or the store of content fails with; faults are no failure.
    pub async fn fsck<'a>(
        &'a self,
        options: FsckOptions,
        report: &'a mut Report<'a>,
    ) -> Result<Summary> {
        let mut run = Run {
            drive: self,
            options,
            report,
            summary: Summary::default(),
        };
        run.check_nodes().await?;
        run.check_clashes().await?;
        run.check_stray_names().await?;
        run.check_versions().await?;
        // What is missing in the tree shows before the sums that are wrong because of it.
        run.check_blob_refs().await?;
        run.check_spaces().await?;
        run.check_unread().await?;
        run.check_stray_rows().await?;
        run.check_people().await?;
        run.check_uploads().await?;
        run.check_blobs().await?;
        run.check_staging().await?;
        Ok(run.summary)
    }
}
