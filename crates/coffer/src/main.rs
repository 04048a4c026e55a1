//! The `coffer` program.

use std::process::ExitCode;

use clap::Parser;

/// A request allocates some hundred small things; the system's allocator spent a sixth of the
/// processor on that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    coffer::commands::run(coffer::cli::Cli::parse())
}
