//! Long work outside of transactions, under a lease that is kept alive.

use super::runner::LEASE_SECONDS;
use crate::Drive;
use coffer_model::{Code, Error, Result};
use coffer_store::jobs::{self, JobRow};
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

/// How often the lease is moved on, and with it how soon work is given up that was called off.
const PROLONG_EVERY: Duration = Duration::from_secs(2);

impl Drive {
    /// Does `work`, which reads and writes contents, while other servers leave the job alone. The lease
    /// of `job` is moved on; whoever notes a step afterwards has to take it from there.
    ///
    /// # Errors
    /// `JobNotFound` as soon as the job was called off or belongs to another server: `work` is dropped
    /// then. And what `work` fails with.
    pub(crate) async fn while_held<T>(
        &self,
        job: &mut JobRow,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(PROLONG_EVERY) => self.prolong(job).await?,
            }
        }
    }

    async fn prolong(&self, job: &mut JobRow) -> Result<()> {
        let (id, held) = (job.id, job.lease_until);
        let until = self.now().plus_seconds(LEASE_SECONDS);
        let prolonged = self
            .store()
            .write(move |tx| Ok::<_, Error>(jobs::prolong(tx, id, held, until)?))
            .await?;
        if !prolonged {
            return Err(Code::JobNotFound.into());
        }
        job.lease_until = until;
        Ok(())
    }
}
