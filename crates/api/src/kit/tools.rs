//! What the handlers of a dialect share that needs no more than the drive and cursors.

use super::cursor::CursorCodec;
use axum::extract::FromRef;
use coffer_core::Drive;

/// The drive, and the cursors of its lists. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The drive.
    pub drive: Drive,
    /// The cursors.
    pub cursors: CursorCodec,
}

impl FromRef<Tools> for Drive {
    fn from_ref(tools: &Tools) -> Self {
        tools.drive.clone()
    }
}
