//! Background work as rows: claimed with a lease, done in steps.

mod changes;

pub use changes::{find_seq, list_changed};

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use changes::{renumber, seq_of};
use coffer_model::{JobId, ShareId, SpaceId, TenantId, Timestamp, UserId};

statements! {
    "jobs":
    INSERT = both "insert",
    FIND = both "find",
    CLAIM = split "claim.sqlite" "claim.postgres",
    SAVE = both "save",
    TAKE_BACK = both "take_back",
    TAKE_TURN = both "take_turn",
    FORGET_TURNS = both "forget_turns",
    CANCEL = both "cancel",
    PROLONG = both "prolong",
    LIST_SHOWN = both "list_shown",
    LIST_TASKS = both "list_tasks",
    DELETE_FINISHED = both "delete_finished",
    COUNT_OF_SHARE = both "count_of_share",
    NEXT_SEQ = both "next_seq",
    SET_SEQ = both "set_seq",
    FIND_SEQ = both "find_seq",
    LIST_CHANGED = both "list_changed",
}

/// Where a job stands. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum JobStatus {
    /// Nobody works on it.
    Waiting = 0,
    /// A server works on it, or did when it was killed.
    Running = 1,
    /// It was done.
    Done = 2,
    /// It failed for good.
    Failed = 3,
    /// It was called off.
    Cancelled = 4,
}

/// Who does a job. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum Lane {
    /// The worker for work that only changes rows.
    Rows = 0,
    /// The workers for work that reads or writes contents and may take long.
    Contents = 1,
}

impl Lane {
    /// Every lane.
    pub const ALL: [Self; 2] = [Self::Rows, Self::Contents];

    fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Contents,
            _ => Self::Rows,
        }
    }
}

impl JobStatus {
    /// The status with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Waiting,
            1 => Self::Running,
            2 => Self::Done,
            4 => Self::Cancelled,
            _ => Self::Failed,
        }
    }
}

/// A job.
#[derive(Debug, Clone)]
pub struct JobRow {
    /// The id.
    pub id: JobId,
    /// The tenant.
    pub tenant: TenantId,
    /// Who asked for it.
    pub member: UserId,
    /// The name of its kind.
    pub kind: String,
    /// JSON: what was asked.
    pub command: String,
    /// JSON: where the work stands.
    pub cursor: String,
    /// JSON: what came of each item.
    pub report: String,
    /// Where it stands.
    pub status: JobStatus,
    /// How often it was claimed.
    pub attempts: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Until when a server holds it.
    pub lease_until: Timestamp,
    /// When a server took it first.
    pub started_at: Option<Timestamp>,
    /// The key of the failure that ended it.
    pub failure: Option<String>,
    /// Who does it.
    pub lane: Lane,
    /// The number of the act that its asker follows; `None` for work that nobody follows.
    pub act: Option<i64>,
    /// The space that it changes.
    pub space: Option<SpaceId>,
    /// How many items were asked for.
    pub items: u32,
    /// Percent done.
    pub progress: u32,
    /// Items that failed.
    pub failed: u32,
    /// The key of the first failure of an item.
    pub first_failure: Option<String>,
    /// The share through which it was asked for.
    pub share: Option<ShareId>,
}

impl FromRow for JobRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            member: row.get(2)?,
            kind: row.get(3)?,
            command: row.get(4)?,
            cursor: row.get(5)?,
            report: row.get(6)?,
            status: JobStatus::from_number(row.get(7)?),
            attempts: row.get(8)?,
            created_at: row.get(9)?,
            finished_at: row.get(10)?,
            lease_until: row.get(11)?,
            started_at: row.get(12)?,
            failure: row.get(13)?,
            lane: Lane::from_number(row.get(14)?),
            act: row.get(15)?,
            space: row.get(16)?,
            items: row.get(17)?,
            progress: row.get(18)?,
            failed: row.get(19)?,
            first_failure: row.get(20)?,
            share: row.get(21)?,
        })
    }
}

/// A job in a list of those that somebody follows.
#[derive(Debug, Clone)]
pub struct ShownRow {
    /// The id.
    pub id: JobId,
    /// The number of the act.
    pub act: i64,
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
    /// The key of the first failure of an item.
    pub first_failure: Option<String>,
    /// The key of the failure that ended it.
    pub failure: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When a server took it first.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl FromRow for ShownRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            act: row.get(1)?,
            space: row.get(2)?,
            status: JobStatus::from_number(row.get(3)?),
            items: row.get(4)?,
            progress: row.get(5)?,
            failed: row.get(6)?,
            first_failure: row.get(7)?,
            failure: row.get(8)?,
            created_at: row.get(9)?,
            started_at: row.get(10)?,
            finished_at: row.get(11)?,
        })
    }
}

/// Records a job, due at once; one that is done already is only to be read.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, job: &JobRow) -> Result<(), StoreError> {
    let seq = seq_of(tx, job)?;
    tx.execute(
        &INSERT,
        args![
            job.id,
            job.tenant,
            job.member,
            &job.kind,
            &job.command,
            &job.cursor,
            &job.report,
            job.status as i64,
            job.created_at,
            job.finished_at,
            job.lane as i64,
            job.act,
            job.space,
            job.items,
            job.progress,
            job.failed,
            &job.first_failure,
            job.share,
            seq
        ],
    )?;
    Ok(())
}

