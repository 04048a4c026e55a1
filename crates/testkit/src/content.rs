//! Content of files, and what clients compute of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha2::{Digest, Sha256};

/// Numbers that look random and repeat with their seed.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The numbers of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A seed that differs from run to run; print it where it matters.
    #[must_use]
    pub fn fresh_seed() -> u64 {
        use std::hash::{BuildHasher, RandomState};
        RandomState::new().hash_one(0)
    }

    /// The next number (splitmix64).
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.number() % end
    }

    /// One of some items; `None` when there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = self.below((items.len() as u64).max(1));
        items.get(usize::try_from(at).unwrap())
    }

    /// So many bytes.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend_from_slice(&self.number().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    /// Puts items into another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let other = self.below(end as u64 + 1);
            items.swap(end, usize::try_from(other).unwrap());
        }
    }
}

/// SHA-256 in lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The state of SHA-256 after these bytes, which are whole blocks: what `hashCtx` carries.
#[must_use]
pub fn hash_state(before: &[u8]) -> [u32; 8] {
    assert!(before.len().is_multiple_of(64), "whole blocks");
    let mut state = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];
    let blocks: Vec<[u8; 64]> = before
        .chunks_exact(64)
        .map(|block| block.try_into().unwrap())
        .collect();
    sha2::block_api::compress256(&mut state, &blocks);
    state
}

/// `proofCode`: eight bytes of the content at a place that the token decides.
#[must_use]
pub fn proof(content: &[u8], token: &str) -> String {
    let digest = hex::encode(Md5::digest(token.as_bytes()));
    let place = u64::from_str_radix(&digest[..16], 16).unwrap();
    let start = usize::try_from(place % content.len() as u64).unwrap();
    let end = content.len().min(start + 8);
    STANDARD.encode(&content[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of the protocol's description.
    #[test]
    fn states_and_proofs_are_those_of_the_description() {
        let content: Vec<u8> = (0..320_u32)
            .map(|i| u8::try_from(i % 251).unwrap())
            .collect();
        assert_eq!(
            sha256_hex(&content),
            "7f2fcab03c5e118e07abe79b7db86af8a7e78d2e312b68e58e1d262c7de84f39"
        );
        assert_eq!(
            hash_state(&content[..128]),
            [
                1_496_470_445,
                4_216_111_128,
                3_194_033_045,
                1_214_138_305,
                1_515_923_229,
                4_220_363_087,
                3_908_534_196,
                3_495_865_532
            ]
        );
        assert_eq!(proof(&content, "token-abc"), "EBESExQVFhc=");
    }

    #[test]
    fn a_shuffle_loses_nothing() {
        let mut items: Vec<u32> = (0..100).collect();
        Random::new(7).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
