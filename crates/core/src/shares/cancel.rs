//! Calling shares off.

use crate::{Ctx, Drive};
use coffer_model::{Code, Error, Result, ShareId};
use coffer_store::shares;

/// Shares of one call.
const MAX_SHARES: usize = 100;

impl Drive {
    /// Calls shares of the caller off; for each whether that was done, or why not (`NotFound`).
    ///
    /// # Errors
    /// `BadRequest` for none or more than 100.
    pub async fn cancel_shares(&self, ctx: &Ctx, ids: Vec<ShareId>) -> Result<Vec<Result<()>>> {
        ctx.require_full()?;
        if ids.is_empty() || ids.len() > MAX_SHARES {
            return Err(Error::parameter("shares").with_limit(format!("1-{MAX_SHARES}")));
        }
        let ctx = ctx.clone();
        let done = self
            .store()
            .write(move |tx| {
                // In the order of ids: calls at the same time take the same locks in the same order.
                let mut order: Vec<usize> = (0..ids.len()).collect();
                order.sort_unstable_by_key(|place| ids.get(*place).copied());
                let mut done = vec![false; ids.len()];
                for place in order {
                    if let (Some(id), Some(entry)) = (ids.get(place), done.get_mut(place)) {
                        *entry = shares::cancel(tx, *id, ctx.user(), ctx.now)?;
                    }
                }
                Ok::<_, Error>(done)
            })
            .await?;
        let outcome = |done| match done {
            true => Ok(()),
            false => Err(Error::new(Code::NotFound)),
        };
        Ok(done.into_iter().map(outcome).collect())
    }
}
