//! Background work as rows: claimed with a lease, done in steps.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::{JobId, TenantId, Timestamp, UserId};

statements! {
    "jobs":
    INSERT = both "insert",
    FIND = both "find",
    CLAIM = split "claim.sqlite" "claim.postgres",
    SAVE = both "save",
    TAKE_BACK = both "take_back",
    LIST_TASKS = both "list_tasks",
    DELETE_FINISHED = both "delete_finished",
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

impl JobStatus {
    fn from_number(number: i64) -> Self {
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
        })
    }
}

/// Records a job, due at once; one that is done already is only to be read.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, job: &JobRow) -> Result<(), StoreError> {
    tx.execute(
        &INSERT,
        args![
            job.id,
            job.tenant,
            job.member,
            &job.kind,
            &job.command,
            &job.report,
            job.status as i64,
            job.created_at,
            job.created_at,
            job.finished_at
        ],
    )?;
    Ok(())
}

/// The job `id`.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, id: JobId) -> Result<Option<JobRow>, StoreError> {
    tx.find(&FIND, args![id])
}

/// Takes the job that is due the longest, until the lease ends.
///
/// # Errors
/// What the database says.
pub fn claim(
    tx: &mut Tx<'_>,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<JobRow>, StoreError> {
    tx.find(&CLAIM, args![now, lease_until])
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
    let saved = tx.execute(
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
            &job.failure
        ],
    )?;
    Ok(saved == 1)
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
