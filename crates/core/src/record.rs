//! The event that every act leaves behind, in its own transaction.

use crate::Ctx;
use crate::access::SpaceHandle;
use coffer_model::{NodeId, Result};
use coffer_store::events::{self, NewEvent};
use coffer_store::spaces::Touched;
use coffer_store::{Tx, spaces};

/// The acts that leave an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    CreateFolder,
    Upload,
    Rename,
    Move,
    Copy,
    Recycle,
    Restore,
    Erase,
    EmptyBin,
    HandOver,
    Grant,
    Revoke,
    Lock,
    Unlock,
    Inherit,
}

impl Act {
    /// The word that is stored.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::CreateFolder => "create_folder",
            Self::Upload => "upload",
            Self::Rename => "rename",
            Self::Move => "move",
            Self::Copy => "copy",
            Self::Recycle => "recycle",
            Self::Restore => "restore",
            Self::Erase => "erase",
            Self::EmptyBin => "empty_bin",
            Self::HandOver => "hand_over",
            Self::Grant => "grant",
            Self::Revoke => "revoke",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Inherit => "inherit",
        }
    }
}

/// Writes the act down under the stamp that it got when it locked the space. Open pages are told by
/// `detail` in which folders it was done: `parent`, or `from` and `to` of a move.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    space: &SpaceHandle,
    stamp: i64,
    act: Act,
    node: NodeId,
    detail: &serde_json::Value,
) -> Result<()> {
    events::insert(
        tx,
        &NewEvent {
            space: space.view.id,
            stamp,
            tenant: ctx.tenant,
            node,
            act: act.word(),
            actor: ctx.user(),
            app: ctx.actor.app,
            address: &ctx.address,
            detail: &detail.to_string(),
        },
    )?;
    Ok(())
}

/// The stamps of several acts of one transaction: the first is the lock's, each further one is taken
/// from the space, because a stamp belongs to one event.
pub(crate) struct Stamps {
    next: Option<i64>,
}

impl Stamps {
    pub(crate) fn after_lock(touched: &Touched) -> Self {
        Self {
            next: Some(touched.stamp),
        }
    }

    pub(crate) fn take(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, space: &SpaceHandle) -> Result<i64> {
        match self.next.take() {
            Some(stamp) => Ok(stamp),
            None => {
                Ok(spaces::touch(tx, space.view.id, ctx.now)?.map_or(0, |touched| touched.stamp))
            }
        }
    }
}
