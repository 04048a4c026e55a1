//! Bringing in many people at once: a list is verified, row by row, and kept; a job then brings the
//! people in. A row whose subject is known already changes nothing, so that a list can be run again.

mod run;
mod verify;

pub(super) use run::report;
pub(crate) use run::step;
pub use run::{ImportFailure, ImportResult};
pub use verify::{ImportRow, Verified};

use crate::jobs::StoredCtx;
use coffer_model::DepartmentId;
use serde::{Deserialize, Serialize};

/// Rows of one list.
const MAX_ROWS: usize = 5_000;

/// A list as the job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ImportCommand {
    pub(crate) ctx: StoredCtx,
    /// The list.
    pub(super) list: i64,
    /// How many rows it has.
    pub(crate) rows: usize,
    /// The tag of the language of who asked.
    pub(super) locale: String,
}

/// A row as it was verified.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredRow {
    row: ImportRow,
    /// Where the person goes; `None` when the row names no department that there is.
    department: Option<DepartmentId>,
}
