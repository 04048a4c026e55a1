//! The `coffer` program.

use std::process::ExitCode;

use clap::Parser;

/// A request allocates some hundred small things; the system's allocator spent a sixth of the
/// processor on that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // What the server writes, the database first of all, is nobody else's to read.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    coffer::commands::run(coffer::cli::Cli::parse())
}
