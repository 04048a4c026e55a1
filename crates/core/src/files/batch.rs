//! Throwing away, getting back, moving and erasing many nodes: a job with an outcome for each.
//!
//! Each item is one row whatever hangs below it. The first slice is done in the transaction that
//! records the job, so that a small batch has ended when its caller is answered.

pub(super) mod acts;

use crate::access::{self, Expect, NodeRef};
use crate::jobs::{Command, NewJob, Step, StoredCtx};
use crate::record::Stamps;
use crate::rights::below::Below;
use crate::{Ctx, Drive};
use coffer_model::rights::Right;
use coffer_model::{Code, Error, JobId, NodeId, Result, SpaceId};
use coffer_store::Tx;
use coffer_store::jobs::{JobRow, JobStatus};
use serde::{Deserialize, Serialize};

/// Items handled in one transaction.
const SLICE: usize = 200;
/// Items of one batch.
const MAX_ITEMS: usize = 10_000;

/// What is done to each item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchAct {
    /// Throw away: into the recycle bin.
    Recycle,
    /// Erase for good, from the recycle bin or from where it is.
    Erase,
    /// Out of the recycle bin, to the old place.
    Restore,
    /// Into another folder.
    Move {
        /// The folder.
        target: StoredTarget,
    },
}

/// The folder that a batch moves into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoredTarget {
    /// The plain root.
    Root,
    /// The safe.
    Safe,
    /// A folder.
    Folder(NodeId),
}

impl From<NodeRef> for StoredTarget {
    fn from(reference: NodeRef) -> Self {
        match reference {
            NodeRef::Root => Self::Root,
            NodeRef::Safe => Self::Safe,
            NodeRef::Id(id) => Self::Folder(id),
        }
    }
}

impl From<StoredTarget> for NodeRef {
    fn from(target: StoredTarget) -> Self {
        match target {
            StoredTarget::Root => Self::Root,
            StoredTarget::Safe => Self::Safe,
            StoredTarget::Folder(id) => Self::Id(id),
        }
    }
}

/// A batch to do.
#[derive(Debug, Clone)]
pub struct StartBatch {
    /// The space of all items.
    pub space: SpaceId,
    /// What is done.
    pub act: BatchAct,
    /// The items, in the order in which they are done.
    pub nodes: Vec<NodeId>,
}

/// A batch as the job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BatchCommand {
    pub(crate) ctx: StoredCtx,
    pub(crate) space: SpaceId,
    pub(crate) act: BatchAct,
    pub(crate) nodes: Vec<NodeId>,
}

/// What came of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOutcome {
    /// The item.
    pub node: NodeId,
    /// Its name, as far as it was found.
    pub name: String,
    /// The key of the failure; `None` when it was done.
    pub failure: Option<String>,
    /// The copy, where one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<NodeId>,
}

impl ItemOutcome {
    /// An item that was done.
    pub(crate) fn done(node: NodeId, name: String) -> Self {
        Self {
            node,
            name,
            failure: None,
            copy: None,
        }
    }

    /// An item that could not be done. A failure of the server is handed on: the step is tried again.
    pub(crate) fn failed(node: NodeId, error: Error) -> Result<Self> {
        if error.code().kind() == coffer_model::error::Kind::Server {
            return Err(error);
        }
        Ok(Self {
            node,
            name: error.facts().name.clone().unwrap_or_default(),
            failure: Some(error.code().key().to_owned()),
            copy: None,
        })
    }
}

/// Writes what came of the items so far into the job's row.
pub(crate) fn note_outcomes(job: &mut JobRow, outcomes: &[ItemOutcome]) -> Result<()> {
    let failures = outcomes
        .iter()
        .filter_map(|outcome| outcome.failure.as_ref());
    job.failed = u32::try_from(failures.clone().count()).unwrap_or(u32::MAX);
    job.first_failure = failures.clone().next().cloned();
    let done = u32::try_from(outcomes.len()).unwrap_or(u32::MAX);
    job.progress = done.saturating_mul(100) / job.items.max(1);
    job.report = serde_json::to_string(outcomes).map_err(Error::internal)?;
    Ok(())
}

