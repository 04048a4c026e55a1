//! Uploads: begun with a plan of parts, received part by part in any order, completed with proof of
//! the whole content. A file is invisible until then.

mod abandon;
mod ahead;
mod begin;
mod complete;
mod finish;
mod flights;
mod plan;
mod proof;
mod receive;

pub use begin::{BeginUpload, Begun, OpenUpload};
pub(crate) use finish::{FinishFile, write as write_file};
pub(crate) use flights::Flights;
pub(crate) use plan::Plan;
pub use plan::{AnnouncedPart, MAX_FILE, MAX_PART, MIN_PART, PlannedPart};
pub use proof::Proof;
