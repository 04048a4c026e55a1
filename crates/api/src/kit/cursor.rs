//! Opaque page cursors: bytes of ours that a client carries and can neither read nor change. Where a page ends may
//! be at something that its reader may not see.

use aes_gcm::aead::{Aead, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coffer_model::{Error, Result};
use hmac::{Hmac, Mac};
use sha2::Sha256;

const VERSION: u8 = 2;
const NONCE_LENGTH: usize = 12;
const TAG_LENGTH: usize = 16;
/// The longest cursor that is looked at, in characters.
pub const MAX_LENGTH: usize = 2_048;
/// The longest payload that fits, in bytes.
pub const MAX_PAYLOAD: usize = MAX_LENGTH / 4 * 3 - 1 - NONCE_LENGTH - TAG_LENGTH;

/// Writes and reads cursors with one key.
#[derive(Clone)]
pub struct CursorCodec {
    cipher: Aes256Gcm,
    nonces: Hmac<Sha256>,
}

impl CursorCodec {
    /// A codec with a secret key.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let derived = |name: &[u8]| -> [u8; 32] {
            let mut keyed = keyed(key);
            keyed.update(name);
            keyed.finalize().into_bytes().into()
        };
        Self {
            cipher: Aes256Gcm::new(&derived(b"cursor contents").into()),
            nonces: keyed(&derived(b"cursor nonces")),
        }
    }

    /// The cursor that says `payload` to the list `purpose`. What a list is sorted and filtered by
    /// belongs into the purpose: a cursor of another order is then refused. The same is always encoded
    /// the same.
    ///
    /// # Errors
    /// `Internal` when the payload is longer than [`MAX_PAYLOAD`].
    pub fn encode(&self, purpose: &str, payload: &[u8]) -> Result<String> {
        if payload.len() > MAX_PAYLOAD {
            return Err(Error::internal("a cursor is too long"));
        }
        let nonce = self.nonce(purpose, payload);
        let payload = Payload {
            msg: payload,
            aad: purpose.as_bytes(),
        };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::internal("a cursor could not be sealed"))?;
        let bytes = [&[VERSION], nonce.as_slice(), &sealed].concat();
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
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (&version, sealed) = bytes.split_first()?;
        if version != VERSION {
            return None;
        }
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LENGTH>()?;
        let payload = Payload {
            msg: sealed,
            aad: purpose.as_bytes(),
        };
        self.cipher.decrypt(&Nonce::from(*nonce), payload).ok()
    }

    /// A nonce that no other purpose and payload have: it is made of both, so that there is none to draw and
    /// none to run out of.
    fn nonce(&self, purpose: &str, payload: &[u8]) -> [u8; NONCE_LENGTH] {
        let mut mac = self.nonces.clone();
        // The length first, so that purpose and payload cannot trade bytes.
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(payload);
        let mac: [u8; 32] = mac.finalize().into_bytes().into();
        let mut nonce = [0; NONCE_LENGTH];
        nonce.copy_from_slice(&mac[..NONCE_LENGTH]);
        nonce
    }
}

/// HMAC takes keys of any length; the fallback is never reached.
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()))
}

impl std::fmt::Debug for CursorCodec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CursorCodec")
    }
}

#[cfg(test)]
mod tests;