impl Drive {
    /// Records a batch, does its first slice and answers the job.
    ///
    /// # Errors
    /// `BadRequest` for no items or more than 10,000, `TargetInvalid`, `TargetRecycled`, and what
    /// loading the space fails with. What fails for one item is in the job's outcome.
    pub async fn start_batch(&self, ctx: &Ctx, command: StartBatch) -> Result<JobId> {
        if command.nodes.is_empty() || command.nodes.len() > MAX_ITEMS {
            return Err(Error::parameter("fileInfo").with_limit("1-10000"));
        }
        let id = JobId(self.next_id());
        let erase_ids = self.slice_ids();
        let batch = BatchCommand {
            ctx: StoredCtx::from(ctx),
            space: command.space,
            act: command.act,
            nodes: command.nodes,
        };
        let ctx = ctx.clone();
        self.store()
            .write(move |tx| {
                let mut job = NewJob {
                    id,
                    command: Command::Batch(batch.clone()),
                }
                .row(&ctx)?;
                advance(tx, &ctx, &batch, &mut job, &erase_ids)?;
                Ok::<_, Error>(coffer_store::jobs::insert(tx, &job)?)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(id)
    }

    /// Does the next slice of a batch that was too long for one transaction.
    pub(crate) fn step_batch(
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        batch: &BatchCommand,
        job: &mut JobRow,
        ids: &[JobId],
    ) -> Result<Step> {
        advance(tx, ctx, batch, job, ids)?;
        Ok(if job.status == JobStatus::Done {
            Step::Done
        } else {
            Step::More
        })
    }

    /// Ids for the jobs that one slice may record.
    pub(crate) fn slice_ids(&self) -> Vec<JobId> {
        (0..SLICE).map(|_| JobId(self.next_id())).collect()
    }
}

/// Does one slice and writes the outcome into the job's row.
fn advance(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    batch: &BatchCommand,
    job: &mut JobRow,
    erase_ids: &[JobId],
) -> Result<()> {
    let mut outcomes: Vec<ItemOutcome> = serde_json::from_str(&job.report).unwrap_or_default();
    let done = outcomes.len();
    let space = access::load_space(tx, ctx, batch.space, Expect::Any)?;
    let touched = access::lock_space(tx, &space, ctx.now)?;
    let mut stamps = Stamps::after_lock(&touched);
    let mut below = Below::read(tx, &space)?;
    for (node, erase_id) in batch.nodes.iter().skip(done).take(SLICE).zip(erase_ids) {
        let acts = acts::Acts {
            ctx,
            space: &space,
            stamps: &mut stamps,
            below: &below,
        };
        let outcome = one(tx, acts, batch.act, *node, *erase_id);
        // What has another place now may have taken guards along.
        let moves = matches!(batch.act, BatchAct::Move { .. } | BatchAct::Restore);
        if moves && outcome.is_ok() && !below.is_empty() {
            below = Below::read(tx, &space)?;
        }
        outcomes.push(match outcome {
            Ok(name) => ItemOutcome::done(*node, name),
            Err(error) => ItemOutcome::failed(*node, error)?,
        });
    }
    if outcomes.len() == batch.nodes.len() {
        job.status = JobStatus::Done;
        job.finished_at = Some(ctx.now);
    }
    note_outcomes(job, &outcomes)
}

fn one(
    tx: &mut Tx<'_>,
    acts: acts::Acts<'_>,
    act: BatchAct,
    id: NodeId,
    erase_id: JobId,
) -> Result<String> {
    let located = access::locate(tx, acts.space, id, Right::Read)?;
    let name = located.node.name.as_str().to_owned();
    let done = match act {
        BatchAct::Recycle => acts.recycle(tx, &located),
        BatchAct::Erase => acts.erase(tx, &located, erase_id),
        BatchAct::Restore => acts.restore(tx, &located),
        BatchAct::Move { target } => acts.move_to(tx, &located, target.into()),
    };
    match done {
        Ok(()) => Ok(name),
        Err(error) if error.code() == Code::Internal => Err(error),
        Err(error) => Err(error.with_name(name)),
    }
}
