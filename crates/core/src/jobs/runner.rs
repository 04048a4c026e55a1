//! Claims jobs and does their steps. A step and the note of its progress are one transaction, so a
//! kill between two steps loses nothing and repeats nothing.

use super::tell::tell_finished;
use super::{Command, Lane, Step};
use crate::Drive;
use crate::archives;
use crate::files::{copy, empty_bin, erase};
use crate::organisation::{hand_over, import, removal};
use crate::packs;
use crate::shares::{leavers, named};
use coffer_model::error::Kind;
use coffer_model::{Code, Error, Result, Timestamp};
use coffer_store::Tx;
use coffer_store::jobs::{self, JobRow, JobStatus};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a claimed job is left alone by other servers.
pub(super) const LEASE_SECONDS: i64 = 60;
/// Attempts that may fail before a job is given up.
const MAX_ATTEMPTS: i64 = 20;
/// Steps of one job before others that wait have their turn.
const TURN: u32 = 20;
/// Longest wait between two looks at the table, for jobs that another server recorded.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long the outcome of a job can be read.
pub(crate) const KEEP_SECONDS: i64 = 7 * 24 * 3_600;
/// The same for tasks of administrators.
pub(crate) const KEEP_TASKS_SECONDS: i64 = 180 * 24 * 3_600;

