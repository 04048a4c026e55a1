//! `coffer fsck`: prove that database and content are whole.

use coffer_core::fsck::{Finding, FsckOptions};

use super::{CommandError, Outcome, terminal};
use crate::cli::FsckArgs;
use crate::config::Settings;

/// Prints a line for each fault and one with what was looked at.
pub(super) async fn run(settings: &Settings, arguments: FsckArgs) -> Result<Outcome, CommandError> {
    let drive = crate::drive::open_existing(settings).await?;
    let options = FsckOptions {
        repair: arguments.repair,
        full: arguments.full,
    };
    let mut printed = Ok(());
    let mut print = |finding: Finding| {
        if printed.is_ok() {
            printed = terminal::say(&finding.to_string());
        }
    };
    let checked = drive.fsck(options, &mut print).await;
    drive.close().await;
    printed?;
    let summary = checked?;
    terminal::say(&format!(
        "{} nodes, {} blobs, {} blobs read ({} bytes), {} faults, {} repaired",
        summary.nodes,
        summary.blobs,
        summary.blobs_read,
        summary.bytes_read,
        summary.faults,
        summary.repaired
    ))?;
    Ok(if summary.faults == 0 {
        Outcome::Done
    } else {
        Outcome::Faults
    })
}
