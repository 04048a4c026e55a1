//! Hand-overs and imports as tasks that administrators follow. A super administrator sees those of
//! the tenant, the administrator of a department his own.

use super::import::{self, ImportResult};
use super::{HandOverCommand, ImportCommand, rights};
use crate::jobs::{Command, HAND_OVER, IMPORT};
use crate::{Ctx, Drive};
use coffer_model::organisation::MemberView;
use coffer_model::user::Role;
use coffer_model::{Code, Error, JobId, Result, TenantId, Timestamp, UserId};
use coffer_store::jobs::{self, JobRow, JobStatus, TaskFilter};
use coffer_store::{ReadTx, members};

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// Passes on what somebody leaves behind.
    HandOver,
    /// Brings in people.
    Import,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskView {
    /// The id.
    pub id: JobId,
    /// What it does.
    pub kind: TaskKind,
    /// What it is about.
    pub subject: TaskSubject,
    /// The tenant.
    pub tenant: TenantId,
    /// Who asked for it.
    pub user: UserId,
    /// The tag of the language of who asked.
    pub locale: String,
    /// Where it stands.
    pub status: JobStatus,
    /// What ended it, when it failed.
    pub failure: Option<Code>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// What a task is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskSubject {
    /// What this person leaves behind goes to that one.
    Leaver {
        /// Who leaves.
        leaver: UserId,
        /// The leaver's name.
        name: String,
        /// Who gets it.
        receiver: UserId,
    },
    /// So many rows.
    Rows(usize),
}

/// Which tasks to list.
#[derive(Debug, Clone, Default)]
pub struct TaskList {
    /// What they do; `None` for anything.
    pub kind: Option<TaskKind>,
    /// Where they stand; empty for anywhere. `Failed` includes those that were called off.
    pub statuses: Vec<JobStatus>,
    /// Those older than this one; `None` for the newest.
    pub before: Option<JobId>,
    /// How many, at most 100.
    pub limit: u32,
}

/// A page of tasks, the newest first.
#[derive(Debug, Clone)]
pub struct TasksPage {
    /// The tasks.
    pub tasks: Vec<TaskView>,
    /// Where the next page goes on; `None` after the last.
    pub next: Option<JobId>,
}

impl Drive {
    /// A page of the tasks that the caller may see.
    ///
    /// # Errors
    /// `Forbidden` for members.
    pub async fn list_tasks(&self, ctx: &Ctx, list: TaskList) -> Result<TasksPage> {
        let filter = TaskFilter {
            kind: list.kind.map(|kind| match kind {
                TaskKind::HandOver => HAND_OVER,
                TaskKind::Import => IMPORT,
            }),
            member: whose(ctx)?,
            statuses: list
                .statuses
                .iter()
                .fold(0, |bits, status| bits | bit(*status)),
        };
        let (tenant, limit) = (ctx.tenant, list.limit);
        let before = list.before.unwrap_or(JobId(i64::MAX));
        let mut rows = self
            .store()
            .read(move |tx| jobs::list_tasks(tx, tenant, &filter, before, limit + 1))
            .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.id);
        let tasks = rows.iter().filter_map(view).collect();
        Ok(TasksPage { tasks, next })
    }

    /// A task that the caller may see.
    ///
    /// # Errors
    /// `Forbidden` for members, `JobNotFound`.
    pub async fn task(&self, ctx: &Ctx, id: JobId) -> Result<TaskView> {
        let row = self.task_row(ctx, id).await?;
        view(&row).ok_or_else(|| Error::new(Code::JobNotFound))
    }

    /// What has come of an import so far.
    ///
    /// # Errors
    /// `Forbidden` for members, `JobNotFound`, also for other tasks.
    pub async fn import_result(&self, ctx: &Ctx, id: JobId) -> Result<ImportResult> {
        let row = self.task_row(ctx, id).await?;
        if row.kind != IMPORT {
            return Err(Error::new(Code::JobNotFound));
        }
        Ok(import::report(&row).into())
    }

    async fn task_row(&self, ctx: &Ctx, id: JobId) -> Result<JobRow> {
        let member = whose(ctx)?;
        let row = self
            .store()
            .read(move |tx| jobs::find(tx, id))
            .await?
            .filter(|row| row.tenant == ctx.tenant)
            .filter(|row| member.is_none_or(|member| row.member == member));
        row.ok_or_else(|| Error::new(Code::JobNotFound))
    }

    /// Who gets, or got, what somebody leaves behind: the receiver of the last hand-over; before
    /// that the nearest administrator of a department above, else a super administrator.
    ///
    /// # Errors
    /// `NotFound` for the person, and when nobody is there to receive; `Forbidden` unless the caller
    /// manages somebody who is still there, or is an administrator for somebody who is gone.
    pub async fn receiver_for(&self, ctx: &Ctx, leaver: UserId) -> Result<MemberView> {
        whose(ctx)?;
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let there = members::find(tx, ctx.tenant, leaver)?;
                if there.is_some() {
                    rights::load_managed_member(tx, &ctx, leaver)?;
                }
                if let Some(heir) = members::find_heir(tx, ctx.tenant, leaver)?
                    && let Some(heir) = members::find(tx, ctx.tenant, heir)?
                {
                    return Ok(heir);
                }
                let leaver = there.ok_or(Code::NotFound)?;
                nearest_administrator(tx, &leaver)
            })
            .await
    }
}

