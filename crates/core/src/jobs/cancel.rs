//! Calling a job off.

use super::Command;
use crate::files::copy;
use crate::{Ctx, Drive};
use coffer_model::{Code, Error, JobId, Result};
use coffer_store::jobs::{self, JobStatus};

impl Drive {
    /// Calls off a job that the caller asked for. What is done stays done, the step under way is undone,
    /// and half of a tree that was being copied is taken away again.
    ///
    /// # Errors
    /// `JobNotFound`, also for somebody else's; `JobFinished`.
    pub async fn cancel_job(&self, ctx: &Ctx, id: JobId) -> Result<()> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let found = jobs::find(tx, id)?.filter(|row| {
                    row.tenant == ctx.tenant && row.member == ctx.user() && row.act.is_some()
                });
                let found = found.ok_or(Code::JobNotFound)?;
                if found.status as i64 >= JobStatus::Done as i64 || !jobs::cancel(tx, id, ctx.now)?
                {
                    return Err(Code::JobFinished.into());
                }
                // The row again: a server may have gone on with it before it was called off.
                let row = jobs::find(tx, id)?.ok_or(Code::JobNotFound)?;
                let command = serde_json::from_str(&row.command).map_err(Error::internal)?;
                match command {
                    Command::Copy(copied) => copy::undo(tx, &drive, &ctx, &copied, &row),
                    _ => Ok(()),
                }
            })
            .await?;
        self.wake(jobs::Lane::Rows);
        Ok(())
    }
}
