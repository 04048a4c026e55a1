//! Background work: recorded with the change that asks for it, done in steps by the runner.

mod runner;

pub(crate) use runner::{KEEP_SECONDS, KEEP_TASKS_SECONDS};

use crate::files::{BatchAct, BatchCommand, EmptyBinCommand, EraseCommand, ItemOutcome};
use crate::organisation::{HandOverCommand, ImportCommand, RemoveSpaceCommand};
use crate::{Access, Actor, Ctx, Drive};
use coffer_model::user::Role;
use coffer_model::{
    AppId, Code, DepartmentId, Error, JobId, Locale, Result, SpaceId, TenantId, Timestamp, UserId,
};
pub use coffer_store::jobs::JobStatus;
use coffer_store::jobs::{self, JobRow};
use serde::{Deserialize, Serialize};

/// The kinds that administrators see as tasks.
pub(crate) const HAND_OVER: &str = "hand_over";
pub(crate) const IMPORT: &str = "import";

/// Everything that can be asked of the runner.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Command {
    Batch(BatchCommand),
    Erase(EraseCommand),
    EmptyBin(EmptyBinCommand),
    RemoveSpace(RemoveSpaceCommand),
    HandOver(HandOverCommand),
    Import(ImportCommand),
}

impl Command {
    fn kind(&self) -> &'static str {
        match self {
            Self::Batch(_) => "batch",
            Self::Erase(_) => "erase",
            Self::EmptyBin(_) => "empty_bin",
            Self::RemoveSpace(_) => "remove_space",
            Self::HandOver(_) => HAND_OVER,
            Self::Import(_) => IMPORT,
        }
    }
}

/// What a step says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// There is more to do.
    More,
    /// That was all.
    Done,
}

/// A job about to be recorded.
pub(crate) struct NewJob {
    pub(crate) id: JobId,
    pub(crate) command: Command,
}

impl NewJob {
    /// The row to insert; it waits.
    pub(crate) fn row(self, ctx: &Ctx) -> Result<JobRow> {
        Ok(JobRow {
            id: self.id,
            tenant: ctx.tenant,
            member: ctx.user(),
            kind: self.command.kind().to_owned(),
            command: serde_json::to_string(&self.command).map_err(Error::internal)?,
            cursor: String::new(),
            report: "[]".to_owned(),
            status: JobStatus::Waiting,
            attempts: 0,
            created_at: ctx.now,
            finished_at: None,
            lease_until: Timestamp(0),
            started_at: None,
            failure: None,
        })
    }
}

/// Who asked for a job, as the job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredCtx {
    tenant: TenantId,
    user: UserId,
    role: i64,
    department: DepartmentId,
    app: Option<AppId>,
    address: String,
}

impl From<&Ctx> for StoredCtx {
    fn from(ctx: &Ctx) -> Self {
        Self {
            tenant: ctx.tenant,
            user: ctx.actor.user,
            role: ctx.actor.role as i64,
            department: ctx.actor.department,
            app: ctx.actor.app,
            address: ctx.address.clone(),
        }
    }
}

impl StoredCtx {
    /// The context of a step at `now`.
    pub(crate) fn at(&self, now: Timestamp) -> Ctx {
        Ctx {
            tenant: self.tenant,
            actor: Actor {
                user: self.user,
                role: Role::from_number(self.role).unwrap_or(Role::Member),
                department: self.department,
                app: self.app,
                // Who may only look asks for no job.
                access: Access::Full,
            },
            locale: Locale::default(),
            now,
            address: self.address.clone(),
        }
    }
}

/// A batch as its caller sees it.
#[derive(Debug, Clone)]
pub struct JobView {
    /// The id.
    pub id: JobId,
    /// What was asked.
    pub act: BatchAct,
    /// The space.
    pub space: SpaceId,
    /// Where it stands.
    pub status: JobStatus,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How many items there are.
    pub total: usize,
    /// What came of those that were done.
    pub outcomes: Vec<ItemOutcome>,
}

impl Drive {
    /// A batch that the caller asked for.
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
            .ok_or_else(|| Error::new(Code::JobNotFound))?;
        let Ok(Command::Batch(batch)) = serde_json::from_str(&row.command) else {
            return Err(Code::JobNotFound.into());
        };
        Ok(JobView {
            id: row.id,
            act: batch.act,
            space: batch.space,
            status: row.status,
            created_at: row.created_at,
            finished_at: row.finished_at,
            total: batch.nodes.len(),
            outcomes: serde_json::from_str(&row.report).unwrap_or_default(),
        })
    }
}
