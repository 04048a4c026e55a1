//! `coffer config`: look at the configuration.

use std::path::PathBuf;

use super::{CommandError, Outcome, load, terminal};
use crate::cli::ConfigCommand;
use crate::config::example_toml;

pub(super) fn run(command: ConfigCommand, file: Option<PathBuf>) -> Result<Outcome, CommandError> {
    let text = match command {
        ConfigCommand::Show => load(file)?.show(),
        ConfigCommand::Example => example_toml(),
    };
    terminal::print(&text)?;
    Ok(Outcome::Done)
}
