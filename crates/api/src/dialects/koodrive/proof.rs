//! `proofCode`: eight bytes of the content, at a place that only the holder of the access token knows.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use coffer_core::uploads::Proof;
use md5::{Digest, Md5};

/// Bytes of a proof; fewer at the end of a content.
const LENGTH: u64 = 8;

/// What a proof code claims; `None` when it cannot be right.
pub(super) fn read(code: &str, token: &str, size: u64) -> Option<Proof> {
    let offset = offset(token, size);
    let bytes = STANDARD.decode(code.trim()).ok()?;
    (bytes.len() as u64 == LENGTH.min(size - offset)).then_some(Proof { offset, bytes })
}

/// The first 16 hex digits of the token's MD5 as a number, modulo the size.
fn offset(token: &str, size: u64) -> u64 {
    let digest = Md5::digest(token.as_bytes());
    let start = digest
        .first_chunk()
        .map_or(0, |bytes| u64::from_be_bytes(*bytes));
    start.checked_rem(size).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_the_design_holds() {
        let proof = read("EBESExQVFhc=", "token-abc", 320).unwrap();
        assert_eq!(
            proof,
            Proof {
                offset: 16,
                bytes: (16..24).collect()
            }
        );
    }

    #[test]
    fn what_cannot_be_right_is_no_proof() {
        for (code, size) in [("", 320), ("EBES", 320), ("EBESExQVFhc=", 0), ("%", 320)] {
            assert_eq!(read(code, "token-abc", size), None, "{code}");
        }
        assert_eq!(
            read("", "token-abc", 0),
            Some(Proof {
                offset: 0,
                bytes: Vec::new()
            })
        );
    }
}
