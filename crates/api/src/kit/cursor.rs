//! Opaque page cursors: bytes of ours that a client carries and cannot change.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coffer_model::{Error, Result};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const VERSION: u8 = 1;
const MAC_LENGTH: usize = 8;
/// The longest cursor that is looked at, in characters.
pub const MAX_LENGTH: usize = 2_048;
/// The longest payload that fits, in bytes.
pub const MAX_PAYLOAD: usize = MAX_LENGTH / 4 * 3 - 1 - MAC_LENGTH;

/// Writes and reads cursors with one key.
#[derive(Clone)]
pub struct CursorCodec {
    keyed: Hmac<Sha256>,
}

impl CursorCodec {
    /// A codec with a secret key.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        // HMAC takes keys of any length; the fallback is never reached.
        let keyed = Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()));
        Self { keyed }
    }

    /// The cursor that says `payload` to the list `purpose`. What a list is sorted and filtered by
    /// belongs into the purpose: a cursor of another order is then refused.
    ///
    /// # Errors
    /// `Internal` when the payload is longer than [`MAX_PAYLOAD`].
    pub fn encode(&self, purpose: &str, payload: &[u8]) -> Result<String> {
        if payload.len() > MAX_PAYLOAD {
            return Err(Error::internal("a cursor is too long"));
        }
        let mut bytes = Vec::with_capacity(1 + payload.len() + MAC_LENGTH);
        bytes.push(VERSION);
        bytes.extend_from_slice(payload);
        let mac = self.mac(purpose, &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&mac[..MAC_LENGTH]);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What [`Self::encode`] was given.
    ///
    /// # Errors
    /// `BadRequest` for anything that [`Self::encode`] did not make with this key and purpose.
    pub fn decode(&self, purpose: &str, cursor: &str) -> Result<Vec<u8>> {
        self.open(purpose, cursor)
            .ok_or_else(|| Error::parameter("cursor"))
    }

    fn open(&self, purpose: &str, cursor: &str) -> Option<Vec<u8>> {
        if cursor.len() > MAX_LENGTH {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let end = bytes.len().checked_sub(MAC_LENGTH)?;
        if end == 0 || bytes[0] != VERSION {
            return None;
        }
        self.mac(purpose, &bytes[..end])
            .verify_truncated_left(&bytes[end..])
            .ok()?;
        bytes.truncate(end);
        bytes.remove(0);
        Some(bytes)
    }

    fn mac(&self, purpose: &str, bytes: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        // The length first, so that purpose and payload cannot trade bytes.
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(bytes);
        mac
    }
}

impl std::fmt::Debug for CursorCodec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CursorCodec")
    }
}

#[cfg(test)]
mod tests;
