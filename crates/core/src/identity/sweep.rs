//! Removal of what has expired.

use crate::Drive;
use coffer_model::Result;
use coffer_store::identity as store;

/// Rows of each kind that one transaction removes.
const SLICE: u32 = 500;

impl Drive {
    /// Removes sessions, logins, codes, tokens and counters of failures that have expired; answers
    /// how many rows are gone. Meant to be called every few minutes.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn sweep_identity(&self) -> Result<u64> {
        let now = self.now();
        let mut rows = 0;
        loop {
            let swept = self
                .store()
                .write_bulk(move |tx| store::sweep(tx, now, SLICE))
                .await?;
            rows += swept.rows;
            if !swept.more {
                return Ok(rows);
            }
        }
    }
}
