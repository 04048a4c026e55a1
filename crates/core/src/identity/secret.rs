//! Random secrets that clients hold and we know only by their SHA-256.
//!
//! They have at least 128 bits of randomness, so that a plain digest tells nothing, and looking a
//! digest up in an index gives no useful timing.

use crate::clock::random;
use coffer_model::Result;
use sha2::{Digest, Sha256};

/// A new secret: what the client gets, and what we keep.
pub(super) struct Secret {
    pub(super) text: String,
    pub(super) hash: [u8; 32],
}

impl Secret {
    /// `BYTES` of randomness in lower-case hex.
    pub(super) fn make<const BYTES: usize>() -> Result<Self> {
        Ok(Self::of(hex::encode(random::<BYTES>()?)))
    }

    /// A secret with this text.
    pub(super) fn of(text: String) -> Self {
        Self {
            hash: hash(&text),
            text,
        }
    }
}

/// What we keep of a secret.
pub(super) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
