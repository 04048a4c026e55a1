//! Blobs: the bytes of each are there, as many as there should be, and the right ones.

use super::{Fault, Finding, Run};
use coffer_blobs::{BlobError, BlobReader, HashStart, Sha1State, Sha256State};
use coffer_model::{BlobId, Code, Error, Result};
use coffer_store::contents;
use coffer_store::fsck::{self as rows, BlobFacts};
use futures_util::StreamExt;

/// Rows read in one transaction.
const PAGE: u32 = 500;
/// Content up to this length is always read.
const SMALL: u64 = 64 * 1024;
/// One in so many of the longer ones is read.
const SAMPLE: u64 = 16;
/// Bytes at the beginning that have a digest of their own.
const HEAD: u64 = 1024;

impl Run<'_> {
    /// Goes through stored bytes and rows side by side, both in the order of ids.
    pub(super) async fn check_blobs(&mut self) -> Result<()> {
        let mut after = None;
        loop {
            let (stored, last) = self.stored_blobs(after).await?;
            let from = after.map_or(BlobId(i64::MIN), |(blob, _)| blob);
            after = stored.last().copied();
            let until = match after {
                Some((blob, _)) if !last => blob,
                _ => BlobId(i64::MAX),
            };
            self.check_window(stored, from, until).await?;
            if last {
                return Ok(());
            }
        }
    }

    async fn check_window(
        &mut self,
        stored: Vec<(BlobId, u64)>,
        mut from: BlobId,
        until: BlobId,
    ) -> Result<()> {
        let mut stored = stored.into_iter().peekable();
        loop {
            let blobs = self
                .drive
                .store()
                .read_slow(move |tx| Ok::<_, Error>(rows::list_blobs(tx, from, until, PAGE)?))
                .await?;
            for blob in &blobs {
                while let Some((orphan, bytes)) = stored.next_if(|(id, _)| *id < blob.id) {
                    self.judge_orphan(orphan, bytes).await?;
                }
                let length = stored
                    .next_if(|(id, _)| *id == blob.id)
                    .map(|(_, length)| length);
                self.check_blob(blob, length).await?;
            }
            match blobs.last() {
                Some(last) if blobs.len() == PAGE as usize => from = last.id,
                _ => break,
            }
        }
        for (orphan, bytes) in stored {
            self.judge_orphan(orphan, bytes).await?;
        }
        Ok(())
    }

    async fn check_blob(&mut self, blob: &BlobFacts, listed: Option<u64>) -> Result<()> {
        self.summary.blobs += 1;
        let read = self.options.full || blob.size <= SMALL || is_sampled(blob.id);
        // The listing proves the length of what is not encrypted.
        if !read && blob.seal.is_none() && listed == Some(blob.size) {
            return Ok(());
        }
        let faults = self.faults_of(blob, read).await?;
        if faults.is_empty() {
            return Ok(());
        }
        // It may have been removed for good while we looked.
        let id = blob.id;
        let there = self
            .drive
            .store()
            .read(move |tx| Ok::<_, Error>(contents::find_blob(tx, id)?))
            .await?
            .is_some();
        if there {
            for fault in faults {
                self.found(Finding {
                    fault,
                    repaired: false,
                });
            }
        }
        Ok(())
    }

    async fn faults_of(&mut self, blob: &BlobFacts, read: bool) -> Result<Vec<Fault>> {
        let id = blob.id;
        let reference = self
            .drive
            .blob_ref(blob.tenant, id, blob.size, blob.seal.as_deref())
            .await;
        let reference = match reference {
            Ok(reference) => reference,
            Err(error) if error.code() == Code::ContentDamaged => {
                return Ok(vec![Fault::BlobSeal { blob: id }]);
            }
            Err(error) => return Err(error),
        };
        let reader = match self.drive.blobs().open(&reference).await {
            Ok(reader) => reader,
            Err(error) => return Ok(vec![fault_of(id, &error)]),
        };
        if !read {
            return Ok(Vec::new());
        }
        self.summary.blobs_read += 1;
        self.summary.bytes_read += blob.size;
        match digests(&*reader, blob.sha1.is_some()).await {
            Ok((states, head)) => Ok(compare(blob, states, head)),
            Err(error) => {
                let inner = error
                    .get_ref()
                    .and_then(|inner| inner.downcast_ref::<BlobError>());
                Ok(vec![match inner {
                    Some(inner) => fault_of(id, inner),
                    None => Fault::BlobUnreadable {
                        blob: id,
                        reason: error.to_string(),
                    },
                }])
            }
        }
    }
}

/// Reads a whole content: its digests and that of its first KiB.
async fn digests(
    reader: &dyn BlobReader,
    with_sha1: bool,
) -> Result<(HashStart, [u8; 32]), std::io::Error> {
    let mut states = HashStart {
        sha256: Some(Sha256State::new()),
        sha1: with_sha1.then(Sha1State::new),
    };
    let mut head = Sha256State::new();
    let mut stream = reader.stream(0..reader.size());
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        let missing = usize::try_from(HEAD - head.length()).unwrap_or(0);
        head.update(&chunk[..chunk.len().min(missing)]);
        states.update(&chunk);
    }
    Ok((states, head.finish()))
}

fn compare(blob: &BlobFacts, states: HashStart, head: [u8; 32]) -> Vec<Fault> {
    let id = blob.id;
    if states.sha256.map(Sha256State::finish) != Some(blob.sha256) {
        // The other digests are those of other bytes then.
        return vec![Fault::BlobDigest { blob: id }];
    }
    let mut faults = Vec::new();
    if states.sha1.map(Sha1State::finish) != blob.sha1 {
        faults.push(Fault::BlobSecondDigest { blob: id });
    }
    if head != blob.head_sha256 {
        faults.push(Fault::BlobHead { blob: id });
    }
    faults
}

fn fault_of(blob: BlobId, error: &BlobError) -> Fault {
    match error {
        BlobError::Missing => Fault::BlobMissing { blob },
        BlobError::Truncated { expected, found } => Fault::BlobLength {
            blob,
            expected: *expected,
            found: *found,
        },
        BlobError::Corrupt => Fault::BlobSeal { blob },
        BlobError::Full
        | BlobError::LengthMismatch { .. }
        | BlobError::Body(_)
        | BlobError::Io(_) => Fault::BlobUnreadable {
            blob,
            reason: error_chain(error),
        },
    }
}

/// A failure with what caused it, in one line.
fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Ids grow with time; mixed, their top bits are as good as dice, and the same in every run.
fn is_sampled(blob: BlobId) -> bool {
    let mixed = blob.0.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32).is_multiple_of(SAMPLE)
}
