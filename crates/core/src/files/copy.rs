//! Copying files and folders: a job with an outcome for each item.
//!
//! Rows are copied a slice at a time, contents are shared. The top of a copy is out of sight, as if it
//! were being erased, until all that belongs below it is there: nobody ever sees half a tree. The first
//! slice is done in the transaction that records the job, so that a small copy has ended when its caller
//! is answered.

mod tree;

use super::batch::{ItemOutcome, StoredTarget, note_outcomes};
use super::erase::EraseCommand;
use crate::access::{self, Expect, NodeRef, SpaceHandle};
use crate::jobs::{Command, NewJob, Step, StoredCtx};
use crate::shares::Source;
use crate::{Ctx, Drive};
use coffer_model::share::ShareCounts;
use coffer_model::{Code, Error, JobId, NodeId, Result, ShareId, SpaceId};
use coffer_store::jobs::{self, JobRow, JobStatus, Lane};
use coffer_store::spaces::Touched;
use coffer_store::ways::Ways;
use coffer_store::{Tx, copies, shares};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Nodes copied in one transaction; a folder that is finished counts like one.
const SLICE: u32 = 500;
/// What an item costs beside its nodes: it is looked up, named, shown and told of, or refused.
const ITEM: u32 = 2;
/// Items of one copy.
const MAX_ITEMS: usize = 10_000;

/// A copy to make.
#[derive(Debug, Clone)]
pub struct StartCopy {
    /// The space of the items.
    pub source: SpaceId,
    /// The items, in the order in which they are copied; what is named twice is copied once.
    pub nodes: Vec<NodeId>,
    /// The space that they are copied to.
    pub target_space: SpaceId,
    /// The folder that they are copied into.
    pub target: NodeRef,
}

/// A copy as the job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CopyCommand {
    pub(crate) ctx: StoredCtx,
    pub(crate) source_space: SpaceId,
    pub(crate) nodes: Vec<NodeId>,
    pub(crate) target_space: SpaceId,
    pub(crate) target: StoredTarget,
    /// All nodes that were there to be copied when the job was recorded.
    pub(crate) expected: u64,
    /// The share that opens the source; `None` where the asker may use its space.
    #[serde(default)]
    pub(crate) share: Option<ShareId>,
}

/// Where the work stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Cursor {
    /// The top of the copy that is being made, out of sight.
    top: Option<NodeId>,
    /// Nodes copied.
    copied: u64,
}

/// What a step works with: both spaces, locked.
struct Site<'a> {
    drive: &'a Drive,
    ctx: &'a Ctx,
    source: Source,
    target: SpaceHandle,
    touched: Touched,
    /// What the copier may not take.
    barred: HashSet<NodeId>,
    /// Bytes added by this step.
    added: u64,
}

impl Drive {
    /// Records a copy, does its first slice and answers the job.
    ///
    /// # Errors
    /// `BadRequest` for no items or more than 10,000, `QuotaExceeded` when the items are larger than
    /// what is left of the target, and what loading the spaces fails with. What fails for one item is
    /// in the job's outcome.
    pub async fn start_copy(&self, ctx: &Ctx, command: StartCopy) -> Result<JobId> {
        self.start_copy_from(ctx, command, None).await
    }

    /// As [`Drive::start_copy`], of what a share shows where one is given; that counts as a save.
    pub(crate) async fn start_copy_from(
        &self,
        ctx: &Ctx,
        mut command: StartCopy,
        share: Option<ShareId>,
    ) -> Result<JobId> {
        let mut seen = HashSet::new();
        command.nodes.retain(|node| seen.insert(*node));
        if command.nodes.is_empty() || command.nodes.len() > MAX_ITEMS {
            return Err(Error::parameter("fileInfo").with_limit("1-10000"));
        }
        let expected = self.count_copy(ctx, &command, share).await?;
        let id = JobId(self.next_id());
        let copied = CopyCommand {
            ctx: StoredCtx::from(ctx),
            source_space: command.source,
            nodes: command.nodes,
            target_space: command.target_space,
            target: command.target.into(),
            expected,
            share,
        };
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let command = Command::Copy(copied.clone());
                let mut job = NewJob { id, command }.row(&ctx)?;
                job.share = share;
                if step(tx, &drive, &ctx, &copied, &mut job)? == Step::Done {
                    job.status = JobStatus::Done;
                    job.finished_at = Some(ctx.now);
                }
                if let Some(share) = share {
                    shares::count(tx, share, id.0, ShareCounts::SAVE)?;
                }
                Ok::<_, Error>(jobs::insert(tx, &job)?)
            })
            .await?;
        self.wake(Lane::Rows);
        Ok(id)
    }

    /// How many nodes there are to copy; refuses what cannot fit. Items that cannot be copied do not
    /// count.
    async fn count_copy(
        &self,
        ctx: &Ctx,
        command: &StartCopy,
        share: Option<ShareId>,
    ) -> Result<u64> {
        let (ctx, command) = (ctx.clone(), command.clone());
        self.store()
            .read_slow(move |tx| {
                let source = Source::open(tx, &ctx, command.source, share)?;
                let target = access::load_space(tx, &ctx, command.target_space, Expect::Any)?;
                let barred = source.barred(tx)?;
                let ids: Vec<NodeId> = barred.iter().copied().collect();
                let ways = Ways::read(tx, &ids)?;
                let (mut nodes, mut bytes) = (0_u64, 0_u64);
                for node in &command.nodes {
                    let located = match source.locate(tx, *node) {
                        Ok(located) if located.recycled_at().is_none() => located,
                        Err(error) if error.code() == Code::Internal => return Err(error),
                        _ => continue,
                    };
                    let (count, size) = copies::count_tree(tx, located.node.id)?;
                    nodes += count;
                    bytes = bytes.saturating_add(size);
                    for left_out in outermost(&ways, &barred, located.node.id) {
                        let (count, size) = copies::count_tree(tx, left_out)?;
                        nodes = nodes.saturating_sub(count);
                        bytes = bytes.saturating_sub(size);
                    }
                }
                let view = &target.view;
                require_room(
                    view.used.saturating_add(view.reserved),
                    view.capacity,
                    bytes,
                )?;
                Ok(nodes)
            })
            .await
    }
}

