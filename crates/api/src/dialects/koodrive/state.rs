//! What the dialect's handlers share.

use crate::kit::cursor::CursorCodec;
use axum::extract::FromRef;
use coffer_core::Drive;

/// The drive and the dialect's own tools. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Koo {
    pub(super) drive: Drive,
    pub(super) cursors: CursorCodec,
}

impl Koo {
    pub(super) fn new(drive: Drive) -> Self {
        let cursors = CursorCodec::new(drive.cursor_key());
        Self { drive, cursors }
    }
}

impl FromRef<Koo> for Drive {
    fn from_ref(koo: &Koo) -> Self {
        koo.drive.clone()
    }
}
