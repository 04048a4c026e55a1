//! `multipart/form-data` (RFC 7578) as it arrives: fields one after the other, contents as streams. No
//! more than a piece of a content is held.

mod head;

use crate::kit::form_data::head::FieldHead;
use axum::body::{Body, BodyDataStream, HttpBody};
use bytes::{Buf, Bytes, BytesMut};
use coffer_model::{Code, Error, Result};
use futures_util::{Stream, StreamExt, stream};
use http::{HeaderMap, header};
use std::io;

pub use head::boundary;

/// The most bytes of a content that are read ahead.
const AHEAD: usize = 64 << 10;
/// The longest head of a field, with the empty line behind it, in bytes.
const MAX_HEAD: usize = 8 << 10;
/// The most bytes before the first field, and of a field that nobody reads.
const MAX_SKIPPED: u64 = 64 << 10;
/// What ends a body behind the last field's delimiter, as nearly every client writes it.
const CLOSING: &str = "--\r\n";

/// A field whose content has not been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The name of the file, where the field is one.
    pub file_name: Option<String>,
    /// The length that the field's own head announces, in bytes.
    pub length: Option<u64>,
}

/// A form on its way in.
pub struct FormData {
    body: BodyDataStream,
    /// What has come and was not handed on.
    buffer: BytesMut,
    /// Bytes that were taken out of the buffer.
    taken: u64,
    /// Bytes of the whole body, where that is known.
    total: Option<u64>,
    /// What stands behind each content.
    delimiter: Vec<u8>,
    ended: bool,
}

impl FormData {
    /// The form of a request.
    ///
    /// # Errors
    /// `BadRequest` naming `Content-Type` unless it is a form with a boundary.
    pub fn new(headers: &HeaderMap, body: Body) -> Result<Self> {
        let content_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let boundary = content_type
            .and_then(boundary)
            .ok_or_else(|| Error::parameter("Content-Type"))?;
        let total = body.size_hint().exact();
        // The first delimiter has no line before it: one is put there, and not counted.
        Ok(Self {
            body: body.into_data_stream(),
            buffer: BytesMut::from("\r\n"),
            taken: 0,
            total: total.map(|total| total + 2),
            delimiter: format!("\r\n--{boundary}").into_bytes(),
            ended: false,
        })
    }

    /// The next field; `None` at the end. What was not read of the one before is skipped.
    ///
    /// # Errors
    /// `UploadIncomplete` when the body ends early; `BadRequest` for what is no form.
    pub async fn next_field(&mut self) -> Result<Option<Field>> {
        let mut skipped = 0;
        while let Some(piece) = self.chunk().await? {
            skipped += piece.len() as u64;
            if skipped > MAX_SKIPPED {
                return Err(not_a_form());
            }
        }
        if self.ended {
            return Ok(None);
        }
        self.take(self.delimiter.len());
        self.need(2).await?;
        if self.buffer.starts_with(b"--") {
            self.ended = true;
            return Ok(None);
        }
        let head = self.head().await?;
        let FieldHead {
            name,
            file_name,
            length,
        } = FieldHead::parse(&head).ok_or_else(not_a_form)?;
        Ok(Some(Field {
            name,
            file_name,
            length,
        }))
    }

    /// The content of the field as text of at most `limit` bytes.
    ///
    /// # Errors
    /// `BadRequest` naming `field` for more and for what is no text, `UploadIncomplete`.
    pub async fn text(&mut self, field: &str, limit: usize) -> Result<String> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.chunk().await? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > limit {
                return Err(Error::parameter(field).with_limit(format!("0-{limit}")));
            }
        }
        String::from_utf8(bytes).map_err(|_| Error::parameter(field))
    }

    /// How many bytes the content of the field has, before any was read: counted when it is short, else
    /// what is left of the body without its usual end, which is right when the field is the last one.
    /// `None` when the length of the body is not known either.
    ///
    /// # Errors
    /// `UploadIncomplete` when the body ends early.
    pub async fn length(&mut self) -> Result<Option<u64>> {
        // What was searched is not searched again: a body may come byte by byte.
        let mut searched = 0;
        loop {
            if let Some(at) = self.find_delimiter(searched) {
                return Ok(Some(at as u64));
            }
            if self.buffer.len() > AHEAD {
                break;
            }
            searched = self.buffer.len() - self.begun_delimiter();
            self.more().await?;
        }
        let end = self.delimiter.len() + CLOSING.len();
        let left = self.total.and_then(|total| total.checked_sub(self.taken));
        Ok(left.and_then(|left| left.checked_sub(end as u64)))
    }

    /// The content of the field, and nothing of the form behind it.
    pub fn into_content(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        stream::try_unfold(self, |mut form| async move {
            let piece = form.chunk().await.map_err(io::Error::other)?;
            Ok(piece.map(|piece| (piece, form)))
        })
    }

    /// The next piece of the field's content; `None` at its end.
    async fn chunk(&mut self) -> Result<Option<Bytes>> {
        if self.ended {
            return Ok(None);
        }
        loop {
            if let Some(at) = self.find_delimiter(0) {
                return Ok((at > 0).then(|| self.take(at)));
            }
            let sure = self.buffer.len() - self.begun_delimiter();
            if sure > 0 {
                return Ok(Some(self.take(sure)));
            }
            self.more().await?;
        }
    }

    fn find_delimiter(&self, mut from: usize) -> Option<usize> {
        while let Some(at) = self.buffer[from..].iter().position(|byte| *byte == b'\r') {
            if self.buffer[from + at..].starts_with(&self.delimiter) {
                return Some(from + at);
            }
            from += at + 1;
        }
        None
    }

    /// How many bytes at the end of the buffer may be the beginning of a delimiter.
    fn begun_delimiter(&self) -> usize {
        let longest = self.delimiter.len().min(self.buffer.len() + 1) - 1;
        let end = &self.buffer[self.buffer.len() - longest..];
        let begun = (0..longest).find(|at| self.delimiter.starts_with(&end[*at..]));
        begun.map_or(0, |at| longest - at)
    }

    /// Everything up to the empty line that ends a head.
    async fn head(&mut self) -> Result<Bytes> {
        loop {
            let come = &self.buffer[..self.buffer.len().min(MAX_HEAD)];
            if let Some(end) = come.windows(4).position(|four| four == b"\r\n\r\n") {
                return Ok(self.take(end + 4));
            }
            if self.buffer.len() >= MAX_HEAD {
                return Err(not_a_form());
            }
            self.more().await?;
        }
    }

    async fn need(&mut self, bytes: usize) -> Result<()> {
        while self.buffer.len() < bytes {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<()> {
        match self.body.next().await {
            Some(Ok(bytes)) => {
                self.buffer.extend_from_slice(&bytes);
                Ok(())
            }
            Some(Err(error)) => Err(Error::new(Code::UploadIncomplete).with_source(error)),
            None => Err(Code::UploadIncomplete.into()),
        }
    }

    fn take(&mut self, bytes: usize) -> Bytes {
        self.taken += bytes as u64;
        if bytes == self.buffer.remaining() {
            return self.buffer.split().freeze();
        }
        self.buffer.split_to(bytes).freeze()
    }
}

impl std::fmt::Debug for FormData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormData")
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}

fn not_a_form() -> Error {
    Error::new(Code::BadRequest).with_source("the body is not the form that its type announces")
}

#[cfg(test)]
mod tests;