/// Those of the barred nodes below `top` that have no other of them above.
fn outermost(ways: &Ways, barred: &HashSet<NodeId>, top: NodeId) -> Vec<NodeId> {
    let mut outermost = Vec::new();
    for &id in barred {
        let way = ways.of(id);
        // What was thrown away is not counted with the tree.
        let between = way.iter().take_while(|step| step.id != top);
        let live = between.clone().all(|step| step.recycled_at.is_none());
        let first = between.skip(1).all(|step| !barred.contains(&step.id));
        if live && first && way.iter().skip(1).any(|step| step.id == top) {
            outermost.push(id);
        }
    }
    outermost
}

fn require_room(taken: u64, capacity: u64, more: u64) -> Result<()> {
    if taken.saturating_add(more) <= capacity {
        Ok(())
    } else {
        Err(Code::QuotaExceeded.into())
    }
}

/// Copies up to [`SLICE`] nodes and writes what came of it into the job's row.
pub(crate) fn step(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    command: &CopyCommand,
    job: &mut JobRow,
) -> Result<Step> {
    let mut outcomes: Vec<ItemOutcome> = serde_json::from_str(&job.report).unwrap_or_default();
    let mut cursor: Cursor = serde_json::from_str(&job.cursor).unwrap_or_default();
    let mut site = open(tx, drive, ctx, command)?;
    let mut budget = SLICE;
    while budget > 0
        && let Some(item) = command.nodes.get(outcomes.len())
    {
        let copied = tree::advance(
            tx,
            &mut site,
            command,
            job.id,
            *item,
            &mut cursor,
            &mut budget,
        );
        match copied {
            Ok(None) => {}
            Ok(Some((name, copy))) => {
                cursor.top = None;
                outcomes.push(ItemOutcome {
                    copy: Some(copy),
                    ..ItemOutcome::done(*item, name)
                });
            }
            Err(error) => {
                budget = budget.saturating_sub(1);
                let failed = ItemOutcome::failed(*item, error)?;
                discard(tx, drive, ctx, command, job.id, cursor.top.take())?;
                outcomes.push(failed);
            }
        }
    }
    let added = i64::try_from(site.added).unwrap_or(i64::MAX);
    coffer_store::spaces::settle(tx, site.target.view.id, added, 0)?;
    note_outcomes(job, &outcomes)?;
    let share = cursor.copied.saturating_mul(100) / command.expected.max(1);
    job.progress = job.progress.max(u32::try_from(share.min(99)).unwrap_or(99));
    job.cursor = serde_json::to_string(&cursor).map_err(Error::internal)?;
    Ok(if outcomes.len() == command.nodes.len() {
        Step::Done
    } else {
        Step::More
    })
}

/// Loads and locks both spaces, in the order in which everybody locks spaces.
fn open<'a>(
    tx: &mut Tx<'_>,
    drive: &'a Drive,
    ctx: &'a Ctx,
    command: &CopyCommand,
) -> Result<Site<'a>> {
    let source = Source::open(tx, ctx, command.source_space, command.share)?;
    let target = access::load_space(tx, ctx, command.target_space, Expect::Any)?;
    let from = source.space();
    // A share may be seen from another tenant; its contents belong to its own.
    if from.view.tenant != target.view.tenant {
        return Err(Code::ShareForbidden.into());
    }
    let touched = if from.view.id < target.view.id {
        access::hold_space(tx, from, ctx.now)?;
        access::lock_space(tx, &target, ctx.now)?
    } else {
        let touched = access::lock_space(tx, &target, ctx.now)?;
        if from.view.id != target.view.id {
            access::hold_space(tx, from, ctx.now)?;
        }
        touched
    };
    let barred = source.barred(tx)?;
    Ok(Site {
        barred,
        drive,
        ctx,
        source,
        target,
        touched,
        added: 0,
    })
}

/// Takes away the half of a tree that a job leaves behind which was called off or failed.
pub(crate) fn undo(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    command: &CopyCommand,
    job: &JobRow,
) -> Result<()> {
    let cursor: Cursor = serde_json::from_str(&job.cursor).unwrap_or_default();
    discard(tx, drive, ctx, command, job.id, cursor.top)
}

/// Nobody has seen it: it only has to be removed.
fn discard(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    command: &CopyCommand,
    job: JobId,
    top: Option<NodeId>,
) -> Result<()> {
    let Some(top) = top else {
        return Ok(());
    };
    copies::delete_folders(tx, job)?;
    let erase = NewJob {
        id: JobId(drive.next_id()),
        command: Command::Erase(EraseCommand {
            space: command.target_space,
            top,
        }),
    };
    Ok(jobs::insert(tx, &erase.row(ctx)?)?)
}
