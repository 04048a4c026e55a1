//! Telling people that a share names them. Departments may have tens of thousands of people: the first
//! are told in the transaction that names them, and the others by a job that it records.

use crate::jobs::{Command, NewJob, Step, StoredCtx};
use crate::messages::{Message, MessageKind};
use crate::{Ctx, Drive};
use coffer_model::share::ShareScope;
use coffer_model::{JobId, Result, ShareId, Timestamp, UserId};
use coffer_store::jobs::JobRow;
use coffer_store::shares::{self, ShareRow};
use coffer_store::{Tx, jobs};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// People who are told at once.
const FIRST: u32 = 200;
/// People who are told in one transaction of the job.
const SLICE: u32 = 500;

/// Telling those whom a share names since a moment, as the job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TellNamedCommand {
    pub(crate) ctx: StoredCtx,
    share: ShareId,
    /// Microseconds UTC.
    named_at: i64,
}

impl Drive {
    /// Tells those whom the share names since `ctx.now` and did not name before; whether a job tells the
    /// rest of them.
    pub(super) fn tell_named(&self, tx: &mut Tx<'_>, ctx: &Ctx, row: &ShareRow) -> Result<bool> {
        if row.scope != ShareScope::Named {
            return Ok(false);
        }
        let page = shares::list_newly_named(tx, row, ctx.now, UserId(0), FIRST)?;
        self.tell_many(tx, ctx, &page.people, &message(row))?;
        let Some(last) = page.last else {
            return Ok(false);
        };
        let command = TellNamedCommand {
            ctx: StoredCtx::from(ctx),
            share: row.id,
            named_at: ctx.now.0,
        };
        let new = NewJob {
            id: JobId(self.next_id()),
            command: Command::TellNamed(command),
        };
        let mut job = new.row(ctx)?;
        job.cursor = last.to_string();
        jobs::insert(tx, &job)?;
        Ok(true)
    }
}

fn message(row: &ShareRow) -> Message {
    Message {
        kind: MessageKind::Share,
        text_key: match row.items {
            0 | 1 => "message.share.one",
            _ => "message.share.several",
        },
        facts: json!({ "name": row.display_name, "share": row.id }),
    }
}

/// Tells a slice of the people; the cursor is the last one who was looked at.
pub(crate) fn step(
    tx: &mut Tx<'_>,
    drive: &Drive,
    command: &TellNamedCommand,
    job: &mut JobRow,
    now: Timestamp,
) -> Result<Step> {
    let found = shares::find(tx, command.share)?;
    let Some(row) = found.filter(|row| row.cancelled_at.is_none()) else {
        return Ok(Step::Done);
    };
    let after = UserId(job.cursor.parse().unwrap_or_default());
    let named_at = Timestamp(command.named_at);
    let page = shares::list_newly_named(tx, &row, named_at, after, SLICE)?;
    drive.tell_many(tx, &command.ctx.at(now), &page.people, &message(&row))?;
    match page.last {
        Some(last) => {
            job.cursor = last.to_string();
            Ok(Step::More)
        }
        None => Ok(Step::Done),
    }
}
