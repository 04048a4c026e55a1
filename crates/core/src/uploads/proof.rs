//! Proofs that a client has content that is here already, so that it need not send it.

use super::begin::BeginUpload;
use crate::identity::attempts::{self, Limited};
use crate::{Ctx, Drive};
use coffer_blobs::HEAD;
use coffer_model::{Error, Result};
use coffer_store::contents::{self, BlobRow};
use coffer_store::identity::{self as store, Counter};

/// Bytes of a proof, where so many are left of the content.
const PROOF: u64 = 8;
/// What somebody may try in vain within a window with proofs that are shorter: a single byte is soon guessed.
const SHORT_LIMIT: u32 = 10;
/// The same for heads that are the whole content: whoever uploads many small files has new ones mostly.
const WHOLE_HEAD_LIMIT: u32 = 100;
/// The window, in seconds.
const WINDOW: i64 = 3_600;

/// Bytes of the content by which the client proves that it has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Where they begin.
    pub offset: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Drive {
    /// The tenant's content that the command names, when the client has proven that it has it.
    pub(super) async fn proven(
        &self,
        ctx: &Ctx,
        command: &BeginUpload,
        sealed: bool,
    ) -> Result<Option<BlobRow>> {
        let (Some(sha256), Some(proof)) = (command.sha256, &command.proof) else {
            return Ok(None);
        };
        let (tenant, size) = (ctx.tenant, command.size);
        let known = self
            .store()
            .read(move |tx| {
                Ok::<_, Error>(contents::find_by_digest(tx, tenant, &sha256, size, sealed)?)
            })
            .await?;
        let Some(blob) = known else { return Ok(None) };
        let expected = size.saturating_sub(proof.offset).min(PROOF);
        if proof.bytes.len() as u64 != expected || proof.offset > size {
            return Ok(None);
        }
        // Nobody learns anything by having what is empty.
        let short = expected < PROOF && size > 0;
        if short && !self.may_try(ctx, short_proofs(ctx), SHORT_LIMIT).await? {
            return Ok(None);
        }
        let proven = self.compare(ctx, &blob, proof).await?;
        if short && proven {
            self.forgive(short_proofs(ctx)).await?;
        }
        Ok(proven.then_some(blob))
    }

    /// Whether it may be told that content with a head is known. The head of a short content is all of it: who
    /// asks for many that are not known guesses, and is told no more.
    pub(super) async fn may_tell_of_head(&self, ctx: &Ctx, size: u64, known: bool) -> Result<bool> {
        if size >= HEAD {
            return Ok(known);
        }
        let heads = Counter::WholeHead(ctx.user().to_string());
        let may = self.may_try(ctx, heads.clone(), WHOLE_HEAD_LIMIT).await?;
        if may && known {
            self.forgive(heads).await?;
        }
        Ok(may && known)
    }

    /// Whether these bytes are where the client says.
    async fn compare(&self, ctx: &Ctx, blob: &BlobRow, proof: &Proof) -> Result<bool> {
        let reference = self
            .blob_ref(ctx.tenant, blob.id, blob.size, blob.seal.as_deref())
            .await?;
        let stored = match self.blobs().open(&reference).await {
            Ok(reader) => reader.read_at(proof.offset, proof.bytes.len()).await,
            Err(error) => Err(error),
        };
        match stored {
            Ok(bytes) => Ok(bytes[..] == proof.bytes[..]),
            Err(error) => {
                // Damaged content is not handed on; the client's own bytes will replace it.
                tracing::error!(blob.id = %blob.id, error = &error as &dyn std::error::Error, "known content cannot be read");
                Ok(false)
            }
        }
    }

    /// Counts a try as wrong before it is looked at, so that tries at the same time cannot pass the limit
    /// together; a right one takes it back.
    async fn may_try(&self, ctx: &Ctx, counter: Counter, limit: u32) -> Result<bool> {
        let limited = [Limited::new(counter, limit)];
        let now = ctx.now;
        let full = self
            .store()
            .write(move |tx| attempts::count(tx, &limited, now, now.plus_seconds(WINDOW)))
            .await?;
        Ok(full.is_none())
    }

    async fn forgive(&self, counter: Counter) -> Result<()> {
        self.store()
            .write(move |tx| Ok::<_, Error>(store::forgive_one_failure(tx, &counter)?))
            .await
    }
}

fn short_proofs(ctx: &Ctx) -> Counter {
    Counter::ShortProof(ctx.user().to_string())
}
