//! What follows the change: the shares, the rows of the files, and the leaver's own.

use super::HandOverCommand;
use crate::jobs::Step;
use crate::messages::{Message, MessageKind};
use crate::organisation::members::retire;
use crate::rights::end_locks_of;
use crate::shares::leavers;
use crate::{Ctx, Drive};
use coffer_model::space::SpaceStatus;
use coffer_model::{Result, Timestamp};
use coffer_store::removal::{self, Passage};
use coffer_store::{Tx, identity as accounts, members, spaces};
use serde_json::json;

/// Nodes passed on in one transaction.
const SLICE: u32 = 500;
/// Administrators who are told.
const MAX_TOLD: u32 = 100;

/// Takes off a slice of the locks, passes on one of the shares, then one of the rows; when none is left, takes the leaver away. There is nothing to
/// remember between two steps: what has been passed on is not found again.
pub(crate) fn step(
    tx: &mut Tx<'_>,
    drive: &Drive,
    command: &HandOverCommand,
    now: Timestamp,
) -> Result<Step> {
    if end_locks_of(tx, command.leaver, now)? {
        return Ok(Step::More);
    }
    let passage = command.passage.map(Passage::from);
    let moved = passage.as_ref().map(|passage| (passage.from, passage.to));
    if leavers::pass(tx, command.leaver, command.receiver, moved)? {
        return Ok(Step::More);
    }
    if let Some(passage) = &passage
        && removal::has_nodes(tx, passage.from)?
    {
        lock(tx, passage, now)?;
        removal::pass_slice(tx, passage, SLICE)?;
        return Ok(Step::More);
    }
    let ctx = command.ctx.at(now);
    accounts::lock_tenant(tx, ctx.tenant)?;
    if let Some(passage) = &passage {
        close(tx, passage, now)?;
    }
    if let Some(leaver) = members::find(tx, ctx.tenant, command.leaver)? {
        retire(tx, drive, &ctx, &leaver, Some(command.receiver))?;
        tell(tx, drive, &ctx, command)?;
    }
    Ok(Step::Done)
}

/// Whoever locks two spaces takes the older one first.
fn lock(tx: &mut Tx<'_>, passage: &Passage, now: Timestamp) -> Result<()> {
    spaces::touch(tx, passage.from.min(passage.to), now)?;
    spaces::touch(tx, passage.from.max(passage.to), now)?;
    Ok(())
}

/// Closes the space that nothing is left of.
fn close(tx: &mut Tx<'_>, passage: &Passage, now: Timestamp) -> Result<()> {
    lock(tx, passage, now)?;
    // A repair of the counters that ran meanwhile has counted here what was still on its way.
    let left = i64::try_from(removal::find_used(tx, passage.from)?).unwrap_or(i64::MAX);
    spaces::settle(tx, passage.from, -left, 0)?;
    spaces::settle(tx, passage.to, left, 0)?;
    Ok(removal::set_status(
        tx,
        passage.from,
        SpaceStatus::Removed,
        now,
    )?)
}

/// Tells the receiver, and those who administrate the tenant.
fn tell(tx: &mut Tx<'_>, drive: &Drive, ctx: &Ctx, command: &HandOverCommand) -> Result<()> {
    let receiver = members::find(tx, ctx.tenant, command.receiver)?;
    let facts = json!({
        "name": command.name,
        "receiver": receiver.map(|member| member.name).unwrap_or_default(),
        "groups": command.groups,
    });
    let received = Message {
        kind: MessageKind::System,
        text_key: "message.hand_over.received",
        facts: facts.clone(),
    };
    drive.tell_many(tx, ctx, &[command.receiver], &received)?;
    let done = Message {
        kind: MessageKind::Administration,
        text_key: "message.hand_over.done",
        facts,
    };
    let administrators = members::list_administrators(tx, ctx.tenant, MAX_TOLD)?;
    drive.tell_many(tx, ctx, &administrators, &done)
}
