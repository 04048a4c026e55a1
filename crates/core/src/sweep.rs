//! What has to be done from time to time: garbage, expired uploads, second digests, leases.

use crate::{Drive, jobs};
use coffer_blobs::Sha1State;
use coffer_model::{BlobId, Error, Result, UploadId};
use coffer_store::contents::{self, BlobRow};
use coffer_store::imports;
use coffer_store::jobs as job_rows;
use coffer_store::packs;
use coffer_store::rights;
use futures_util::StreamExt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Pause between two sweeps.
const PAUSE: Duration = Duration::from_secs(60);
/// Things handled in one go.
const BATCH: u32 = 200;

impl Drive {
    /// Sweeps until `stop` is cancelled.
    pub async fn run_sweeper(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.sweep().await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a sweep failed; the next one goes on"
                );
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    /// One sweep.
    ///
    /// # Errors
    /// The first thing that went wrong; what was done before stays done.
    pub async fn sweep(&self) -> Result<()> {
        self.inner.packs.streams.end_idle();
        self.inner.lease.prolong(self.store(), self.now()).await?;
        self.abandon_expired_uploads().await?;
        self.discard_unreferenced().await?;
        self.collect_garbage().await?;
        self.add_second_digests().await?;
        self.sweep_identity().await?;
        self.sweep_messages().await?;
        let now = self.now();
        let until = now.plus_seconds(-jobs::KEEP_SECONDS);
        let tasks_until = now.plus_seconds(-jobs::KEEP_TASKS_SECONDS);
        let turns_until = self.inner.snowflakes.first_at(now.plus_seconds(-3_600));
        self.store()
            .write_bulk(move |tx| {
                imports::delete_old(tx, until)?;
                packs::delete_expired(tx, until, BATCH)?;
                rights::sweep_emergencies(tx, now, BATCH)?;
                job_rows::forget_turns(tx, turns_until)?;
                Ok::<_, Error>(job_rows::delete_finished(tx, until, tasks_until)?)
            })
            .await?;
        Ok(())
    }

    /// Forgets blobs whose grace is over.
    async fn discard_unreferenced(&self) -> Result<()> {
        let grace = i64::try_from(self.settings().grace.as_secs()).unwrap_or(i64::MAX);
        let until = self.now().plus_seconds(-grace);
        loop {
            let gone = self
                .store()
                .write_bulk(move |tx| {
                    let ids = contents::list_unreferenced(tx, until, BATCH)?;
                    for id in &ids {
                        contents::discard_unreferenced(tx, *id, until)?;
                    }
                    Ok::<_, Error>(ids.len())
                })
                .await?;
            if gone < BATCH as usize {
                return Ok(());
            }
        }
    }

    /// Removes bytes that nothing names: first the bytes, then the note, so that a kill between the two
    /// only repeats the removal.
    pub(crate) async fn collect_garbage(&self) -> Result<()> {
        let now = self.now();
        loop {
            let batch: Vec<(BlobId, UploadId, bool)> = self
                .store()
                .read(move |tx| {
                    let mut batch = Vec::new();
                    for (blob, upload) in contents::list_garbage(tx, now, BATCH)? {
                        batch.push((blob, upload, contents::find_blob(tx, blob)?.is_some()));
                    }
                    Ok::<_, Error>(batch)
                })
                .await?;
            for (blob, upload, in_use) in &batch {
                match (in_use, upload.0) {
                    (true, 0) => {}
                    (true, _) => self.blobs().forget_staging(*upload).await?,
                    (false, 0) => self.blobs().remove(*blob).await?,
                    (false, _) => self.blobs().abandon(*upload, *blob).await?,
                }
            }
            let more = batch.len() == BATCH as usize;
            if batch.is_empty() {
                return Ok(());
            }
            self.store()
                .write(move |tx| {
                    for (blob, _, _) in &batch {
                        contents::delete_garbage(tx, *blob)?;
                    }
                    Ok::<_, Error>(())
                })
                .await?;
            if !more {
                return Ok(());
            }
        }
    }

    /// Computes SHA-1 of content that came in parallel parts, whose second digest could not be had in
    /// passing.
    async fn add_second_digests(&self) -> Result<()> {
        let mut after = BlobId(0);
        loop {
            let rows = self
                .store()
                .read(move |tx| Ok::<_, Error>(contents::list_without_sha1(tx, after, BATCH)?))
                .await?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = last.id;
            for row in rows {
                self.add_second_digest(&row).await?;
            }
        }
    }

    /// Content that cannot be read stays without: the next sweep says so again.
    async fn add_second_digest(&self, row: &BlobRow) -> Result<()> {
        match self.sha1_of(row).await {
            Ok(sha1) => {
                let id = row.id;
                self.store()
                    .write(move |tx| Ok::<_, Error>(contents::set_sha1(tx, id, &sha1)?))
                    .await
            }
            Err(error) => {
                tracing::error!(blob.id = %row.id, error = &error as &dyn std::error::Error, "content cannot be read");
                Ok(())
            }
        }
    }

    async fn sha1_of(&self, row: &BlobRow) -> Result<[u8; 20]> {
        let reference = self
            .blob_ref(row.tenant, row.id, row.size, row.seal.as_deref())
            .await?;
        let reader = self.blobs().open(&reference).await?;
        let mut stream = reader.stream(0..row.size);
        let mut state = Sha1State::new();
        while let Some(chunk) = stream.next().await {
            state.update(&chunk.map_err(Error::internal)?);
        }
        Ok(state.finish())
    }
}
