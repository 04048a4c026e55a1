//! Removing a space: nobody finds it any more when the answer comes; the content goes after that, a
//! slice at a time.

use crate::jobs::{Command, NewJob, Step};
use crate::{Ctx, Drive};
use coffer_model::error::Reason;
use coffer_model::space::{SpaceStatus, SpaceView};
use coffer_model::{Code, Error, JobId, Result, SpaceId, Timestamp};
use coffer_store::{Tx, jobs, removal, rights, shares, spaces};
use serde::{Deserialize, Serialize};

/// Nodes removed in one transaction.
const SLICE: u32 = 500;

/// A space to remove. It is marked, so that nobody sees it any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RemoveSpaceCommand {
    pub(crate) space: SpaceId,
}

/// Marks a space as going and records the job that removes what is in it. Its owner may have
/// another one at once. The caller rings `work` after the transaction.
pub(super) fn remove_space(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    space: &SpaceView,
) -> Result<()> {
    spaces::touch(tx, space.id, ctx.now)?;
    require_not_receiving(tx, space.id)?;
    removal::set_status(tx, space.id, SpaceStatus::Deleting, ctx.now)?;
    removal::expire_uploads(tx, space.id, ctx.now)?;
    let job = NewJob {
        id: JobId(drive.next_id()),
        command: Command::RemoveSpace(RemoveSpaceCommand { space: space.id }),
    }
    .row(ctx)?;
    Ok(jobs::insert(tx, &job)?)
}

/// Demands that nothing that was handed over is still on its way into the space: rows that come later
/// would be nobody's.
///
/// # Errors
/// `Conflict`.
pub(super) fn require_not_receiving(tx: &mut Tx<'_>, space: SpaceId) -> Result<()> {
    match removal::is_receiving(tx, space)? {
        false => Ok(()),
        true => Err(Error::new(Code::Conflict).because(Reason::OnItsWay)),
    }
}

/// Calls off a slice of the shares of the space, then removes one of what is in it. There is nothing to remember between two steps: what is
/// gone is not found again.
pub(crate) fn step(tx: &mut Tx<'_>, command: &RemoveSpaceCommand, now: Timestamp) -> Result<Step> {
    // Every transaction of a space takes the space first: two never wait for each other.
    spaces::touch(tx, command.space, now)?;
    let slice = u64::from(SLICE);
    if shares::cancel_of_space(tx, command.space, now, SLICE)? == slice {
        return Ok(Step::More);
    }
    let removed = removal::remove_slice(tx, command.space, SLICE, now)?;
    let freed = i64::try_from(removed.bytes).unwrap_or(i64::MAX);
    spaces::settle(tx, command.space, -freed, 0)?;
    if removed.nodes == slice {
        return Ok(Step::More);
    }
    rights::forget_space(tx, command.space)?;
    removal::set_status(tx, command.space, SpaceStatus::Removed, now)?;
    Ok(Step::Done)
}
