//! Reading the directory of an archive.

use super::entry::{Entry, Flow};
use super::fault::Fault;
use super::formats::{self, Password};
use super::plan::{self, ArchiveLimits, Asked, Planned};
use super::rows::ArchiveEntry;
use super::source::{Control, Source};
use super::work::{ArchiveWork, ReadArchive, blame};
use crate::{Ctx, Drive};
use coffer_model::rights::Right;
use coffer_model::{Error, JobId, NodeId, Result, SpaceId};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// Directories read at the same time while somebody waits for each.
pub(crate) const PARALLEL: usize = 4;
/// The most bytes that all names together may have: they are held in memory.
const MAX_NAMES: usize = 64 << 20;
/// How long a caller waits for a list before he gets a job instead.
const PATIENCE: Duration = Duration::from_millis(1_600);

/// What is in an archive, or the job that finds out.
#[derive(Debug, Clone)]
pub enum Contents {
    /// The entries, each folder before what is in it.
    Listed(Vec<ArchiveEntry>),
    /// It takes longer.
    Job(JobId),
}

/// A directory as far as it could be read.
pub(super) struct Directory {
    pub(super) entries: Vec<Entry>,
    /// Why there may be more.
    pub(super) broken: Option<Fault>,
}

/// Stops a reading that nobody waits for any more.
struct Abandon(Arc<Control>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Drive {
    /// What is in an archive: at once when that takes under two seconds, else by a job.
    ///
    /// # Errors
    /// `ArchiveUnreadable` with the reason; `NotAFile`, `NodeRecycled`, and what loading the space fails
    /// with.
    pub async fn list_archive(
        &self,
        ctx: &Ctx,
        space: SpaceId,
        archive: NodeId,
        password: Option<String>,
    ) -> Result<Contents> {
        let found = self
            .find_archive(ctx, space, archive, Right::Preview)
            .await?;
        let source = self.archive_source(found.version).await?;
        let bytes = source.size();
        let reading = async {
            let turn = self.inner.archives.acquire().await;
            let _turn = turn.map_err(Error::internal)?;
            self.read_directory(source, password.clone()).await
        };
        let Ok(directory) = tokio::time::timeout(PATIENCE, reading).await else {
            let command = ReadArchive {
                space,
                archive,
                password,
                work: ArchiveWork::List,
            };
            return self.start_archive(ctx, command).await.map(Contents::Job);
        };
        let Directory { entries, broken } = directory?;
        if let Some(fault) = broken.filter(|_| entries.is_empty()) {
            return Err(fault.into());
        }
        let asked = Asked {
            paths: &[],
            limits: self.settings().archives,
            archive: bytes,
            now: ctx.now,
        };
        let mut planned = plan::plan(&entries, &asked);
        plan::settle(&mut planned, None, 0);
        let listed = planned.into_iter().enumerate();
        let listed = listed.map(|(number, planned)| ArchiveEntry::of_plan(number, planned));
        Ok(Contents::Listed(listed.collect()))
    }

    /// Reads a directory on a thread of its own; when nobody waits any more, it stops at its next read.
    pub(super) async fn read_directory(
        &self,
        source: Source,
        password: Password,
    ) -> Result<Directory> {
        let limits = self.settings().archives;
        let control = Arc::clone(source.control());
        let _abandon = Abandon(Arc::clone(&control));
        let work = move || directory(source, password, limits);
        let read = tokio::task::spawn_blocking(work).await;
        match read.map_err(Error::internal)? {
            Ok(directory) => match control.take_failure() {
                Some(failure) => Err(failure.into()),
                None => Ok(directory),
            },
            Err(fault) => Err(blame(&control, fault)),
        }
    }
}

/// The entries of an archive.
///
/// # Errors
/// When it cannot even be opened, or has too many.
pub(super) fn directory(
    source: Source,
    password: Password,
    limits: ArchiveLimits,
) -> Result<Directory, Fault> {
    let mut entries = Vec::new();
    let most = limits.entries as usize;
    let mut letters = 0;
    // The decoders are not ours, and what they get is a stranger's.
    let work = AssertUnwindSafe(|| {
        formats::open(source, password, &limits)?.list(&mut |entry| {
            letters += entry.name.length();
            entries.push(entry);
            if entries.len() > most || letters > MAX_NAMES {
                Flow::Break(())
            } else {
                Flow::Continue(())
            }
        })
    });
    let outcome = catch_unwind(work).unwrap_or(Err(Fault::Damaged));
    if entries.len() > most || letters > MAX_NAMES {
        return Err(Fault::TooLarge);
    }
    match outcome {
        Err(fault) if entries.is_empty() => Err(fault),
        outcome => Ok(Directory {
            entries,
            broken: outcome.err(),
        }),
    }
}

/// A plan for everything in a directory.
pub(super) fn plan_of(directory: &Directory, asked: &Asked<'_>) -> Vec<Planned> {
    plan::plan(&directory.entries, asked)
}
