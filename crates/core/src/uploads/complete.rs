//! Completing an upload: proving the content and making the file visible.

use super::begin::{announce, clash_of_number, new_blob};
use super::finish::{self, FinishFile};
use super::plan::{AnnouncedPart, Plan, PlannedPart};
use crate::access::{self, Expect, Located, NodeRef, SpaceHandle};
use crate::files::{Clash, Placed, place};
use crate::seals::stored_seal;
use crate::{Ctx, Drive};
use coffer_blobs::{BlobError, HashStart, Sha1State, Sha256State, StoredPart, UploadContent};
use coffer_model::rights::Right;
use coffer_model::{BlobId, Code, Error, Name, NodeId, Result, Timestamp, UploadId, VersionId};
use coffer_store::contents::{self, BlobRow, NewBlob};
use coffer_store::nodes::StoredName;
use coffer_store::uploads::{self, PartRow, UploadRow};
use coffer_store::{ReadTx, Tx};
use futures_util::StreamExt;

/// The digests of a whole content.
struct Proven {
    sha256: [u8; 32],
    sha1: Option<[u8; 20]>,
    head_sha256: [u8; 32],
}

impl Drive {
    /// The parts of the caller's open upload that becomes `node`, with those that have arrived marked;
    /// hash states that the client announces meanwhile are noted.
    ///
    /// # Errors
    /// `UploadNotFound`; `BadRequest` for parts that the plan does not have.
    pub async fn upload_parts(
        &self,
        ctx: &Ctx,
        node: NodeId,
        announced: Vec<AnnouncedPart>,
    ) -> Result<(UploadId, Vec<PlannedPart>)> {
        let ctx = ctx.clone();
        self.store()
            .write(move |tx| {
                let row = own_upload(tx, &ctx, node)?;
                let plan = Plan::from_text(&row.parts);
                for part in &announced {
                    announce(tx, row.id, &plan, part)?;
                }
                let received: Vec<u32> = uploads::list_parts(tx, row.id)?
                    .into_iter()
                    .filter(|part| part.place.is_some())
                    .map(|part| part.number)
                    .collect();
                let parts = plan
                    .parts()
                    .map(|part| PlannedPart {
                        received: received.binary_search(&part.number).is_ok(),
                        ..part
                    })
                    .collect();
                Ok::<_, Error>((row.id, parts))
            })
            .await
    }

    /// Completes the caller's upload that becomes `node`. Repeating it after success succeeds.
    ///
    /// # Errors
    /// `UploadNotFound`; `UploadIncomplete` when parts are missing; `DigestMismatch`, after which the
    /// upload stays open; `NameTaken`; `TargetInvalid` or `UploadTargetRecycled` when the folder went;
    /// and what loading the space fails with.
    pub async fn complete_upload(
        &self,
        ctx: &Ctx,
        node: NodeId,
        sha256: Option<[u8; 32]>,
    ) -> Result<()> {
        let Some((row, _)) = self.load_upload(ctx, node).await? else {
            return Ok(());
        };
        let _slot = self.inner.flights.whole(row.id).await;
        // Read again: nothing changes the parts from here on, and another request to complete may
        // have been before this one.
        let Some((row, parts)) = self.load_upload(ctx, node).await? else {
            return Ok(());
        };
        let plan = Plan::from_text(&row.parts);
        let content = self.content(&row, &plan, &parts).await?;
        let proven = self.prove(&row, &plan, &parts, &content).await?;
        if [row.sha256, sha256]
            .into_iter()
            .flatten()
            .any(|expected| expected != proven.sha256)
        {
            return Err(Code::DigestMismatch.into());
        }
        if row.size == 0 {
            self.blobs().write_empty(row.blob).await?;
        } else {
            self.blobs().publish(&content).await?;
        }
        self.commit(ctx, row, &plan, proven).await?;
        self.note_edit(ctx, node);
        Ok(())
    }

