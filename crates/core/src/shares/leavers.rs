//! What becomes of the shares and locks of people who go.

use crate::jobs::{Command, NewJob, Step};
use crate::rights::end_locks_of;
use crate::{Ctx, Drive};
use coffer_model::{JobId, Result, SpaceId, Timestamp, UserId};
use coffer_store::{Tx, jobs, shares};
use serde::{Deserialize, Serialize};

/// Rows of one transaction.
const SLICE: u32 = 500;

/// Forgetting what a person who is gone had to do with shares, and taking off that person's locks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForgetReaderCommand {
    member: UserId,
}

/// Records the job that takes off somebody's locks, calls off what is left of the shares and takes the person
/// out of those of others. Nobody can visit the shares from the moment on in which the person is gone.
pub(crate) fn forget(tx: &mut Tx<'_>, drive: &Drive, ctx: &Ctx, member: UserId) -> Result<()> {
    let job = NewJob {
        id: JobId(drive.next_id()),
        command: Command::ForgetReader(ForgetReaderCommand { member }),
    };
    Ok(jobs::insert(tx, &job.row(ctx)?)?)
}

/// Passes a slice of somebody's shares on to another; `false` when there was none. A transaction that passed
/// some locks nothing else: the tenant and spaces come first where they are needed. Shares of a space whose
/// content passes as well name its new space.
pub(crate) fn pass(
    tx: &mut Tx<'_>,
    from: UserId,
    to: UserId,
    moved: Option<(SpaceId, SpaceId)>,
) -> Result<bool> {
    Ok(shares::pass_slice(tx, from, to, moved, SLICE)? > 0)
}

/// There is nothing to remember between two steps: what is gone is not found again.
pub(crate) fn step(tx: &mut Tx<'_>, command: &ForgetReaderCommand, now: Timestamp) -> Result<Step> {
    let member = command.member;
    if end_locks_of(tx, member, now)? {
        return Ok(Step::More);
    }
    for slice in [
        shares::cancel_of_owner(tx, member, now, SLICE)?,
        shares::delete_readings(tx, member, SLICE)?,
        shares::delete_namings(tx, member, SLICE)?,
    ] {
        if slice == u64::from(SLICE) {
            return Ok(Step::More);
        }
    }
    Ok(Step::Done)
}
