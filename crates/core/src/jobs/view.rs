//! Jobs as those who asked for them follow them.

use crate::access::{self, Expect, SpaceHandle, unless_refused};
use crate::files::{ItemOutcome, NodePath};
use crate::rights::Known;
use crate::{Ctx, Drive};
use coffer_model::{Code, Error, JobId, NodeId, Result, SpaceId, Timestamp};
use coffer_store::jobs::{self, JobRow, JobStatus, ShownFilter, ShownRow};
use coffer_store::{ReadTx, nodes};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Items whose ways a job shows: a way is a query.
const MAX_WAYS: usize = 200;
/// The most jobs of one page.
const MAX_PAGE: u32 = 100;

/// What a job does to its items. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum JobAct {
    /// Into another folder, and stay.
    Copy = 1,
    /// Into the recycle bin.
    Recycle = 2,
    /// Away for good.
    Erase = 3,
    /// Into another folder.
    Move = 4,
    /// Out of the recycle bin.
    Restore = 5,
    /// See what is in an archive.
    ListArchive = 6,
    /// Take everything out of an archive.
    Extract = 7,
    /// Take some things out of an archive.
    ExtractSome = 8,
    /// One archive of many files, to be fetched.
    Pack = 9,
}

impl JobAct {
    /// Every act, in the order of the numbers.
    pub const ALL: [Self; 9] = [
        Self::Copy,
        Self::Recycle,
        Self::Erase,
        Self::Move,
        Self::Restore,
        Self::ListArchive,
        Self::Extract,
        Self::ExtractSome,
        Self::Pack,
    ];

    fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|act| *act as i64 == number)
    }
}

/// Which jobs a list shows.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// These acts; empty for any.
    pub acts: Vec<JobAct>,
    /// Where they stand; empty for anywhere.
    pub statuses: Vec<JobStatus>,
    /// How many to leave out.
    pub offset: u32,
    /// The most to answer, at most 100.
    pub limit: u32,
}

/// A job in a list.
#[derive(Debug, Clone)]
pub struct JobSummary {
    /// The id.
    pub id: JobId,
    /// What it does.
    pub act: JobAct,
    /// The space that it changes.
    pub space: SpaceId,
    /// Where it stands.
    pub status: JobStatus,
    /// How many items were asked for.
    pub items: u32,
    /// Percent done.
    pub progress: u32,
    /// Items that failed.
    pub failed: u32,
    /// The first failure: of an item, else the one that ended the job.
    pub failure: Option<Code>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was begun.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// A job with what came of each item.
#[derive(Debug, Clone)]
pub struct JobView {
    /// What lists show.
    pub summary: JobSummary,
    /// What came of the items that were done, in their order.
    pub outcomes: Vec<ItemOutcome>,
    /// Where the first 200 of them are now.
    pub ways: Vec<ItemWays>,
}

/// Where an item of a job is now; `None` for what is gone.
#[derive(Debug, Clone, Default)]
pub struct ItemWays {
    /// The way to the item.
    pub item: Option<NodePath>,
    /// The way to its copy.
    pub copy: Option<NodePath>,
}

impl Drive {
    /// The jobs that the caller asked for, the newest first.
    ///
    /// # Errors
    /// `BadRequest` for a page of none or more than 100.
    pub async fn list_jobs(&self, ctx: &Ctx, filter: JobFilter) -> Result<Vec<JobSummary>> {
        if !(1..=MAX_PAGE).contains(&filter.limit) {
            return Err(Error::parameter("limit").with_limit(format!("1-{MAX_PAGE}")));
        }
        let (tenant, member) = (ctx.tenant, ctx.user());
        let bits = ShownFilter {
            acts: filter.acts.iter().map(|act| 1 << (*act as i64 - 1)).sum(),
            statuses: filter
                .statuses
                .iter()
                .map(|status| 1 << *status as i64)
                .sum(),
        };
        let rows = self
            .store()
            .read(move |tx| {
                Ok::<_, Error>(jobs::list_shown(
                    tx,
                    tenant,
                    member,
                    bits,
                    filter.offset,
                    filter.limit,
                )?)
            })
            .await?;
        Ok(rows.into_iter().filter_map(summary).collect())
    }

