//! The turns of a job that reads an archive.

use super::gather::{Outcome, SLICE, SLICE_TIME, Slice};
use super::outflow::{Failure, Outflow};
use super::settle::{Batch, settle};
use super::store::{Shelf, StoredContent};
use super::{Progress, orders};
use crate::Drive;
use crate::access::{self, Expect, NodeRef};
use crate::archives::fault::Fault;
use crate::archives::work::{ArchiveCommand, Target};
use crate::jobs::Step;
use coffer_model::rights::Right;
use coffer_model::{BlobId, Code, Error, Result, UploadId};
use coffer_store::archives::ArchiveEntryRow;
use coffer_store::contents;
use coffer_store::jobs::{JobRow, JobStatus};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// The shortest turn. Archives that have to be read from their beginnings get back to where they were
/// before: a turn then lasts as long as that took, so that no more than half of the work is repeated.
const TURN: Duration = Duration::from_secs(15);
/// How long after it was noted something that was to be stored is garbage.
const KEEP_SECONDS: i64 = 24 * 3_600;
/// Rows of one transaction.
const ROWS: usize = 500;
/// Ids at hand for a slice: for its contents, and for that of empty files.
const IDS: usize = SLICE + 1;

/// One turn at a job: the plan if there is none yet, then slices until it is done, others shall have
/// their turn, or `stop` is cancelled.
pub(crate) async fn turn(
    drive: &Drive,
    job: &mut JobRow,
    command: &ArchiveCommand,
    stop: &CancellationToken,
) -> Result<()> {
    if job.cursor.is_empty() {
        drive.plan_archive(job, command).await?;
    }
    match command.target {
        Some(target) if job.status == JobStatus::Running => {
            let extraction = Extraction::begin(drive, job, command, target).await?;
            extraction.run(stop).await
        }
        _ => Ok(()),
    }
}

/// Waits until the server is told to stop, and then for as long as a slice may take.
async fn stopped(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(SLICE_TIME * 2).await;
}

/// A turn at taking out.
struct Extraction<'a> {
    drive: &'a Drive,
    command: &'a ArchiveCommand,
    target: Target,
    shelf: Shelf,
    job: &'a mut JobRow,
    progress: Progress,
    rows: Arc<Vec<ArchiveEntryRow>>,
    /// Ids that are noted as garbage to come.
    ids: Vec<BlobId>,
    empty: Option<StoredContent>,
}

impl<'a> Extraction<'a> {
    async fn begin(
        drive: &'a Drive,
        job: &'a mut JobRow,
        command: &'a ArchiveCommand,
        target: Target,
    ) -> Result<Self> {
        let progress: Progress = serde_json::from_str(&job.cursor).map_err(Error::internal)?;
        let rows = Arc::new(drive.archive_rows(job.id).await?);
        let ctx = command.ctx.at(drive.now());
        let tenant = ctx.tenant;
        let (archive, right) = ((command.space, command.archive), command.right());
        let ids: Vec<BlobId> = (0..IDS).map(|_| BlobId(drive.next_id())).collect();
        let (noted, due) = (ids.clone(), drive.now().plus_seconds(KEEP_SECONDS));
        let sealed = drive
            .store()
            .write(move |tx| {
                // Who lost the archive since does not go on reading it.
                ArchiveCommand::require_readable(tx, &ctx, archive, right)?;
                let space = access::load_space(tx, &ctx, target.space, Expect::Any)?;
                let folder =
                    access::locate_target(tx, &space, NodeRef::from(target.folder), Right::Upload)?;
                for id in &noted {
                    contents::expect_garbage(tx, *id, UploadId(id.0), due)?;
                }
                Ok::<_, Error>(folder.node.root == space.view.safe)
            })
            .await?;
        let shelf = Shelf { tenant, sealed };
        Ok(Self {
            drive,
            command,
            target,
            shelf,
            job,
            progress,
            rows,
            ids,
            empty: None,
        })
    }

    async fn run(mut self, stop: &CancellationToken) -> Result<()> {
        let source = self.drive.archive_source(self.command.version).await?;
        let password = self.drive.unwrap_password(self.command)?;
        let orders = orders(&self.rows, self.progress.at);
        let mut outflow = Outflow::begin(source, password, self.drive.settings().archives, orders);
        let begun = Instant::now();
        let mut first = None;
        while self.job.status == JobStatus::Running {
            let drive = self.drive;
            let work = drive.gather(&mut outflow, self.shelf, &mut self.ids);
            let slice = tokio::select! {
                slice = drive.while_held(self.job, work) => slice?,
                // A slice comes to its end; in the middle of a long content it is read again.
                () = stopped(stop) => break,
            };
            if let Some(failure) = outflow.control.take_failure() {
                return Err(failure.into());
            }
            if slice.outcomes.is_empty() && slice.ended.is_none() {
                continue;
            }
            let back = *first.get_or_insert_with(|| begun.elapsed());
            if let Some(fault) = self.locked_out(&slice) {
                return self
                    .drive
                    .conclude(self.job, self.command, &fault.into())
                    .await;
            }
            self.note(slice).await?;
            let over = begun.elapsed().saturating_sub(back) > TURN.max(back);
            if over || stop.is_cancelled() {
                break;
            }
        }
        Ok(())
    }

