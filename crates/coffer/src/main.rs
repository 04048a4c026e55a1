//! The `coffer` program.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    coffer::commands::run(coffer::cli::Cli::parse())
}