    /// A job that the caller asked for.
    ///
    /// # Errors
    /// `JobNotFound`, also for somebody else's.
    pub async fn job(&self, ctx: &Ctx, id: JobId) -> Result<JobView> {
        let row = self
            .store()
            .read(move |tx| Ok::<_, Error>(jobs::find(tx, id)?))
            .await?;
        let row = row
            .filter(|row| row.tenant == ctx.tenant && row.member == ctx.user())
            .ok_or(Code::JobNotFound)?;
        let job = view(row).ok_or(Code::JobNotFound)?;
        let ways = self.ways(ctx, &job.outcomes).await?;
        Ok(JobView { ways, ..job })
    }

    async fn ways(&self, ctx: &Ctx, outcomes: &[ItemOutcome]) -> Result<Vec<ItemWays>> {
        let items = outcomes.iter().take(MAX_WAYS);
        let items: Vec<_> = items.map(|outcome| (outcome.node, outcome.copy)).collect();
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| {
                let mut spaces = HashMap::new();
                let mut ways = Vec::with_capacity(items.len());
                for (item, copy) in &items {
                    ways.push(ItemWays {
                        item: way(tx, &ctx, &mut spaces, Some(*item))?,
                        copy: way(tx, &ctx, &mut spaces, *copy)?,
                    });
                }
                Ok(ways)
            })
            .await
    }
}

/// A job without the ways of its items; `None` for work that nobody follows.
pub(crate) fn view(row: JobRow) -> Option<JobView> {
    let outcomes = serde_json::from_str(&row.report).unwrap_or_default();
    let summary = shown(row).and_then(summary)?;
    Some(JobView {
        summary,
        outcomes,
        ways: Vec::new(),
    })
}

/// Spaces that were met, as far as the caller may use them now.
type Met = HashMap<SpaceId, Option<SpaceHandle>>;

/// The way to a node that the caller may see now, as far up as he may: a job also names what was refused.
fn way(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    met: &mut Met,
    id: Option<NodeId>,
) -> Result<Option<NodePath>> {
    let Some(id) = id else {
        return Ok(None);
    };
    let way = nodes::list_ancestors(tx, id)?;
    let Some(root) = way.last() else {
        return Ok(None);
    };
    if let Entry::Vacant(place) = met.entry(root.space) {
        let space = access::load_space(tx, ctx, root.space, Expect::Any);
        place.insert(unless_refused(space)?);
    }
    let Some(space) = met.get(&root.space).and_then(Option::as_ref) else {
        return Ok(None);
    };
    let known = Known::of_way(tx, space.who, &way)?;
    let located = unless_refused(access::place(space, way, &known))?;
    Ok(located.map(|located| NodePath {
        space: space.view.clone(),
        steps: located.visible_steps(),
    }))
}

/// The part of a job that lists show; `None` for work that nobody follows.
fn shown(row: JobRow) -> Option<ShownRow> {
    Some(ShownRow {
        id: row.id,
        act: row.act?,
        space: row.space?,
        status: row.status,
        items: row.items,
        progress: row.progress,
        failed: row.failed,
        first_failure: row.first_failure,
        failure: row.failure,
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
    })
}

/// What lists show of a job; `None` for an act that this version does not know.
pub(crate) fn summary(row: ShownRow) -> Option<JobSummary> {
    let failure = row.first_failure.or(row.failure);
    Some(JobSummary {
        id: row.id,
        act: JobAct::from_number(row.act)?,
        space: row.space,
        status: row.status,
        items: row.items,
        progress: row.progress,
        failed: row.failed,
        failure: failure.map(|key| Code::from_key(&key).unwrap_or(Code::Internal)),
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
    })
}
