//! The job that brings the people of a list in, and what came of each row.

use super::verify::person;
use super::{ImportCommand, StoredRow};
use crate::audit::{Act, Change, Object};
use crate::identity::{Room, insert_into};
use crate::jobs::{Command, NewJob, Step, StoredCtx};
use crate::organisation::members::audit_new;
use crate::organisation::rights;
use crate::{Ctx, Drive};
use coffer_model::error::{Kind, Reason};
use coffer_model::user::Role;
use coffer_model::{Code, Error, JobId, Result, Timestamp};
use coffer_store::jobs::JobRow;
use coffer_store::{Tx, identity as accounts, imports, jobs};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Rows brought in by one transaction.
const SLICE: usize = 100;

/// What came of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportResult {
    /// Rows that brought somebody in.
    pub succeeded: usize,
    /// Rows that did not.
    pub failures: Vec<ImportFailure>,
}

/// Why a row brought nobody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFailure {
    /// The number of the row, from 1 on.
    pub row: usize,
    /// The name of the row.
    pub name: String,
    /// The key of the failure.
    code: String,
    parameter: Option<String>,
    named: Option<String>,
    limit: Option<String>,
    reason: Option<String>,
}

impl ImportFailure {
    fn new(row: usize, name: &str, error: &Error) -> Self {
        let facts = error.facts();
        Self {
            row,
            name: name.to_owned(),
            code: error.code().key().to_owned(),
            parameter: facts.parameter.clone(),
            named: facts.name.clone(),
            limit: facts.limit.clone(),
            reason: facts.reason.map(|reason| reason.key().to_owned()),
        }
    }

    /// The failure, for its text.
    #[must_use]
    pub fn error(&self) -> Error {
        let mut error = Error::new(Code::from_key(&self.code).unwrap_or(Code::Internal));
        if let Some(parameter) = &self.parameter {
            error = error.with_parameter(parameter);
        }
        if let Some(name) = &self.named {
            error = error.with_name(name);
        }
        if let Some(limit) = &self.limit {
            error = error.with_limit(limit);
        }
        if let Some(reason) = self.reason.as_deref().and_then(Reason::from_key) {
            error = error.because(reason);
        }
        error
    }
}

/// The report of the job: every row before `next` was done.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::organisation) struct Report {
    next: usize,
    succeeded: usize,
    failures: Vec<ImportFailure>,
}

impl From<Report> for ImportResult {
    fn from(report: Report) -> Self {
        Self {
            succeeded: report.succeeded,
            failures: report.failures,
        }
    }
}

impl Drive {
    /// Begins to bring in the people of a list that the caller verified; a super administrator may
    /// take anybody's.
    ///
    /// # Errors
    /// `NotFound` for a list that is not there, or not the caller's; `Forbidden` for members.
    pub async fn import_people(&self, ctx: &Ctx, list: i64) -> Result<JobId> {
        let maker = match ctx.actor.role {
            Role::SuperAdministrator => None,
            Role::DepartmentAdministrator => Some(ctx.user()),
            Role::Member => return Err(Error::new(Code::Forbidden)),
        };
        let id = JobId(self.next_id());
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let people = imports::find(tx, ctx.tenant, list, maker)?.ok_or(Code::NotFound)?;
                let rows = count(&people)?;
                let command = ImportCommand {
                    ctx: StoredCtx::from(&ctx),
                    list,
                    rows,
                    locale: ctx.locale.tag().to_owned(),
                };
                let job = NewJob {
                    id,
                    command: Command::Import(command),
                }
                .row(&ctx)?;
                jobs::insert(tx, &job)?;
                let change = Change {
                    act: Act::Import,
                    object: Object::Job(id),
                    name: "",
                    before: json!(null),
                    after: json!({"list": list.to_string(), "rows": rows}),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(id)
    }
}

fn read(people: &str) -> Result<Vec<StoredRow>> {
    serde_json::from_str(people).map_err(Error::internal)
}

/// How many rows a list has: the answer does not wait for what is in them.
fn count(people: &str) -> Result<usize> {
    let rows: Vec<IgnoredAny> = serde_json::from_str(people).map_err(Error::internal)?;
    Ok(rows.len())
}

/// What the report of a job says so far.
pub(in crate::organisation) fn report(job: &JobRow) -> Report {
    serde_json::from_str(&job.report).unwrap_or_default()
}

/// Brings in a slice of the list; the report of the job tells where to go on.
pub(crate) fn step(
    tx: &mut Tx<'_>,
    drive: &Drive,
    command: &ImportCommand,
    job: &mut JobRow,
    now: Timestamp,
) -> Result<Step> {
    let ctx = command.ctx.at(now);
    accounts::lock_tenant(tx, ctx.tenant)?;
    let people = imports::find(tx, ctx.tenant, command.list, None)?.ok_or(Code::NotFound)?;
    let rows = read(&people)?;
    let mut report = report(job);
    let mut room = Room::count(tx, ctx.tenant)?;
    for stored in rows.iter().skip(report.next).take(SLICE) {
        report.next += 1;
        match bring_in(tx, drive, &ctx, &mut room, stored) {
            Ok(()) => report.succeeded += 1,
            Err(error) if error.code().kind() == Kind::Server => return Err(error),
            Err(error) => {
                let name = [&stored.row.name, &stored.row.subject, &stored.row.email]
                    .into_iter()
                    .find(|text| !text.is_empty())
                    .map_or("", String::as_str);
                let failure = ImportFailure::new(report.next, name, &error);
                report.failures.push(failure);
            }
        }
    }
    job.report = serde_json::to_string(&report).map_err(Error::internal)?;
    Ok(if report.next < rows.len() {
        Step::More
    } else {
        Step::Done
    })
}

fn bring_in(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    room: &mut Room,
    stored: &StoredRow,
) -> Result<()> {
    let missing = || Error::new(Code::NotFound).with_name(&stored.row.department);
    let department = stored.department.ok_or_else(missing)?;
    rights::load_managed_department(tx, ctx, department).map_err(|error| match error.code() {
        Code::NotFound => missing(),
        _ => error,
    })?;
    let person = person(drive, ctx, &stored.row, department)?;
    insert_into(tx, room, &person, ctx.now).map_err(|error| match error.code() {
        // As it was verified: what is taken is the subject.
        Code::Conflict => error.with_name(&person.member.subject),
        _ => error,
    })?;
    audit_new(tx, drive, ctx, &person)
}
