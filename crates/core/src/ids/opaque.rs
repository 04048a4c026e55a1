//! Opaque ids: what clients see instead of a number that tells how many there are.
//!
//! One AES block holds the id, a tag of its kind and zeros; 8 bytes of a second encryption follow as
//! a check. The 24 bytes are 32 URL-safe characters without padding, so that each id has one valid
//! spelling and a forged one is noticed without asking the database.

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What an opaque id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum OpaqueKind {
    /// A folder or file.
    Node = 1,
    /// A space.
    Space = 2,
    /// A content, in links.
    Version = 3,
    /// An upload, in links.
    Upload = 4,
    /// A tenant, as a prefix of ids.
    Tenant = 5,
    /// A view embedded in another site's page.
    Embedding = 6,
    /// A pack, in links.
    Pack = 7,
}

/// Characters of an opaque id.
const LENGTH: usize = 32;

const BLOCK: usize = 16;
const BYTES: usize = 24;

/// Seals and opens opaque ids with the installation's key.
#[derive(Clone)]
pub struct Opaque {
    cipher: Aes256,
    check: Aes256,
}

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opaque")
    }
}

impl Opaque {
    /// With two keys that were made when the database was; they never change.
    #[must_use]
    pub fn new(key: &[u8; 32], check_key: &[u8; 32]) -> Self {
        Self {
            cipher: Aes256::new(key.into()),
            check: Aes256::new(check_key.into()),
        }
    }

    /// The 32 characters for `id`.
    #[must_use]
    pub fn seal(&self, kind: OpaqueKind, id: i64) -> String {
        let mut block = [0_u8; BLOCK];
        block[..8].copy_from_slice(&id.to_be_bytes());
        block[8] = kind as u8;
        let mut sealed = block.into();
        self.cipher.encrypt_block(&mut sealed);
        let sealed: [u8; BLOCK] = sealed.into();
        let mut bytes = [0_u8; BYTES];
        bytes[..BLOCK].copy_from_slice(&sealed);
        bytes[BLOCK..].copy_from_slice(&self.check_of(&sealed));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The id in `text`; `None` unless it was made by `seal` for this kind.
    #[must_use]
    pub fn open(&self, kind: OpaqueKind, text: &str) -> Option<i64> {
        let mut bytes = [0_u8; BYTES];
        if text.len() != LENGTH || URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) != Ok(BYTES) {
            return None;
        }
        let (sealed, check) = bytes.split_first_chunk::<BLOCK>()?;
        if self.check_of(sealed) != check {
            return None;
        }
        let mut opened = (*sealed).into();
        self.cipher.decrypt_block(&mut opened);
        let block: [u8; BLOCK] = opened.into();
        let id: [u8; 8] = block[..8].try_into().ok()?;
        (block[8] == kind as u8 && block[9..].iter().all(|b| *b == 0))
            .then(|| i64::from_be_bytes(id))
    }

    fn check_of(&self, sealed: &[u8; BLOCK]) -> [u8; BYTES - BLOCK] {
        let mut again = (*sealed).into();
        self.check.encrypt_block(&mut again);
        let again: [u8; BLOCK] = again.into();
        let mut check = [0; BYTES - BLOCK];
        check.copy_from_slice(&again[..BYTES - BLOCK]);
        check
    }
}

#[cfg(test)]
mod tests;