/// How many jobs that were asked for through a share have not ended; counts no further than `most`.
///
/// # Errors
/// What the database says.
pub fn count_of_share(tx: &mut ReadTx<'_>, share: ShareId, most: u32) -> Result<u32, StoreError> {
    let found: Option<(u32,)> = tx.find(&COUNT_OF_SHARE, args![share, most])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// The job `id`.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, id: JobId) -> Result<Option<JobRow>, StoreError> {
    tx.find(&FIND, args![id])
}

/// Takes a job of the lane that is due, until the lease ends: of those who wait, the one whose jobs were
/// taken up the longest ago has a turn. `turn` is a new id.
///
/// # Errors
/// What the database says.
pub fn claim(
    tx: &mut Tx<'_>,
    lane: Lane,
    now: Timestamp,
    lease_until: Timestamp,
    turn: i64,
) -> Result<Option<JobRow>, StoreError> {
    let claimed: Option<JobRow> = tx.find(&CLAIM, args![now, lease_until, lane as i64])?;
    if let Some(job) = &claimed {
        tx.execute(&TAKE_TURN, args![job.member, turn])?;
        renumber(tx, job)?;
    }
    Ok(claimed)
}

/// Forgets when those had their turns whose last one was before the id `until`.
///
/// # Errors
/// What the database says.
pub fn forget_turns(tx: &mut Tx<'_>, until: i64) -> Result<u64, StoreError> {
    tx.execute(&FORGET_TURNS, args![until])
}

/// Calls off a job that somebody follows, and answers it as it stood; `None` when that person has no such
/// job, or it has ended. A step under way is undone when it comes to be noted.
///
/// # Errors
/// What the database says.
pub fn cancel(
    tx: &mut Tx<'_>,
    id: JobId,
    tenant: TenantId,
    member: UserId,
    now: Timestamp,
) -> Result<Option<JobRow>, StoreError> {
    let cancelled: Option<JobRow> = tx.find(&CANCEL, args![id, tenant, member, now])?;
    if let Some(job) = &cancelled {
        renumber(tx, job)?;
    }
    Ok(cancelled)
}

/// Moves the end of a lease; `false` when the lease is another's by now, or the job was called off.
///
/// # Errors
/// What the database says.
pub fn prolong(
    tx: &mut Tx<'_>,
    id: JobId,
    lease_until: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&PROLONG, args![id, lease_until, until])? == 1)
}

/// Which of one's jobs a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShownFilter {
    /// The acts: bit `n - 1` for the act of number `n`; 0 for any.
    pub acts: i64,
    /// Where they stand: bit 1 waiting, 2 running, 4 done, 8 failed, 16 called off; 0 for anywhere.
    pub statuses: i64,
}

/// The jobs that somebody follows, the newest first.
///
/// # Errors
/// What the database says.
pub fn list_shown(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    member: UserId,
    filter: ShownFilter,
    offset: u32,
    limit: u32,
) -> Result<Vec<ShownRow>, StoreError> {
    let values = args![tenant, member, filter.acts, filter.statuses, offset, limit];
    tx.list(&LIST_SHOWN, values)
}

/// Ends the leases of a server that is gone, and that no other server can have.
///
/// # Errors
/// What the database says.
pub fn take_back(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    tx.execute(&TAKE_BACK, args![])
}

/// Writes down how a job stands and when it is to go on; `false` when the lease under which the row
/// was read is over and another server has the job.
///
/// # Errors
/// What the database says.
pub fn save(
    tx: &mut Tx<'_>,
    job: &JobRow,
    due_at: Timestamp,
    lease_until: Timestamp,
) -> Result<bool, StoreError> {
    let saved: Option<(i64,)> = tx.find(
        &SAVE,
        args![
            job.id,
            job.status as i64,
            &job.cursor,
            &job.report,
            job.attempts,
            due_at,
            lease_until,
            job.finished_at,
            job.lease_until,
            &job.failure,
            job.progress,
            job.failed,
            &job.first_failure,
            job.items
        ],
    )?;
    // 0 where something changed that its asker sees.
    if saved == Some((0,)) {
        renumber(tx, job)?;
    }
    Ok(saved.is_some())
}

/// The bits of [`TaskFilter::statuses`] for tasks that have not ended.
pub const UNFINISHED: i64 = 3;

/// Which tasks of administrators a list shows.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// The kind; `None` for any.
    pub kind: Option<&'static str>,
    /// Who asked for them; `None` for anybody.
    pub member: Option<UserId>,
    /// Where they stand: bit 1 waiting, 2 running, 4 done, 8 failed; 0 for anywhere.
    pub statuses: i64,
}

/// Hand-overs and imports of a tenant older than `before`, the newest first.
///
/// # Errors
/// What the database says.
pub fn list_tasks(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    filter: &TaskFilter,
    before: JobId,
    limit: u32,
) -> Result<Vec<JobRow>, StoreError> {
    let values = args![
        tenant,
        before,
        filter.kind.unwrap_or_default(),
        filter.member.map_or(0, |member| member.0),
        filter.statuses,
        limit
    ];
    tx.list(&LIST_TASKS, values)
}

/// Forgets jobs that ended before `until`, and tasks of administrators that ended before
/// `tasks_until`, which is earlier.
///
/// # Errors
/// What the database says.
pub fn delete_finished(
    tx: &mut Tx<'_>,
    until: Timestamp,
    tasks_until: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(&DELETE_FINISHED, args![until, tasks_until])
}
