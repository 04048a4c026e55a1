//! `coffer fsck`: prove that database and content are whole.

use super::{CommandError, Outcome};
use crate::cli::FsckArgs;
use crate::config::Settings;

pub(super) async fn run(_: &Settings, _: FsckArgs) -> Result<Outcome, CommandError> {
    Err(CommandError::Refused(
        "fsck is not part of this version".to_owned(),
    ))
}
