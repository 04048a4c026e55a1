//! Giving up uploads that were not completed in time.

use crate::Drive;
use crate::uploads::finish::signed;
use coffer_model::{Error, Result};
use coffer_store::uploads::UploadRow;
use coffer_store::{contents, spaces, uploads};

/// Uploads given up in one sweep.
const BATCH: u32 = 200;

impl Drive {
    /// Ends uploads whose time is over: gives back the bytes that they reserved and removes what
    /// arrived. Answers how many there were.
    ///
    /// # Errors
    /// What the database or the store of content says.
    pub async fn abandon_expired_uploads(&self) -> Result<usize> {
        let now = self.now();
        let expired = self
            .store()
            .read(move |tx| Ok::<_, Error>(uploads::list_expired(tx, now, BATCH)?))
            .await?;
        let count = expired.len();
        for row in expired {
            let _slot = self.inner.flights.whole(row.id).await;
            self.abandon(row).await?;
        }
        self.collect_garbage().await?;
        Ok(count)
    }

    async fn abandon(&self, row: UploadRow) -> Result<()> {
        let now = self.now();
        self.store()
            .write(move |tx| {
                spaces::touch(tx, row.space, now)?;
                if uploads::delete(tx, row.id)? {
                    spaces::reserve(tx, row.space, -signed(row.size))?;
                    contents::insert_garbage(tx, row.blob, row.id)?;
                }
                Ok::<_, Error>(())
            })
            .await
    }
}
