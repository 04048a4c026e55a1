//! Calling a job off.

use super::Command;
use crate::files::copy;
use crate::{Ctx, Drive};
use coffer_model::{Code, Error, JobId, Result};
use coffer_store::jobs::{self, Lane};

impl Drive {
    /// Calls off a job that the caller asked for. What is done stays done, the step under way is undone,
    /// and half of a tree that was being copied is taken away again.
    ///
    /// # Errors
    /// `JobNotFound`, also for somebody else's; `JobFinished`; `Forbidden` for who may only look.
    pub async fn cancel_job(&self, ctx: &Ctx, id: JobId) -> Result<()> {
        ctx.require_full()?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let cancelled = jobs::cancel(tx, id, ctx.tenant, ctx.user(), ctx.now)?;
                let Some(row) = cancelled else {
                    let followed = jobs::find(tx, id)?.filter(|row| {
                        row.tenant == ctx.tenant && row.member == ctx.user() && row.act.is_some()
                    });
                    return Err(match followed {
                        Some(_) => Code::JobFinished.into(),
                        None => Code::JobNotFound.into(),
                    });
                };
                match serde_json::from_str(&row.command).map_err(Error::internal)? {
                    Command::Copy(copied) => copy::undo(tx, &drive, &ctx, &copied, &row),
                    _ => Ok(()),
                }
            })
            .await?;
        self.wake(Lane::Rows);
        Ok(())
    }
}
