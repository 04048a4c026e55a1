//! The beginning of a job that reads an archive: its directory, as rows; and the ends.

use super::progress::{Progress, code_key, report};
use crate::Drive;
use crate::access::{self, Expect, NodeRef};
use crate::archives::list::{Directory, plan_of};
use crate::archives::names;
use crate::archives::plan::{self, Asked, Planned};
use crate::archives::rows::row_of_plan;
use crate::archives::work::ArchiveCommand;
use crate::jobs::Step;
use coffer_model::error::Reason;
use coffer_model::rights::Right;
use coffer_model::{Code, Error, Name, Result};
use coffer_store::archives::{self, ArchiveEntryRow};
use coffer_store::jobs::JobRow;
use std::sync::Arc;

/// Rows of one transaction.
const CHUNK: usize = 500;

impl Drive {
    /// Reads the directory and keeps it as rows, each with its place; ends the job where that was all, or
    /// where nothing can be read.
    pub(super) async fn plan_archive(
        &self,
        job: &mut JobRow,
        command: &ArchiveCommand,
    ) -> Result<()> {
        let depth = self.check_places(command).await?;
        let work = async {
            let source = self.archive_source(command.version).await?;
            let bytes = source.size();
            let password = self.unwrap_password(command)?;
            Ok((self.read_directory(source, password).await?, bytes))
        };
        let (directory, bytes) = match self.while_held(job, work).await {
            Ok(read) => read,
            Err(error) if error.code() == Code::ArchiveUnreadable => {
                return self.conclude(job, command, &error).await;
            }
            Err(error) => return Err(error),
        };
        let planned = self.place_all(command, &directory, bytes, depth);
        let rows = planned.into_iter().enumerate();
        let rows: Vec<_> = rows
            .map(|(number, planned)| row_of_plan(number, planned))
            .collect();
        let broken = directory
            .broken
            .map(|fault| fault.reason().key().to_owned());
        self.keep_rows(job, command, rows, broken).await
    }

    /// Demands that the spaces can be used and the target is there; answers how deep it lies.
    async fn check_places(&self, command: &ArchiveCommand) -> Result<u32> {
        let (asker, now) = (command.ctx.clone(), self.now());
        let (archive, right) = ((command.space, command.archive), command.right());
        let target = command.target;
        self.store()
            .read(move |tx| {
                let ctx = asker.renewed(tx, now)?;
                ArchiveCommand::require_readable(tx, &ctx, archive, right)?;
                let Some(target) = target else { return Ok(0) };
                let space = access::load_space(tx, &ctx, target.space, Expect::Any)?;
                Ok(
                    access::locate_target(tx, &space, NodeRef::from(target.folder), Right::Upload)?
                        .depth(),
                )
            })
            .await
    }

    fn place_all(
        &self,
        command: &ArchiveCommand,
        directory: &Directory,
        bytes: u64,
        depth: u32,
    ) -> Vec<Planned> {
        let asked = Asked {
            paths: &command.paths,
            limits: self.settings().archives,
            archive: bytes,
            now: self.now(),
        };
        let mut planned = plan_of(directory, &asked);
        let all = command.target.is_some() && command.paths.is_empty();
        let folder = all.then(|| names::stem(&Name::stored(command.name.clone())));
        plan::settle(&mut planned, folder.as_ref(), depth);
        planned
    }

    /// Until the last of the rows is there, the job has no cursor and begins anew after a kill.
    async fn keep_rows(
        &self,
        job: &mut JobRow,
        command: &ArchiveCommand,
        rows: Vec<ArchiveEntryRow>,
        broken: Option<String>,
    ) -> Result<()> {
        let rows = Arc::new(rows);
        let id = job.id;
        let chunks = rows.len().div_ceil(CHUNK).max(1);
        for chunk in 0..chunks {
            let (rows, command, broken) = (Arc::clone(&rows), command.clone(), broken.clone());
            self.note_step(job, move |tx, job, _| {
                if chunk == 0 {
                    archives::delete(tx, id)?;
                }
                for row in rows.iter().skip(chunk * CHUNK).take(CHUNK) {
                    archives::insert(tx, id, row)?;
                }
                if chunk + 1 < chunks {
                    return Ok(Step::More);
                }
                let only_looks = command.target.is_none();
                let at = if only_looks { rows.len() } else { 0 };
                let progress = Progress {
                    at,
                    stored: false,
                    broken: broken.clone(),
                };
                progress.write(job, &command, &rows, &[])?;
                Ok(if at >= rows.len() {
                    Step::Done
                } else {
                    Step::More
                })
            })
            .await?;
        }
        Ok(())
    }

    /// Ends a job of which nothing came, for a reason that the archive has.
    pub(super) async fn conclude(
        &self,
        job: &mut JobRow,
        command: &ArchiveCommand,
        error: &Error,
    ) -> Result<()> {
        let reason = error.facts().reason.map(Reason::key);
        let key = reason.unwrap_or(error.code().key()).to_owned();
        let command = command.clone();
        self.note_step(job, move |_, job, _| {
            job.failed = job.items.max(1);
            job.first_failure = Some(code_key(&key).to_owned());
            job.report = report(&command, Some(key.clone()))?;
            Ok(Step::Done)
        })
        .await
    }
}
