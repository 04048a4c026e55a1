//! Emptying the recycle bin of a space, in the background.

use super::erase;
use crate::access::{self, Expect, unless_refused};
use crate::jobs::{Command, NewJob, Step};
use crate::record::{Act, record};
use crate::rights::below::Below;
use crate::{Ctx, Drive};
use coffer_model::rights::Right;
use coffer_model::{Error, JobId, NodeId, Result, SpaceId, Timestamp};
use coffer_store::ways::Ways;
use coffer_store::{Tx, nodes, removal, spaces};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;

/// A recycle bin to empty, as it was when it was asked for: what is thrown away later stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EmptyBinCommand {
    pub(crate) space: SpaceId,
    pub(crate) roots: [NodeId; 2],
    pub(crate) until: i64,
    /// Nodes out of reach of who asked for it: what is one of them, or above or below one, stays.
    #[serde(default)]
    pub(crate) keep: Vec<NodeId>,
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
                access::locate(tx, &space, space.view.root, Right::Delete)?;
                let mut keep = Below::read(tx, &space)?.out_of_reach(Right::Delete);
                // Who may use the plain part because of a role there has none in the safe by that.
                let safe = access::locate(tx, &space, space.view.safe, Right::Delete);
                if unless_refused(safe)?.is_none() {
                    keep.push(space.view.safe);
                }
                let command = EmptyBinCommand {
                    space: space.view.id,
                    roots: [space.view.root, space.view.safe],
                    until: ctx.now.0,
                    keep,
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

/// What stays in the bin.
struct Keep {
    nodes: HashSet<NodeId>,
    /// These and everything above them.
    above: HashSet<NodeId>,
}

impl Keep {
    fn read(tx: &mut Tx<'_>, nodes: &[NodeId]) -> Result<Self> {
        let above = Ways::read(tx, nodes)?.marks().map(|(id, _)| id).collect();
        let nodes = nodes.iter().copied().collect();
        Ok(Self { nodes, above })
    }

    fn holds(&self, tx: &mut Tx<'_>, top: NodeId) -> Result<bool> {
        if self.nodes.is_empty() {
            return Ok(false);
        }
        let way = nodes::list_ancestors(tx, top)?;
        Ok(self.above.contains(&top) || way.iter().any(|step| self.nodes.contains(&step.id)))
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
    let keep = Keep::read(tx, &command.keep)?;
    for root in command.roots {
        let mut after = (Timestamp(i64::MIN), NodeId(0));
        while let Some((at, top)) =
            nodes::find_next_recycled(tx, root, Timestamp(command.until), after)?
        {
            after = (at, top);
            if keep.holds(tx, top)? {
                continue;
            }
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
