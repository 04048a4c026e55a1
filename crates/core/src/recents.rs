//! The files that people viewed or changed last.
//!
//! Noting a use must not make a write of every read: uses wait in memory, a file of somebody once, and
//! are written about every second and when the server ends. A crash loses what waits. Lists look into
//! memory as well, so that everybody sees what he has just done; other servers see it when it is written.

mod list;
mod waiting;

pub use list::RecentFile;
pub(crate) use waiting::Waiting;

use crate::{Ctx, Drive, OPERATOR};
use coffer_model::{Error, NodeId, Result};
use coffer_store::recents::{self, Use};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Files that are remembered of everybody.
pub(crate) const KEPT: u32 = 100;
/// Pause between two writes.
const PAUSE: Duration = Duration::from_secs(1);
/// Uses written in one transaction.
const BATCH: usize = 500;

impl Drive {
    /// Notes that the caller viewed a file. What an app does for a person is no use of the person's.
    pub(crate) fn note_view(&self, ctx: &Ctx, file: NodeId) {
        self.note(ctx, file, false);
    }

    /// Notes that the caller changed a file.
    pub(crate) fn note_edit(&self, ctx: &Ctx, file: NodeId) {
        self.note(ctx, file, true);
    }

    fn note(&self, ctx: &Ctx, file: NodeId, edited: bool) {
        if ctx.actor.app.is_none() && ctx.user() != OPERATOR {
            let used = Use {
                at: ctx.now,
                edited,
            };
            self.inner.recents.note(ctx.user(), file, used);
        }
    }

    /// Writes down what people use until `stop` is cancelled. What waits then is written by
    /// [`Drive::close`], behind the last request.
    pub async fn run_recents(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
            if let Err(error) = self.write_recents().await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what people used last is not written; the next attempt is in a second"
                );
            }
        }
    }

    /// Writes down what people used since the last time.
    ///
    /// # Errors
    /// What the database fails with; what was not written waits on.
    pub async fn write_recents(&self) -> Result<()> {
        // One at a time: what is being written stays visible until it is written.
        let _turn = self.inner.recents.turn().await;
        // What comes meanwhile has its turn the next time.
        for _ in 0..=self.inner.recents.len() / BATCH {
            let uses = self.inner.recents.take(BATCH);
            if uses.is_empty() {
                return Ok(());
            }
            let written = self
                .store()
                .write_bulk(move |tx| Ok::<_, Error>(recents::insert(tx, &uses, KEPT)?))
                .await;
            self.inner.recents.settle(written.is_ok());
            written?;
        }
        Ok(())
    }
}
