//! How far a job is, and how it ends.

use crate::archives::work::ArchiveCommand;
use crate::files::ItemOutcome;
use coffer_model::{Error, NodeId, Result};
use coffer_store::archives::ArchiveEntryRow;
use coffer_store::jobs::JobRow;
use serde::{Deserialize, Serialize};

/// What a file costs beside its bytes, for the percentage.
const WEIGHT: u64 = 4_096;

/// Where a job stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Progress {
    /// Rows before this number are settled.
    pub(super) at: usize,
    /// Some content came out: the password, if there is one, is right.
    pub(super) stored: bool,
    /// The key of the reason why the directory may not be all there.
    pub(super) broken: Option<String>,
}

impl Progress {
    /// Writes it into the job's row, with what the rows say of failures after `done`.
    pub(super) fn write(
        &self,
        job: &mut JobRow,
        command: &ArchiveCommand,
        rows: &[ArchiveEntryRow],
        done: &[(usize, std::result::Result<NodeId, String>)],
    ) -> Result<()> {
        job.cursor = serde_json::to_string(self).map_err(Error::internal)?;
        let weight = |rows: &[ArchiveEntryRow]| -> u64 {
            let files = rows
                .iter()
                .filter(|row| !row.folder && row.failure.is_none());
            files
                .map(|row| row.size.saturating_add(WEIGHT))
                .fold(0, u64::saturating_add)
        };
        let all = u128::from(weight(rows).max(1));
        let settled = u128::from(weight(rows.get(..self.at).unwrap_or_default()));
        job.progress = u32::try_from(settled * 100 / all).unwrap_or(100).min(99);
        let before = rows.iter().filter_map(|row| row.failure.as_deref());
        let now = done
            .iter()
            .filter_map(|(_, outcome)| outcome.as_ref().err());
        let mut failures = before
            .chain(now.map(String::as_str))
            .chain(self.broken.as_deref());
        job.first_failure = failures.next().map(|key| code_key(key).to_owned());
        job.failed = match job.first_failure {
            Some(_) => u32::try_from(failures.count() + 1).unwrap_or(u32::MAX),
            None => 0,
        };
        job.items = u32::try_from(rows.iter().filter(|row| !row.path.is_empty()).count())
            .unwrap_or(u32::MAX)
            .max(1);
        if self.at >= rows.len() {
            job.report = report(command, self.broken.clone())?;
        }
        Ok(())
    }
}

/// The job's only item: the archive.
pub(super) fn report(command: &ArchiveCommand, failure: Option<String>) -> Result<String> {
    let outcome = ItemOutcome {
        node: command.archive,
        name: command.name.clone(),
        failure,
        copy: None,
    };
    serde_json::to_string(&[outcome]).map_err(Error::internal)
}

/// The key of the code that a reason belongs to; a code's own key is itself.
pub(super) fn code_key(key: &str) -> &'static str {
    Error::of_key(key).code().key()
}
