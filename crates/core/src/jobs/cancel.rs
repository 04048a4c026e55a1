//! Calling a job off.

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
        let ctx = ctx.clone();
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
                Ok::<_, Error>(())
            })
            .await?;
        self.wake(jobs::Lane::Rows);
        Ok(())
    }
}
