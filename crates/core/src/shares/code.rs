//! Extract codes, and the proof that somebody gave the right one.

use crate::Drive;
use crate::clock::random;
use coffer_model::{Error, Result, ShareId, Timestamp};
use coffer_store::shares::ShareRow;
use subtle::ConstantTimeEq;

/// Characters of an extract code.
const LENGTH: usize = 8;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// How long a proof is good for.
const PROOF_SECONDS: i64 = 2 * 3_600;

/// Demands the form of an extract code: eight letters and digits.
pub(super) fn parse(text: &str) -> Result<()> {
    if text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(())
    } else {
        Err(Error::parameter("extract_code").with_limit(format!("{LENGTH} 0-9a-zA-Z")))
    }
}

/// An extract code that nobody guesses.
pub(super) fn make() -> Result<String> {
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        // Bytes past the last whole alphabet are left out: they would favour its first letters.
        let fitting = random::<16>()?.into_iter().filter(|byte| *byte < 248);
        let letters = fitting.filter_map(|byte| ALPHABET.get(usize::from(byte) % ALPHABET.len()));
        let missing = LENGTH - code.len();
        code.extend(letters.take(missing).map(|letter| char::from(*letter)));
    }
    Ok(code)
}

impl Drive {
    /// An extract code as it is stored.
    pub(super) fn wrap_code(&self, share: ShareId, code: &str) -> Result<Vec<u8>> {
        self.inner.keys.wrap(&context(share), code.as_bytes())
    }

    /// The extract code of a share, if it has one.
    pub(super) fn read_code(&self, share: &ShareRow) -> Result<Option<String>> {
        let Some(wrapped) = &share.extract_code else {
            return Ok(None);
        };
        let code = self.inner.keys.unwrap(&context(share.id), wrapped);
        code.and_then(|bytes| String::from_utf8(bytes).ok())
            .map(Some)
            .ok_or_else(|| Error::internal("an extract code cannot be read"))
    }

    /// Whether `given` is the extract code of the share, which has one.
    pub(super) fn is_code(&self, share: &ShareRow, given: &str) -> Result<bool> {
        let code = self.read_code(share)?.unwrap_or_default();
        Ok(!code.is_empty() && bool::from(code.as_bytes().ct_eq(given.as_bytes())))
    }

    /// What shows for two hours that somebody gave the extract code of this share. Another code ends it.
    pub(super) fn make_proof(&self, share: &ShareRow, now: Timestamp) -> String {
        let until = now.plus_seconds(PROOF_SECONDS).seconds();
        format!("{until:x}-{}", self.mark(share, until))
    }

    /// Whether `proof` is one of this share, its present code and this time.
    pub(super) fn is_proof(&self, share: &ShareRow, proof: &str, now: Timestamp) -> bool {
        let Some((until, mark)) = proof.split_once('-') else {
            return false;
        };
        let Ok(until) = i64::from_str_radix(until, 16) else {
            return false;
        };
        let right = self.mark(share, until);
        until > now.seconds() && bool::from(right.as_bytes().ct_eq(mark.as_bytes()))
    }

    fn mark(&self, share: &ShareRow, until: i64) -> String {
        let (id, version) = (share.id, share.code_version);
        let purpose = format!("share proof {id} {version} {until}");
        hex::encode(self.inner.keys.derive(&purpose))
    }
}

fn context(share: ShareId) -> String {
    format!("share {share}")
}

#[cfg(test)]
mod tests;