    /// Why nothing at all comes out, when that is for want of the right password.
    fn locked_out(&self, slice: &Slice) -> Option<Fault> {
        let stored = |(_, outcome): &(usize, Outcome)| matches!(outcome, Outcome::Stored(_));
        if self.progress.stored || slice.outcomes.iter().any(stored) {
            return None;
        }
        let first = slice
            .outcomes
            .iter()
            .find_map(|(_, outcome)| match outcome {
                Outcome::Failed(Failure::Fault(fault)) => Some(*fault),
                _ => None,
            });
        first
            .or(slice.ended.flatten())
            .filter(|fault| fault.is_about_password())
    }

    /// Makes what a slice brought, and notes how far the job is.
    async fn note(&mut self, slice: Slice) -> Result<()> {
        let last = slice.outcomes.last();
        let last = last.map_or(self.progress.at, |(number, _)| number + 1);
        let (end, unread) = match slice.ended {
            Some(fault) => (self.rows.len(), fault.unwrap_or(Fault::Damaged)),
            None => (last, Fault::Damaged),
        };
        let stored = |(_, outcome): &(usize, Outcome)| matches!(outcome, Outcome::Stored(_));
        self.progress.stored |= slice.outcomes.iter().any(stored);
        let mut outcomes: HashMap<_, _> = slice.outcomes.into_iter().collect();
        loop {
            // Folders and empty files bring nothing, so that any number of them may lie between.
            let upto = end.min(self.progress.at + ROWS);
            let range = self.progress.at..upto;
            self.provide_empty(range.clone()).await?;
            let missing = IDS.saturating_sub(self.ids.len());
            let fresh: Vec<_> = (0..missing).map(|_| BlobId(self.drive.next_id())).collect();
            let batch = Batch {
                job: self.job.id,
                target: self.target,
                rows: Arc::clone(&self.rows),
                outcomes: range
                    .clone()
                    .filter_map(|row| outcomes.remove_entry(&row))
                    .collect(),
                range,
                empty: self.empty.clone(),
                unread: unread.reason(),
                fresh: fresh.clone(),
                due: self.drive.now().plus_seconds(KEEP_SECONDS),
            };
            self.progress.at = upto;
            self.commit(batch).await?;
            self.ids.extend(fresh);
            if upto >= end {
                return Ok(());
            }
        }
    }

    async fn commit(&mut self, batch: Batch) -> Result<()> {
        let settled = Arc::new(Mutex::new(Vec::new()));
        let (drive, command, told) = (
            self.drive.clone(),
            self.command.clone(),
            Arc::clone(&settled),
        );
        let (rows, progress) = (Arc::clone(&self.rows), self.progress.clone());
        self.drive
            .note_step(self.job, move |tx, job, now| {
                let done = settle(tx, &drive, &command, &batch, now)?;
                progress.write(job, &command, &rows, &done)?;
                *told.lock().unwrap_or_else(PoisonError::into_inner) = done;
                Ok(if progress.at >= rows.len() {
                    Step::Done
                } else {
                    Step::More
                })
            })
            .await?;
        // The empty content has its reference, or was made a duplicate of: it is no longer ours.
        self.empty = None;
        let rows = Arc::make_mut(&mut self.rows);
        for (number, outcome) in settled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            if let Some(row) = rows.get_mut(number) {
                match outcome {
                    Ok(node) => row.node = Some(node),
                    Err(key) => row.failure = Some(key),
                }
            }
        }
        Ok(())
    }

    /// Stores the content of empty files, if there are any among the rows.
    async fn provide_empty(&mut self, range: std::ops::Range<usize>) -> Result<()> {
        let rows = self.rows.get(range).unwrap_or_default();
        let empty = |row: &ArchiveEntryRow| !row.folder && row.size == 0 && row.failure.is_none();
        if self.empty.is_some() || !rows.iter().any(empty) {
            return Ok(());
        }
        let id = self.ids.pop().ok_or(Code::Internal)?;
        self.empty = Some(self.drive.store_empty(self.shelf, id).await?);
        Ok(())
    }
}
