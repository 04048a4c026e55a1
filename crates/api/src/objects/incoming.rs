//! The body of an upload on its way to the storage: frames as they arrive, watched but not copied.

use super::errors::Refusal;
use axum::body::{Body, BodyDataStream};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use coffer_model::{Code, Error, Result};
use futures_util::Stream;
use http::HeaderMap;
use md5::Md5;
use sha2::{Digest, Sha256};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// What the client says of its bytes, to be compared with those that arrive.
#[derive(Default)]
pub(super) struct Digests {
    md5: Option<(Md5, [u8; 16])>,
    sha256: Vec<(Sha256, [u8; 32])>,
}

impl Digests {
    /// Reads `Content-MD5`, `x-amz-checksum-sha256` and `x-amz-content-sha256`. Checksums of other
    /// kinds are not looked at; signatures of chunks are refused, because they are between the bytes.
    pub(super) fn announced(headers: &HeaderMap) -> Result<Self> {
        let mut digests = Self::default();
        if let Some(text) = text(headers, "content-md5")? {
            digests.md5 = Some((Md5::new(), from_base64("Content-MD5", text)?));
        }
        if let Some(text) = text(headers, "x-amz-checksum-sha256")? {
            let announced = from_base64("x-amz-checksum-sha256", text)?;
            digests.sha256.push((Sha256::new(), announced));
        }
        match text(headers, "x-amz-content-sha256")? {
            None | Some("UNSIGNED-PAYLOAD") => {}
            Some(text) => {
                let mut announced = [0; 32];
                hex::decode_to_slice(text, &mut announced)
                    .map_err(|_| Error::parameter("x-amz-content-sha256"))?;
                digests.sha256.push((Sha256::new(), announced));
            }
        }
        Ok(digests)
    }

    /// The MD5 that is announced, which the bytes have when the body ended well.
    pub(super) fn md5(&self) -> Option<[u8; 16]> {
        self.md5.as_ref().map(|(_, announced)| *announced)
    }

    fn update(&mut self, bytes: &[u8]) {
        if let Some((md5, _)) = &mut self.md5 {
            md5.update(bytes);
        }
        for (sha256, _) in &mut self.sha256 {
            sha256.update(bytes);
        }
    }

    fn hold(&mut self) -> bool {
        let Self { md5, sha256 } = std::mem::take(self);
        md5.is_none_or(|(md5, announced)| md5.finalize().as_slice() == announced)
            && sha256
                .into_iter()
                .all(|(sha256, announced)| sha256.finalize().as_slice() == announced)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = value.to_str().ok().filter(|_| values.next().is_none());
    text.map(Some).ok_or_else(|| Error::parameter(name))
}

fn from_base64<const N: usize>(name: &'static str, text: &str) -> Result<[u8; N]> {
    let bytes = STANDARD.decode(text.trim()).ok();
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Error::parameter(name))
}

/// Why a body was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Stalled,
    Digest,
}

/// What became of a body, to be asked after the storage has failed on it.
#[derive(Clone, Default)]
pub(super) struct Outcome(Arc<OnceLock<Trouble>>);

impl Outcome {
    /// The failure that the client is told for `error` of the storage.
    pub(super) fn explain(&self, error: Error) -> Error {
        match self.0.get() {
            Some(Trouble::Stalled) => {
                Error::new(Code::UploadIncomplete).with_source(Refusal::Stalled)
            }
            Some(Trouble::Digest) => Error::new(Code::DigestMismatch),
            None => error,
        }
    }
}

/// A body that fails when it pauses for too long or its digests do not hold at its end.
pub(super) struct Incoming {
    body: BodyDataStream,
    digests: Digests,
    idle: Duration,
    timer: Option<Pin<Box<Sleep>>>,
    /// Whether the timer counts: the last time there was nothing to take.
    waiting: bool,
    outcome: Outcome,
}

impl Incoming {
    pub(super) fn new(body: Body, idle: Duration, digests: Digests) -> Self {
        Self {
            body: body.into_data_stream(),
            digests,
            idle,
            timer: None,
            waiting: false,
            outcome: Outcome::default(),
        }
    }

    /// Tells more, once the body has failed, than the storage can know.
    pub(super) fn outcome(&self) -> Outcome {
        self.outcome.clone()
    }

    fn fail(&self, trouble: Trouble) -> io::Error {
        // The first failure ends the body.
        _ = self.outcome.0.set(trouble);
        match trouble {
            Trouble::Stalled => io::Error::new(io::ErrorKind::TimedOut, Refusal::Stalled),
            Trouble::Digest => io::Error::other(Error::new(Code::DigestMismatch)),
        }
    }

    /// Ready when nothing has come for too long. The timer runs only while somebody waits for
    /// bytes: a slow disk is not the client's fault.
    fn poll_stalled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let idle = self.idle;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(idle)));
        if !self.waiting {
            self.waiting = true;
            timer.as_mut().reset(Instant::now() + idle);
        }
        timer.as_mut().poll(cx)
    }
}

impl Stream for Incoming {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_next(cx) else {
            ready!(self.poll_stalled(cx));
            return Poll::Ready(Some(Err(self.fail(Trouble::Stalled))));
        };
        self.waiting = false;
        Poll::Ready(match frame {
            Some(Ok(bytes)) => {
                self.digests.update(&bytes);
                Some(Ok(bytes))
            }
            Some(Err(error)) => Some(Err(io::Error::other(error))),
            None if self.digests.hold() => None,
            None => Some(Err(self.fail(Trouble::Digest))),
        })
    }
}

#[cfg(test)]
mod tests;
