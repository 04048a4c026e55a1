//! Storing one content that came out of an archive.

use crate::Drive;
use crate::seals::stored_seal;
use coffer_blobs::{
    BlobError, ByteStream, HashStart, PartSeal, PartSpec, SealKey, Sha1State, Sha256State,
    StoredPart, UploadContent,
};
use coffer_model::{BlobId, Code, Result, TenantId, UploadId};
use coffer_store::contents::NewBlob;

/// Where contents go: the tenant, and whether they are encrypted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shelf {
    pub(super) tenant: TenantId,
    pub(super) sealed: bool,
}

/// A stored content.
#[derive(Debug, Clone)]
pub(super) struct StoredContent {
    pub(super) blob: NewBlob,
    /// A blob of the same content whose bytes are lost.
    pub(super) damaged: Option<BlobId>,
}

/// A data key, and what the blob's row keeps of it.
struct Seal {
    key: SealKey,
    stored: Vec<u8>,
}

impl Drive {
    /// Stores the content of a row; `None` when it is not what it was said to be.
    pub(super) async fn store_row(
        &self,
        shelf: Shelf,
        id: BlobId,
        number: usize,
        size: u64,
        body: ByteStream,
    ) -> Result<(usize, Option<StoredContent>)> {
        let seal = self.seal_of(shelf, size).await?;
        let Some(blob) = self.store_sealed(shelf, id, size, body, seal).await? else {
            return Ok((number, None));
        };
        let damaged = self.find_damaged(&blob).await?;
        Ok((number, Some(StoredContent { blob, damaged })))
    }

    /// Stores the content of no bytes.
    pub(super) async fn store_empty(&self, shelf: Shelf, id: BlobId) -> Result<StoredContent> {
        let seal = self.seal_of(shelf, 0).await?;
        self.blobs().write_empty(id).await?;
        let sha256 = Sha256State::new().finish();
        let blob = NewBlob {
            id,
            tenant: shelf.tenant,
            size: 0,
            sha256,
            sha1: Some(Sha1State::new().finish()),
            head_sha256: sha256,
            seal: seal.map(|seal| seal.stored),
        };
        Ok(StoredContent {
            blob,
            damaged: None,
        })
    }

    async fn seal_of(&self, shelf: Shelf, size: u64) -> Result<Option<Seal>> {
        if !shelf.sealed {
            return Ok(None);
        }
        let wrapped = self.fresh_seal(shelf.tenant).await?.wrapped;
        let key = self.open_seal(shelf.tenant, &wrapped).await?;
        let stored = stored_seal(&wrapped, &[size]);
        Ok(Some(Seal { key, stored }))
    }

    async fn store_sealed(
        &self,
        shelf: Shelf,
        id: BlobId,
        size: u64,
        body: ByteStream,
        seal: Option<Seal>,
    ) -> Result<Option<NewBlob>> {
        // Nobody has this upload; its number is the blob's.
        let upload = UploadId(id.0);
        let (key, stored) = seal.map(|seal| (seal.key, seal.stored)).unzip();
        let part_seal = |key| PartSeal {
            key,
            part_lengths: [size].into(),
        };
        let start = HashStart {
            sha256: Some(Sha256State::new()),
            sha1: Some(Sha1State::new()),
        };
        let spec = PartSpec {
            upload,
            number: 1,
            offset: 0,
            length: size,
            start,
            whole: Some(id),
            present: false,
            seal: key.clone().map(part_seal),
        };
        let receipt = match self.blobs().write_part(spec, body).await {
            Ok(receipt) => receipt,
            Err(BlobError::Body(_) | BlobError::LengthMismatch { .. }) => return Ok(None),
            Err(failure) => return Err(failure.into()),
        };
        let part = StoredPart {
            number: 1,
            offset: 0,
            length: size,
            place: receipt.place,
        };
        let content = UploadContent {
            upload,
            blob: id,
            size,
            parts: vec![part],
            seal: key,
        };
        self.blobs().publish(&content).await?;
        Ok(Some(NewBlob {
            id,
            tenant: shelf.tenant,
            size,
            sha256: receipt.end.sha256.ok_or(Code::Internal)?.finish(),
            sha1: receipt.end.sha1.map(Sha1State::finish),
            head_sha256: receipt.head_sha256.ok_or(Code::Internal)?,
            seal: stored,
        }))
    }
}