impl Drive {
    /// Does jobs until `stop` is cancelled; the step under way is finished. Work that reads or writes
    /// contents has workers of its own: it holds up nobody whose work takes a moment.
    pub async fn run_jobs(&self, stop: CancellationToken) {
        if let Err(error) = self.take_back_jobs().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "jobs of the last run wait until their leases end"
            );
        }
        tokio::join!(
            self.work_in(Lane::Rows, &stop),
            self.work_in(Lane::Contents, &stop),
            self.work_in(Lane::Contents, &stop),
        );
    }

    async fn work_in(&self, lane: Lane, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            match self.run_one_job_of(lane, stop).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "jobs cannot be claimed"
                ),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.inner.work[lane as usize].notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Says that a job was recorded for a lane.
    pub(crate) fn wake(&self, lane: Lane) {
        self.inner.work[lane as usize].notify_one();
    }

    /// What was claimed before this server began belongs to one that was killed, where there can be no
    /// other: it goes on at once.
    async fn take_back_jobs(&self) -> Result<()> {
        if self.store().is_exclusive() {
            self.store()
                .write(|tx| Ok::<_, Error>(jobs::take_back(tx)?))
                .await?;
        }
        Ok(())
    }

    /// Does the next job of any lane as [`Self::run_jobs`] would; `false` when none is due.
    ///
    /// # Errors
    /// What the database says.
    pub async fn run_one_job(&self, stop: &CancellationToken) -> Result<bool> {
        for lane in Lane::ALL {
            if self.run_one_job_of(lane, stop).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Claims the job whose asker waits the longest for a turn and does it to its end, or until others
    /// that wait have theirs; `false` when none is due.
    async fn run_one_job_of(&self, lane: Lane, stop: &CancellationToken) -> Result<bool> {
        let now = self.now();
        let lease = now.plus_seconds(LEASE_SECONDS);
        let turn = self.next_id();
        let claimed = self
            .store()
            .write(move |tx| Ok::<_, Error>(jobs::claim(tx, lane, now, lease, turn)?))
            .await?;
        let Some(mut job) = claimed else {
            return Ok(false);
        };
        let id = job.id;
        let steps = match lane {
            Lane::Rows => TURN,
            // Steps that read or write contents last as long as a turn may.
            Lane::Contents => 1,
        };
        for _ in 0..steps {
            match self.step(&mut job, stop).await {
                Ok(()) => {}
                // It was called off, or another server has it.
                Err(error) if error.code() == Code::JobNotFound => return Ok(true),
                Err(error) => {
                    tracing::warn!(job.id = %id, error = &error as &dyn std::error::Error, "a step of a job failed");
                    self.retry_or_fail(job, &error).await?;
                    return Ok(true);
                }
            }
            if job.status != JobStatus::Running {
                return Ok(true);
            }
            if stop.is_cancelled() {
                self.put_back(job, self.now()).await?;
                return Ok(true);
            }
        }
        // Behind those that became due before now; it counts as under way all the same.
        self.give_up_lease(job, self.now()).await?;
        Ok(true)
    }

    /// One step and the note of its progress. `job` follows the lease, also where the step fails: who has
    /// another lease than the row's can write nothing down.
    async fn step(&self, job: &mut JobRow, stop: &CancellationToken) -> Result<()> {
        let command: Command = serde_json::from_str(&job.command).map_err(Error::internal)?;
        if let Command::Archive(archive) = &command {
            return archives::turn(self, job, archive, stop).await;
        }
        let ids = self.slice_ids();
        let drive = self.clone();
        self.note_step(job, move |tx, job, now| match &command {
            Command::Batch(batch) => {
                let ctx = batch.ctx.renewed(tx, now)?;
                Self::step_batch(tx, &ctx, batch, job, &ids)
            }
            Command::Copy(copied) => {
                let ctx = copied.ctx.renewed(tx, now)?;
                copy::step(tx, &drive, &ctx, copied, job)
            }
            Command::Erase(erased) => erase::step(tx, erased, now),
            Command::EmptyBin(emptied) => empty_bin::step(tx, emptied, now),
            Command::RemoveSpace(removed) => removal::step(tx, removed, now),
            Command::HandOver(handed) => hand_over::step(tx, &drive, handed, now),
            Command::Import(list) => import::step(tx, &drive, list, job, now),
            Command::Pack(pack) => packs::step(tx, pack, job),
            Command::ForgetReader(gone) => leavers::step(tx, gone, now),
            Command::TellNamed(telling) => named::step(tx, &drive, telling, job, now),
            // Works in turns of its own.
            Command::Archive(_) => Err(Code::Internal.into()),
        })
        .await
    }

    /// Writes the rows of a step and the note of its progress in one transaction: either both are there
    /// or none. A step that reads or writes contents does so before, within
    /// [`while_held`](Self::while_held).
    ///
    /// # Errors
    /// `JobNotFound` when the job was called off or another server goes on with it: this step never was.
    pub(crate) async fn note_step<F>(&self, job: &mut JobRow, mut body: F) -> Result<()>
    where
        F: FnMut(&mut Tx<'_>, &mut JobRow, Timestamp) -> Result<Step> + Send + 'static,
    {
        let now = self.now();
        let (drive, before) = (self.clone(), job.clone());
        *job = self
            .store()
            .write_bulk(move |tx| {
                let mut job = before.clone();
                let step = body(tx, &mut job, now)?;
                job.attempts = 0;
                if step == Step::Done {
                    job.status = JobStatus::Done;
                    job.progress = 100;
                    job.finished_at = Some(now);
                }
                let lease = now.plus_seconds(LEASE_SECONDS);
                if !jobs::save(tx, &job, now, lease)? {
                    return Err(Error::new(Code::JobNotFound));
                }
                tell_finished(&drive, tx, &job, now)?;
                job.lease_until = lease;
                Ok::<_, Error>(job)
            })
            .await?;
        Ok(())
    }

    async fn put_back(&self, mut job: JobRow, due: Timestamp) -> Result<()> {
        job.status = JobStatus::Waiting;
        self.give_up_lease(job, due).await
    }

    /// Writes the row without a lease; nothing happens when another server has the job by now.
    async fn give_up_lease(&self, job: JobRow, due: Timestamp) -> Result<()> {
        self.store()
            .write(move |tx| {
                jobs::save(tx, &job, due, Timestamp(0))?;
                Ok(())
            })
            .await
    }

    /// A failure of the caller's making ends the job; one of the server's is tried again later.
    async fn retry_or_fail(&self, mut job: JobRow, error: &Error) -> Result<()> {
        let now = self.now();
        // What is damaged stays so.
        let passing = error.code().kind() == Kind::Server && error.code() != Code::ContentDamaged;
        if passing && job.attempts < MAX_ATTEMPTS {
            let pause = 1_i64 << job.attempts.clamp(0, 9);
            return self.put_back(job, now.plus_seconds(pause)).await;
        }
        job.status = JobStatus::Failed;
        job.failure = Some(error.code().key().to_owned());
        job.finished_at = Some(now);
        let drive = self.clone();
        self.store()
            .write(move |tx| {
                if jobs::save(tx, &job, now, Timestamp(0))? {
                    if let Ok(Command::Copy(copied)) = serde_json::from_str(&job.command) {
                        copy::undo(tx, &drive, &copied.ctx.at(now), &copied, &job)?;
                    }
                    tell_finished(&drive, tx, &job, now)?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        self.wake(Lane::Rows);
        Ok(())
    }
}
