//! Giving up uploads: those that were not completed in time, and those that cannot be.

use super::complete::own_upload;
use crate::uploads::finish::signed;
use crate::{Ctx, Drive};
use coffer_model::{Code, Error, NodeId, Result};
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

    /// Ends the caller's upload that would become `node`; without one, nothing happens.
    ///
    /// # Errors
    /// What the database or the store of content says.
    pub async fn give_up_upload(&self, ctx: &Ctx, node: NodeId) -> Result<()> {
        let ctx = ctx.clone();
        let found = self
            .store()
            .read(move |tx| match own_upload(tx, &ctx, node) {
                Ok(row) => Ok(Some(row)),
                Err(error) if error.code() == Code::UploadNotFound => Ok(None),
                Err(error) => Err(error),
            })
            .await?;
        if let Some(row) = found {
            let _slot = self.inner.flights.whole(row.id).await;
            self.abandon(row).await?;
        }
        Ok(())
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
