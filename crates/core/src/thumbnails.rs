//! Smaller pictures of stored ones, made when asked for and kept in memory for a while.

mod kept;

use crate::Drive;
use crate::files::Content;
use crate::images::{Instructions, Limits, Rendered, process};
use coffer_model::{Code, Error, Result};
use std::time::Duration;

pub(crate) use kept::Kept;
use kept::Key;

/// The longest file that is read for it, in bytes.
const MAX_SOURCE: u64 = 64 << 20;
/// How long a request waits for its turn.
const MAX_WAIT: Duration = Duration::from_secs(10);
/// When those who waited in vain shall come back, in seconds.
const RETRY_AFTER: u32 = 5;

impl Drive {
    /// The picture in `content` after `instructions` (`image/resize,m_lfit,h_128,w_128`).
    ///
    /// Few are made at a time, on threads of their own; what was made, or could not be, is
    /// remembered. A caller that goes away leaves its turn only when the work is done.
    ///
    /// # Errors
    /// `ImageUnsupported` for instructions that there are not and for content that is no picture,
    /// is damaged, longer than 64 MiB or has too many pixels; `Busy` when too many wait;
    /// `ContentDamaged`.
    pub async fn thumbnail(&self, content: &Content, instructions: &str) -> Result<Rendered> {
        let parsed = Instructions::parse(instructions)?;
        if content.size > MAX_SOURCE {
            return Err(unsupported().with_limit(format_args!("{MAX_SOURCE} bytes")));
        }
        let key = Key::new(content.tenant, content.sha256, instructions);
        if let Some(known) = self.inner.thumbnails.find(&key) {
            return known.ok_or_else(unsupported);
        }
        let turn = self.take_turn().await?;
        // Whoever had the turn before may have made the same.
        if let Some(known) = self.inner.thumbnails.find(&key) {
            return known.ok_or_else(unsupported);
        }
        let length = usize::try_from(content.size).map_err(Error::internal)?;
        let source = content.reader.read_at(0, length).await?;
        let limits = Limits {
            max_pixels: self.settings().image_pixels,
            ..Limits::default()
        };
        let work = move || {
            let made = process(&source, &parsed, &limits);
            turn.0.inner.thumbnails.keep(key, &made);
            made
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)?
    }

    async fn take_turn(&self) -> Result<Turn> {
        let permit = tokio::time::timeout(MAX_WAIT, self.inner.images.acquire())
            .await
            .map_err(|_| Error::new(Code::Busy).with_retry_after(RETRY_AFTER))?
            .map_err(Error::internal)?;
        // Given back by `Turn`, which can move to another thread.
        permit.forget();
        Ok(Turn(self.clone()))
    }
}

/// The right to work on one picture.
struct Turn(Drive);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.inner.images.add_permits(1);
    }
}

fn unsupported() -> Error {
    Error::new(Code::ImageUnsupported)
}

#[cfg(test)]
mod tests;
