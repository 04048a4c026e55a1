//! The figures.

pub mod folders;
pub mod idle;
pub mod large;
pub mod lists;
pub mod organisation;
pub mod reads;
pub mod rights;
pub mod shares;
pub mod trees;
pub mod uploads;
pub mod work;

use crate::api::Api;
use crate::place::{Place, Running};
use crate::table::Table;
use std::path::PathBuf;

/// What every figure needs.
pub struct Bench {
    /// Programs and folders.
    pub place: Place,
    /// Our server.
    pub server: Running,
    /// Somebody logged in there.
    pub api: Api,
    /// nginx.
    pub nginx: Running,
    /// What nginx serves.
    pub files: PathBuf,
    /// The outcome.
    pub table: Table,
    /// How often each figure is measured.
    pub runs: usize,
}

/// Bytes that differ with the number.
pub fn content(number: u64, length: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
