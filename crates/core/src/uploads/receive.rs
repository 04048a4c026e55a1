//! Receiving a part.

use super::plan::Plan;
use crate::Drive;
use coffer_blobs::{
    ByteStream, HashStart, PartReceipt, PartSeal, PartSpec, Sha1State, Sha256State,
};
use coffer_model::{Code, Error, Result, Timestamp, UploadId};
use coffer_store::contents;
use coffer_store::uploads::{self, PartRow, UploadRow};

impl Drive {
    /// Stores a part of an open upload. The later of two requests for the same part wins.
    ///
    /// # Errors
    /// `UploadNotFound`, also when the upload has expired; `BadRequest` for a part or a length that the
    /// plan does not have; `UploadIncomplete` when the bytes end early; `StorageFull`.
    pub async fn receive_part(
        &self,
        upload: UploadId,
        number: u32,
        length: u64,
        body: ByteStream,
        now: Timestamp,
    ) -> Result<()> {
        let slot = self.inner.flights.part(upload, number).await;
        let (row, part, before) = self.load_part(upload, number, now).await?;
        let planned = Plan::from_text(&row.parts)
            .part(number)
            .ok_or_else(|| Error::parameter("partNumber"))?;
        if planned.length != length {
            return Err(Error::parameter("Content-Length").with_limit(planned.length));
        }
        let present = part.as_ref().is_some_and(|part| part.place.is_some());
        let plan = Plan::from_text(&row.parts);
        let single = plan.lengths().len() == 1;
        let start = start(planned.offset, part.as_ref(), before.as_ref());
        let start_sha256 = start.sha256.as_ref().map(Sha256State::to_bytes);
        let spec = PartSpec {
            upload,
            number,
            offset: planned.offset,
            length,
            start,
            whole: single.then_some(row.blob),
            present,
            seal: self.part_seal(&row, &plan).await?,
        };
        let receipt = tokio::select! {
            receipt = self.blobs().write_part(spec, body) => receipt?,
            () = slot.cancelled() => return Err(Code::UploadIncomplete.into()),
        };
        self.store_part(&row, number, start_sha256, receipt).await
    }

    async fn load_part(
        &self,
        upload: UploadId,
        number: u32,
        now: Timestamp,
    ) -> Result<(UploadRow, Option<PartRow>, Option<PartRow>)> {
        self.store()
            .read(move |tx| {
                let row = uploads::find(tx, upload)?
                    .filter(|row| row.expires_at > now)
                    .ok_or(Code::UploadNotFound)?;
                let part = uploads::find_part(tx, upload, number)?;
                let before = if number > 1 {
                    uploads::find_part(tx, upload, number - 1)?
                } else {
                    None
                };
                Ok::<_, Error>((row, part, before))
            })
            .await
    }

    async fn part_seal(&self, row: &UploadRow, plan: &Plan) -> Result<Option<PartSeal>> {
        let Some(wrapped) = &row.seal else {
            return Ok(None);
        };
        let key = self.open_seal(row.tenant, wrapped).await?;
        Ok(Some(PartSeal {
            key,
            part_lengths: plan.lengths().into(),
        }))
    }

    /// Records a part whose bytes are durable. When the upload has ended meanwhile, they are garbage.
    async fn store_part(
        &self,
        row: &UploadRow,
        number: u32,
        start_sha256: Option<Vec<u8>>,
        receipt: PartReceipt,
    ) -> Result<()> {
        let (upload, blob) = (row.id, row.blob);
        let part = PartRow {
            number,
            place: Some(receipt.place),
            announced: None,
            start_sha256,
            end_sha256: receipt.end.sha256.as_ref().map(Sha256State::to_bytes),
            end_sha1: receipt.end.sha1.as_ref().map(Sha1State::to_bytes),
            head_sha256: receipt.head_sha256,
        };
        // Whoever sends parts has not given up.
        let until = self.upload_deadline(self.now());
        let open = self
            .store()
            .write(move |tx| {
                if uploads::prolong(tx, upload, until)? {
                    uploads::store_part(tx, upload, &part)?;
                    return Ok::<_, Error>(true);
                }
                // The sweeper removes the bytes, unless the blob is in use.
                contents::insert_garbage(tx, blob, upload)?;
                Ok(false)
            })
            .await?;
        if open {
            Ok(())
        } else {
            Err(Code::UploadNotFound.into())
        }
    }
}

/// Where hashing of a part can begin: at the beginning of the content, at the state that the client
/// announced, or behind the part before when that was hashed.
fn start(offset: u64, part: Option<&PartRow>, before: Option<&PartRow>) -> HashStart {
    if offset == 0 {
        return HashStart {
            sha256: Some(Sha256State::new()),
            sha1: Some(Sha1State::new()),
        };
    }
    let announced = part
        .and_then(|part| part.announced.as_deref())
        .and_then(Sha256State::from_bytes);
    let before = before.filter(|before| before.place.is_some());
    let followed = before
        .and_then(|before| before.end_sha256.as_deref())
        .and_then(Sha256State::from_bytes);
    // Announced is what the client has; the part before may have been received wrong and come again.
    let agreed = announced.is_none() || announced == followed;
    let sha1 = before
        .filter(|_| agreed)
        .and_then(|before| before.end_sha1.as_deref())
        .and_then(Sha1State::from_bytes);
    HashStart {
        sha256: announced.or(followed),
        sha1,
    }
}