    /// The open upload, or `None` when it is complete already.
    async fn load_upload(
        &self,
        ctx: &Ctx,
        node: NodeId,
    ) -> Result<Option<(UploadRow, Vec<PartRow>)>> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| match own_upload(tx, &ctx, node) {
                Ok(row) => {
                    let parts = uploads::list_parts(tx, row.id)?;
                    Ok(Some((row, parts)))
                }
                Err(error)
                    if error.code() == Code::UploadNotFound && is_complete(tx, &ctx, node)? =>
                {
                    Ok(None)
                }
                Err(error) => Err(error),
            })
            .await
    }

    async fn content(
        &self,
        row: &UploadRow,
        plan: &Plan,
        parts: &[PartRow],
    ) -> Result<UploadContent> {
        let mut stored = Vec::with_capacity(plan.lengths().len());
        for planned in plan.parts() {
            let place = parts
                .iter()
                .find(|part| part.number == planned.number)
                .and_then(|part| part.place.clone());
            match place {
                Some(place) => stored.push(StoredPart {
                    number: planned.number,
                    offset: planned.offset,
                    length: planned.length,
                    place,
                }),
                None if row.size == 0 => {}
                None => return Err(Error::new(Code::UploadIncomplete).with_limit(planned.number)),
            }
        }
        let seal = match &row.seal {
            Some(wrapped) => Some(self.open_seal(row.tenant, wrapped).await?),
            None => None,
        };
        Ok(UploadContent {
            upload: row.id,
            blob: row.blob,
            size: row.size,
            parts: stored,
            seal,
        })
    }

    /// The digests: from the chain of the parts as far as it goes, the rest by reading.
    async fn prove(
        &self,
        row: &UploadRow,
        plan: &Plan,
        parts: &[PartRow],
        content: &UploadContent,
    ) -> Result<Proven> {
        if row.size == 0 {
            let head_sha256 = Sha256State::new().finish();
            return Ok(Proven {
                sha256: head_sha256,
                sha1: Some(Sha1State::new().finish()),
                head_sha256,
            });
        }
        let mut sha256 = Sha256State::new();
        let mut sha1 = Some(Sha1State::new());
        let mut proven = 0;
        for (planned, part) in plan.parts().zip(parts) {
            let start = sha256.to_bytes();
            let Some(end) = part.end_sha256.as_deref().and_then(Sha256State::from_bytes) else {
                break;
            };
            if part.start_sha256.as_deref() != Some(start.as_slice()) {
                if part.announced.is_some() && part.announced == part.start_sha256 {
                    return Err(Code::DigestMismatch.into());
                }
                break;
            }
            sha256 = end;
            sha1 = part
                .end_sha1
                .as_deref()
                .and_then(Sha1State::from_bytes)
                .filter(|state| state.length() == sha256.length());
            proven = planned.offset + planned.length;
        }
        if proven < row.size {
            let from = HashStart {
                sha256: Some(sha256),
                sha1: sha1.take(),
            };
            let end = self.blobs().digest(content, from, proven).await?;
            sha256 = end.sha256.ok_or(Code::Internal)?;
            sha1 = end.sha1;
        }
        let head_sha256 = parts
            .first()
            .and_then(|part| part.head_sha256)
            .ok_or(Code::UploadIncomplete)?;
        Ok(Proven {
            sha256: sha256.finish(),
            sha1: sha1.map(Sha1State::finish),
            head_sha256,
        })
    }

    /// Makes the file. Content that the tenant has already is referred to, and the bytes just stored
    /// are removed.
    async fn commit(&self, ctx: &Ctx, row: UploadRow, plan: &Plan, proven: Proven) -> Result<()> {
        let seal = row
            .seal
            .as_deref()
            .map(|wrapped| stored_seal(wrapped, plan.lengths()));
        let blob = new_blob(&row, proven.sha256, proven.sha1, proven.head_sha256, seal);
        let ending = Ending {
            version: VersionId(self.next_id()),
            staged: plan.lengths().len() > 1,
            damaged: self.find_damaged(&blob).await?,
            blob,
        };
        let (upload, blob, staged) = (row.id, ending.blob.id, ending.staged);
        let ctx = ctx.clone();
        let duplicate = self
            .store()
            .write(move |tx| commit(tx, &ctx, &row, &ending))
            .await?;
        let removed = match (duplicate, staged) {
            (true, _) => self.blobs().abandon(upload, blob).await,
            (false, true) => self.blobs().forget_staging(upload).await,
            (false, false) => Ok(()),
        };
        if let Err(error) = removed {
            // The file is made all the same, and the sweeper knows of the bytes.
            tracing::warn!(upload.id = %upload, error = &error as &dyn std::error::Error, "staged bytes stay for now");
        }
        Ok(())
    }

    /// The tenant's blob of the same content, when its bytes are not what they were: those that were
    /// just stored and proven take their place. The old bytes are read for that, because from here
    /// on they would be the only ones.
    pub(crate) async fn find_damaged(&self, new: &NewBlob) -> Result<Option<BlobId>> {
        let (tenant, sha256, size, sealed) = (new.tenant, new.sha256, new.size, new.seal.is_some());
        let known = self
            .store()
            .read(move |tx| {
                Ok::<_, Error>(contents::find_by_digest(tx, tenant, &sha256, size, sealed)?)
            })
            .await?;
        let Some(known) = known else { return Ok(None) };
        match self.sha256_of(&known).await {
            Ok(digest) if digest == sha256 => Ok(None),
            Ok(_) => Ok(Some(known.id)),
            Err(error) if error.code() == Code::ContentDamaged => Ok(Some(known.id)),
            // A passing fault of the store says nothing about the bytes.
            Err(error) => Err(error),
        }
    }

    async fn sha256_of(&self, known: &BlobRow) -> Result<[u8; 32]> {
        let reference = self
            .blob_ref(known.tenant, known.id, known.size, known.seal.as_deref())
            .await?;
        let reader = self.blobs().open(&reference).await?;
        let mut stream = reader.stream(0..known.size);
        let mut state = Sha256State::new();
        while let Some(chunk) = stream.next().await {
            state.update(&chunk.map_err(read_failure)?);
        }
        Ok(state.finish())
    }
}