fn nearest_administrator(tx: &mut ReadTx<'_>, leaver: &MemberView) -> Result<MemberView> {
    let nearest = members::find_nearest_administrator(tx, leaver.department, leaver.id)?;
    let receiver = match nearest {
        Some(id) => Some(id),
        None => members::list_administrators(tx, leaver.tenant, 2)?
            .into_iter()
            .find(|id| *id != leaver.id),
    };
    let receiver = receiver.ok_or(Code::NotFound)?;
    members::find(tx, leaver.tenant, receiver)?.ok_or_else(|| Error::new(Code::NotFound))
}

/// Whose tasks the caller sees; `None` for everybody's.
fn whose(ctx: &Ctx) -> Result<Option<UserId>> {
    match ctx.actor.role {
        Role::SuperAdministrator => Ok(None),
        Role::DepartmentAdministrator => Ok(Some(ctx.user())),
        Role::Member => Err(Error::new(Code::Forbidden)),
    }
}

fn bit(status: JobStatus) -> i64 {
    match status {
        JobStatus::Waiting => 1,
        JobStatus::Running => 2,
        JobStatus::Done => 4,
        JobStatus::Failed | JobStatus::Cancelled => 8,
    }
}

/// The task of a job; `None` for other jobs.
fn view(row: &JobRow) -> Option<TaskView> {
    let (kind, subject, locale) = match serde_json::from_str(&row.command).ok()? {
        Command::HandOver(HandOverCommand {
            leaver,
            name,
            receiver,
            locale,
            ..
        }) => {
            let subject = TaskSubject::Leaver {
                leaver,
                name,
                receiver,
            };
            (TaskKind::HandOver, subject, locale)
        }
        Command::Import(ImportCommand { rows, locale, .. }) => {
            (TaskKind::Import, TaskSubject::Rows(rows), locale)
        }
        Command::Batch(_)
        | Command::Copy(_)
        | Command::Erase(_)
        | Command::EmptyBin(_)
        | Command::RemoveSpace(_)
        | Command::Archive(_)
        | Command::Pack(_)
        | Command::TellNamed(_)
        | Command::ForgetReader(_) => return None,
    };
    Some(TaskView {
        id: row.id,
        kind,
        subject,
        tenant: row.tenant,
        user: row.member,
        locale,
        status: row.status,
        failure: row.failure.as_deref().and_then(Code::from_key),
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
    })
}
