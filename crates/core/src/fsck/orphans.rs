//! Stored bytes that nothing names, and the windows in which stored bytes are listed.

use super::{Fault, Finding, Run};
use coffer_blobs::{BlobError, BlobRef};
use coffer_model::{BlobId, Error, Result, UploadId};
use coffer_store::contents;
use coffer_store::fsck as rows;
use std::collections::BinaryHeap;

/// Ids that are held at a time: 16 MiB of them.
const WINDOW: usize = 1 << 20;

/// The ids of a listing that comes in no order, a window of the smallest behind some id at a time:
/// the listing is read once for each window, so that memory does not grow with it.
struct Window<T> {
    after: Option<T>,
    smallest: BinaryHeap<T>,
}

impl<T: Ord + Copy> Window<T> {
    fn behind(after: Option<T>) -> Self {
        Self {
            after,
            smallest: BinaryHeap::new(),
        }
    }

    fn offer(&mut self, item: T) {
        if self.after.is_some_and(|after| item <= after) {
            return;
        }
        if self.smallest.len() < WINDOW {
            self.smallest.push(item);
        } else if let Some(mut largest) = self.smallest.peek_mut()
            && item < *largest
        {
            *largest = item;
        }
    }

    /// The window in order, and whether nothing is behind it.
    fn finish(self) -> (Vec<T>, bool) {
        let last = self.smallest.len() < WINDOW;
        (self.smallest.into_sorted_vec(), last)
    }
}

impl Run<'_> {
    /// The next stored blobs behind `after` with their stored lengths, and whether these are the last.
    pub(super) async fn stored_blobs(
        &self,
        after: Option<(BlobId, u64)>,
    ) -> Result<(Vec<(BlobId, u64)>, bool)> {
        let mut window = Window::behind(after);
        let blobs = self.drive.blobs();
        blobs
            .list_blobs(&mut |blob, length| window.offer((blob, length)))
            .await?;
        Ok(window.finish())
    }

    /// Bytes that have no blob: unless somebody names them after all, or removed them meanwhile.
    pub(super) async fn judge_orphan(&mut self, blob: BlobId, bytes: u64) -> Result<()> {
        let is_named =
            move |tx: &mut coffer_store::ReadTx<'_>| Ok::<_, Error>(rows::is_blob_named(tx, blob)?);
        if self.drive.store().read(is_named).await? {
            return Ok(());
        }
        let reference = BlobRef {
            id: blob,
            size: bytes,
            sealed: None,
        };
        if matches!(
            self.drive.blobs().open(&reference).await,
            Err(BlobError::Missing)
        ) {
            return Ok(());
        }
        // What came between the two looks is named by now.
        if self.drive.store().read(is_named).await? {
            return Ok(());
        }
        let repaired = self.options.repair;
        if repaired {
            self.note_garbage(blob, UploadId(0)).await?;
        }
        self.found(Finding {
            fault: Fault::BlobOrphan { blob, bytes },
            repaired,
        });
        Ok(())
    }

    /// Staged bytes without an upload.
    pub(super) async fn check_staging(&mut self) -> Result<()> {
        let mut after = None;
        loop {
            let (staged, last) = self.staged_uploads(after).await?;
            let mut suspects = Vec::new();
            for upload in &staged {
                if !self.is_upload_named(*upload).await? {
                    suspects.push(*upload);
                }
            }
            if !suspects.is_empty() {
                // An upload that was completed in between has removed what it staged.
                let (staged, _) = self.staged_uploads(after).await?;
                suspects.retain(|suspect| staged.binary_search(suspect).is_ok());
            }
            for upload in suspects {
                self.judge_staging(upload).await?;
            }
            if last {
                return Ok(());
            }
            after = staged.last().copied();
        }
    }

    async fn judge_staging(&mut self, upload: UploadId) -> Result<()> {
        if self.is_upload_named(upload).await? {
            return Ok(());
        }
        let repaired = self.options.repair;
        if repaired {
            // Whose blob it was to become is not known: an id that nothing has stands for it.
            self.note_garbage(BlobId(self.drive.next_id()), upload)
                .await?;
        }
        self.found(Finding {
            fault: Fault::StagingOrphan { upload },
            repaired,
        });
        Ok(())
    }

    async fn staged_uploads(&self, after: Option<UploadId>) -> Result<(Vec<UploadId>, bool)> {
        let mut window = Window::behind(after);
        self.drive
            .blobs()
            .list_uploads(&mut |upload| window.offer(upload))
            .await?;
        Ok(window.finish())
    }

    async fn is_upload_named(&self, upload: UploadId) -> Result<bool> {
        self.drive
            .store()
            .read(move |tx| Ok::<_, Error>(rows::is_upload_named(tx, upload)?))
            .await
    }

    /// Leaves bytes to the sweeper.
    pub(super) async fn note_garbage(&self, blob: BlobId, upload: UploadId) -> Result<()> {
        self.drive
            .store()
            .write_bulk(move |tx| Ok::<_, Error>(contents::insert_garbage(tx, blob, upload)?))
            .await
    }
}