/// A stream tells a failure of the store inside an error of I/O.
fn read_failure(error: std::io::Error) -> Error {
    match error.downcast::<BlobError>() {
        Ok(failure) => failure.into(),
        Err(error) => Error::internal(error),
    }
}

/// What the transaction of completing needs beside the upload.
struct Ending {
    version: VersionId,
    blob: NewBlob,
    /// There were several parts: what is left of them has to be removed.
    staged: bool,
    /// A blob of the same content whose bytes are lost.
    damaged: Option<BlobId>,
}

pub(super) fn own_upload(tx: &mut ReadTx<'_>, ctx: &Ctx, node: NodeId) -> Result<UploadRow> {
    uploads::find_of_node(tx, ctx.tenant, node)?
        .filter(|row| row.member == ctx.user() && row.expires_at > ctx.now)
        .ok_or_else(|| Code::UploadNotFound.into())
}

/// Whether `node` is a file that the caller made: then its upload was completed before.
fn is_complete(tx: &mut ReadTx<'_>, ctx: &Ctx, node: NodeId) -> Result<bool> {
    let entry = coffer_store::listing::find(tx, ctx.tenant, node)?;
    Ok(entry.is_some_and(|entry| !entry.view.is_folder() && entry.view.creator.id == ctx.user()))
}

/// The transaction of completing; answers whether the content was known already.
fn commit(tx: &mut Tx<'_>, ctx: &Ctx, row: &UploadRow, ending: &Ending) -> Result<bool> {
    let blob = &ending.blob;
    let space = access::load_space(tx, ctx, row.space, Expect::Any)?;
    let touched = access::lock_space(tx, &space, ctx.now)?;
    if !uploads::delete(tx, row.id)? {
        return Err(Code::UploadNotFound.into());
    }
    let parent = parent(tx, &space, row)?;
    let name = free_name(tx, ctx.now, &parent, row)?;
    let stored = match ending.damaged {
        Some(damaged) if contents::replace(tx, damaged, blob)? => blob.id,
        _ => contents::insert_or_reference(tx, blob)?,
    };
    let duplicate = stored != blob.id;
    if duplicate || ending.staged {
        contents::insert_garbage(tx, blob.id, row.id)?;
    }
    let file = FinishFile {
        node: row.node,
        version: ending.version,
        blob: stored,
        name,
        file_type: row.file_type,
        media_type: row.media_type.clone(),
        description: row.description.clone(),
        size: row.size,
        reserved: row.size,
        created_at: row.client_created_at.unwrap_or(ctx.now),
    };
    finish::write(tx, ctx, &space, touched.stamp, &parent, &file)?;
    Ok(duplicate)
}

fn parent(tx: &mut ReadTx<'_>, space: &SpaceHandle, row: &UploadRow) -> Result<Located> {
    access::locate_target(tx, space, NodeRef::Id(row.parent), Right::Upload).map_err(|error| {
        match error.code() {
            Code::TargetRecycled => Error::new(Code::UploadTargetRecycled),
            _ => error,
        }
    })
}

fn free_name(
    tx: &mut ReadTx<'_>,
    now: Timestamp,
    parent: &Located,
    row: &UploadRow,
) -> Result<StoredName> {
    let wanted = StoredName::from(Name::stored(row.name.clone()));
    let clash = Clash::by(clash_of_number(row.on_clash), parent.rights, now);
    match place(tx, parent.node.id, &wanted, clash)? {
        Placed::Free(name) => Ok(name),
        Placed::Same(_) => Err(Code::NameTaken.into()),
    }
}
