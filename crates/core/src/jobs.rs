//! Background work: recorded with the change that asks for it, done in steps by the runner.

mod cancel;
mod held;
mod runner;
mod tell;
mod view;

pub(crate) use runner::{KEEP_SECONDS, KEEP_TASKS_SECONDS};
pub use view::{JobAct, JobFilter, JobSummary, JobView};
pub(crate) use view::{summary, view};

use crate::archives::ArchiveCommand;
use crate::files::{BatchAct, BatchCommand, CopyCommand, EmptyBinCommand, EraseCommand};
use crate::organisation::{HandOverCommand, ImportCommand, RemoveSpaceCommand};
use crate::packs::PackCommand;
use crate::shares::leavers::ForgetReaderCommand;
use crate::shares::named::TellNamedCommand;
use crate::{Access, Actor, Ctx};
use coffer_model::user::{Role, UserStatus};
use coffer_model::{
    AppId, Code, DepartmentId, Error, JobId, Locale, Result, SpaceId, TenantId, Timestamp, UserId,
};
use coffer_store::jobs::JobRow;
pub use coffer_store::jobs::{JobStatus, Lane};
use coffer_store::{ReadTx, identity};
use serde::{Deserialize, Serialize};

/// The kinds that administrators see as tasks.
pub(crate) const HAND_OVER: &str = "hand_over";
pub(crate) const IMPORT: &str = "import";

/// Everything that can be asked of the runner.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Command {
    Batch(BatchCommand),
    Copy(CopyCommand),
    Erase(EraseCommand),
    EmptyBin(EmptyBinCommand),
    RemoveSpace(RemoveSpaceCommand),
    HandOver(HandOverCommand),
    Import(ImportCommand),
    Archive(ArchiveCommand),
    Pack(PackCommand),
    TellNamed(TellNamedCommand),
    ForgetReader(ForgetReaderCommand),
}

impl Command {
    fn kind(&self) -> &'static str {
        match self {
            Self::Batch(_) => "batch",
            Self::Copy(_) => "copy",
            Self::Erase(_) => "erase",
            Self::EmptyBin(_) => "empty_bin",
            Self::RemoveSpace(_) => "remove_space",
            Self::HandOver(_) => HAND_OVER,
            Self::Import(_) => IMPORT,
            Self::Archive(_) => "archive",
            Self::Pack(_) => "pack",
            Self::TellNamed(_) => "tell_named",
            Self::ForgetReader(_) => "forget_reader",
        }
    }

    /// Who does it. What reads or writes contents belongs to the lane of contents: its steps are long.
    pub(crate) fn lane(&self) -> Lane {
        match self {
            Self::Batch(_)
            | Self::Copy(_)
            | Self::Erase(_)
            | Self::EmptyBin(_)
            | Self::RemoveSpace(_)
            | Self::HandOver(_)
            | Self::Import(_)
            | Self::Pack(_)
            | Self::TellNamed(_)
            | Self::ForgetReader(_) => Lane::Rows,
            Self::Archive(_) => Lane::Contents,
        }
    }

    /// What its asker follows; `None` for work that nobody follows.
    fn followed(&self) -> Option<Followed> {
        let (act, space, items) = match self {
            Self::Archive(archive) => (archive.act(), archive.changed_space(), 1),
            Self::Pack(pack) => (JobAct::Pack, pack.space, pack.items),
            Self::Batch(batch) => (batch.act.into(), batch.space, batch.nodes.len()),
            Self::Copy(copy) => (JobAct::Copy, copy.target_space, copy.nodes.len()),
            Self::Erase(_)
            | Self::EmptyBin(_)
            | Self::RemoveSpace(_)
            | Self::HandOver(_)
            | Self::Import(_)
            | Self::TellNamed(_)
            | Self::ForgetReader(_) => return None,
        };
        let items = u32::try_from(items).unwrap_or(u32::MAX);
        Some(Followed { act, space, items })
    }
}

/// Who asks for jobs without being logged in, as a visitor of a share: nobody finds them by it, and all
/// of them have turns as one.
pub(crate) const STRANGER: UserId = UserId(0);

/// A job as its asker follows it.
struct Followed {
    act: JobAct,
    space: SpaceId,
    items: u32,
}

impl From<BatchAct> for JobAct {
    fn from(act: BatchAct) -> Self {
        match act {
            BatchAct::Recycle => Self::Recycle,
            BatchAct::Erase => Self::Erase,
            BatchAct::Restore => Self::Restore,
            BatchAct::Move { .. } => Self::Move,
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
        let followed = self.command.followed();
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
            lane: self.command.lane(),
            act: followed.as_ref().map(|followed| followed.act as i64),
            space: followed.as_ref().map(|followed| followed.space),
            items: followed.map_or(0, |followed| followed.items),
            progress: 0,
            failed: 0,
            first_failure: None,
            share: None,
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
    /// The context of a step at `now`, with the role and department that the asker has by then.
    ///
    /// # Errors
    /// `Forbidden` when the asker may not log in any more.
    pub(crate) fn renewed(&self, tx: &mut ReadTx<'_>, now: Timestamp) -> Result<Ctx> {
        let person = identity::find_profile(tx, self.tenant, self.user)?
            .filter(|person| UserStatus::lets_in(person.status))
            .ok_or(Code::Forbidden)?;
        let mut ctx = self.at(now);
        ctx.actor.role = Role::from_number(person.role).unwrap_or(Role::Member);
        ctx.actor.department = person.department;
        Ok(ctx)
    }

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
