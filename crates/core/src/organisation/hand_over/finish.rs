//! What follows the change: the rows of the files, and the leaver's own.

use super::HandOverCommand;
use crate::jobs::Step;
use crate::messages::{Message, MessageKind};
use crate::organisation::members::retire;
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

/// Passes on a slice of the rows; after the last, takes the leaver away. There is nothing to remember
/// between two steps: what has been passed on is not found again.
pub(crate) fn step(
    tx: &mut Tx<'_>,
    drive: &Drive,
    command: &HandOverCommand,
    now: Timestamp,
) -> Result<Step> {
    if let Some(passage) = command.passage
        && pass(tx, &passage.into(), now)? == Step::More
    {
        return Ok(Step::More);
    }
    let ctx = command.ctx.at(now);
    accounts::lock_tenant(tx, ctx.tenant)?;
    if let Some(leaver) = members::find(tx, ctx.tenant, command.leaver)? {
        retire(tx, drive, &ctx, &leaver, Some(command.receiver))?;
        tell(tx, drive, &ctx, command)?;
    }
    Ok(Step::Done)
}

fn pass(tx: &mut Tx<'_>, passage: &Passage, now: Timestamp) -> Result<Step> {
    // Whoever locks two spaces takes the older one first.
    let (older, newer) = (passage.from.min(passage.to), passage.from.max(passage.to));
    spaces::touch(tx, older, now)?;
    spaces::touch(tx, newer, now)?;
    if removal::pass_slice(tx, passage, SLICE)? == u64::from(SLICE) {
        return Ok(Step::More);
    }
    // A repair of the counters that ran meanwhile has counted here what was still on its way.
    let left = i64::try_from(removal::find_used(tx, passage.from)?).unwrap_or(i64::MAX);
    spaces::settle(tx, passage.from, -left, 0)?;
    spaces::settle(tx, passage.to, left, 0)?;
    removal::set_status(tx, passage.from, SpaceStatus::Removed, now)?;
    Ok(Step::Done)
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
    drive.tell(tx, ctx.tenant, command.receiver, &received, ctx.now)?;
    let done = Message {
        kind: MessageKind::Administration,
        text_key: "message.hand_over.done",
        facts,
    };
    for administrator in members::list_administrators(tx, ctx.tenant, MAX_TOLD)? {
        drive.tell(tx, ctx.tenant, administrator, &done, ctx.now)?;
    }
    Ok(())
}
