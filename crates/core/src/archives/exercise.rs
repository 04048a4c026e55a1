//! For the fuzzer, which has no drive.

use super::plan::{self, ArchiveLimits, Asked};
use super::source::Source;
use super::{extract, list};
use bytes::Bytes;
use coffer_blobs::{BlobError, BlobReader, ByteStream};
use coffer_model::Timestamp;
use futures_util::{StreamExt, stream};
use std::ops::Range;
use std::sync::Arc;

const LIMITS: ArchiveLimits = ArchiveLimits {
    entries: 10_000,
    bytes: 64 << 20,
    ratio: 100,
    floor: 1 << 20,
};

/// Lists what is in `content` and takes everything out, throwing it away: whatever the bytes are, this
/// ends, and soon.
pub fn exercise(content: Bytes, password: Option<String>) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
        return;
    };
    let _within = runtime.enter();
    let content = Arc::new(Whole(content));
    let source = Source::new(content, runtime.handle().clone(), Arc::default());
    let Ok(directory) = list::directory(source.clone(), password.clone(), LIMITS) else {
        return;
    };
    let asked = Asked {
        paths: &[],
        limits: LIMITS,
        archive: source.size(),
        now: Timestamp(0),
    };
    let mut rows = list::plan_of(&directory, &asked);
    plan::settle(&mut rows, None, 0);
    extract::exercise(source, password, LIMITS, &rows);
}

/// A content in memory.
struct Whole(Bytes);

impl Whole {
    fn part(&self, offset: u64, length: u64) -> Bytes {
        let size = self.0.len();
        let place = |at: u64| usize::try_from(at).map_or(size, |at| at.min(size));
        self.0
            .slice(place(offset)..place(offset.saturating_add(length)))
    }
}

#[async_trait::async_trait]
impl BlobReader for Whole {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn stream(&self, range: Range<u64>) -> ByteStream {
        let length = range.end.saturating_sub(range.start);
        stream::iter([Ok(self.part(range.start, length))]).boxed()
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, BlobError> {
        Ok(self.part(offset, length as u64))
    }
}
