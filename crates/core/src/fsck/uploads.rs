//! Open uploads: what was received is still there.

use super::{Fault, Finding, Run};
use crate::uploads::Plan;
use coffer_blobs::{BlobError, HashStart, Sha256State, StoredPart, UploadContent};
use coffer_model::{Error, Result, UploadId};
use coffer_store::fsck as rows;
use coffer_store::uploads::{self, PartRow, UploadRow};

/// Uploads read in one transaction.
const PAGE: u32 = 100;
/// Received bytes up to this length are always read; of more, only the last one proves the parts.
const SMALL: u64 = 64 * 1024;

impl Run<'_> {
    pub(super) async fn check_uploads(&mut self) -> Result<()> {
        let mut after = UploadId(i64::MIN);
        loop {
            let open = self
                .drive
                .store()
                .read_slow(move |tx| Ok::<_, Error>(rows::list_uploads(tx, after, PAGE)?))
                .await?;
            for row in &open {
                self.check_upload(row).await?;
            }
            match open.last() {
                Some(last) if open.len() == PAGE as usize => after = last.id,
                _ => break,
            }
        }
        self.check_stray_parts().await
    }

    async fn check_upload(&mut self, row: &UploadRow) -> Result<()> {
        let parts = self.parts(row.id).await?;
        if self.has_received(row, &parts).await? {
            return Ok(());
        }
        // It may have ended, or a part may have come again.
        let again = self.parts(row.id).await?;
        let places = |parts: &[PartRow]| -> Vec<Option<String>> {
            parts.iter().map(|part| part.place.clone()).collect()
        };
        if !again.is_empty() && places(&again) == places(&parts) {
            let fault = Fault::PartsLost { upload: row.id };
            self.found(Finding {
                fault,
                repaired: false,
            });
        }
        Ok(())
    }

    async fn parts(&self, upload: UploadId) -> Result<Vec<PartRow>> {
        self.drive
            .store()
            .read(move |tx| Ok::<_, Error>(uploads::list_parts(tx, upload)?))
            .await
    }

    /// Whether the parts from the first to the first that is missing can be read.
    async fn has_received(&self, row: &UploadRow, parts: &[PartRow]) -> Result<bool> {
        let plan = Plan::from_text(&row.parts);
        let (mut stored, mut size, mut chain) = (Vec::new(), 0, Some(Sha256State::new()));
        for (planned, part) in plan.parts().zip(parts) {
            let Some(place) = part.place.clone().filter(|_| part.number == planned.number) else {
                break;
            };
            let start = chain.take().map(|state| state.to_bytes());
            if start.is_some() && start == part.start_sha256 {
                chain = part.end_sha256.as_deref().and_then(Sha256State::from_bytes);
            }
            let (number, offset, length) = (planned.number, planned.offset, planned.length);
            stored.push(StoredPart {
                number,
                offset,
                length,
                place,
            });
            size = offset + length;
        }
        if size == 0 {
            return Ok(true);
        }
        let seal = match &row.seal {
            Some(wrapped) => Some(self.drive.open_seal(row.tenant, wrapped).await?),
            None => None,
        };
        let content = UploadContent {
            upload: row.id,
            blob: row.blob,
            size,
            parts: stored,
            seal,
        };
        let whole = self.options.full || size <= SMALL;
        let from = if whole { 0 } else { size - 1 };
        match self
            .drive
            .blobs()
            .digest(&content, HashStart::beginning(), from)
            .await
        {
            Ok(end) => Ok(!whole || chain.is_none() || end.sha256 == chain),
            Err(BlobError::Missing | BlobError::Truncated { .. } | BlobError::Corrupt) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Parts whose upload is not there: their rows go, and their bytes with them.
    async fn check_stray_parts(&mut self) -> Result<()> {
        let mut after = UploadId(i64::MIN);
        loop {
            let stray = self
                .drive
                .store()
                .read_slow(move |tx| Ok::<_, Error>(rows::list_stray_parts(tx, after, PAGE)?))
                .await?;
            for upload in &stray {
                let (repaired, upload) = (self.options.repair, *upload);
                if repaired {
                    self.drive
                        .store()
                        .write_bulk(move |tx| Ok::<_, Error>(uploads::delete(tx, upload)?))
                        .await?;
                }
                self.found(Finding {
                    fault: Fault::PartsStray { upload },
                    repaired,
                });
            }
            match stray.last() {
                Some(last) if stray.len() == PAGE as usize => after = *last,
                _ => return Ok(()),
            }
        }
    }
}
