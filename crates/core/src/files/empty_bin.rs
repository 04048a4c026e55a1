//! Emptying the recycle bin of a space, in the background.

use super::erase;
use crate::access::{self, Expect};
use crate::jobs::{Command, NewJob, Step};
use crate::record::{Act, record};
use crate::{Ctx, Drive};
use coffer_model::{Error, JobId, NodeId, Result, SpaceId, Timestamp};
use coffer_store::{Tx, nodes, removal, spaces};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A recycle bin to empty, as it was when it was asked for: what is thrown away later stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EmptyBinCommand {
    pub(crate) space: SpaceId,
    pub(crate) roots: [NodeId; 2],
    pub(crate) until: i64,
}

impl Drive {
    /// Begins to erase everything that is in the recycle bin of a space now.
    ///
    /// # Errors
    /// What loading the space fails with.
    pub async fn empty_bin(&self, ctx: &Ctx, space: SpaceId) -> Result<JobId> {
        let id = JobId(self.next_id());
        let ctx = ctx.clone();
        self.store()
            .write(move |tx| {
                let space = access::load_space(tx, &ctx, space, Expect::Any)?;
                let touched = access::lock_space(tx, &space, ctx.now)?;
                let command = EmptyBinCommand {
                    space: space.view.id,
                    roots: [space.view.root, space.view.safe],
                    until: ctx.now.0,
                };
                let job = NewJob {
                    id,
                    command: Command::EmptyBin(command),
                }
                .row(&ctx)?;
                coffer_store::jobs::insert(tx, &job)?;
                record(
                    tx,
                    &ctx,
                    &space,
                    touched.stamp,
                    Act::EmptyBin,
                    space.view.root,
                    &json!({}),
                )?;
                Ok::<_, Error>(())
            })
            .await?;
        self.wake(coffer_store::jobs::Lane::Rows);
        Ok(id)
    }
}

/// Removes a slice of what was in the bin.
pub(crate) fn step(tx: &mut Tx<'_>, command: &EmptyBinCommand, now: Timestamp) -> Result<Step> {
    let mut budget = erase::SLICE;
    let mut freed = 0_u64;
    let mut done = true;
    // The space is locked first, as by every change in it; the stamp tells caches of the bin.
    let space = removal::find_heir(tx, command.space)?;
    spaces::touch(tx, space, now)?;
    for root in command.roots {
        while let Some(top) = nodes::find_next_recycled(tx, root, Timestamp(command.until))? {
            nodes::erase(tx, top, now)?;
            if budget == 0 || !erase::remove_tree(tx, top, &mut budget, &mut freed, now)? {
                done = false;
                break;
            }
        }
    }
    spaces::settle(tx, space, -i64::try_from(freed).unwrap_or(i64::MAX), 0)?;
    Ok(if done { Step::Done } else { Step::More })
}
