//! What each command does, and how it ends.

mod app;
mod audit;
mod config;
mod fsck;
mod init;
mod serve;
mod tenant;
mod terminal;
mod user;

use std::env;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use tokio::runtime::{Builder, Runtime};

use crate::cli::{AppCommand, AuditCommand, Cli, Command, TenantCommand, UserCommand};
use crate::config::Settings;
use crate::config::{Config, ConfigError};
use crate::drive::OpenError;
use crate::report;
use crate::server::ServerError;
use crate::telemetry::TelemetryError;

/// Threads for what blocks: each upload that is being written, and content that is not in memory,
/// takes one while it runs. They end when they are idle.
const BLOCKING_THREADS: usize = 256;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The configuration has faults.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Database or content cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The server cannot run.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// There is no telemetry.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The drive refused.
    #[error("{}", .0.message(coffer_model::Locale::En))]
    Drive(#[from] coffer_model::Error),
    /// The system refused.
    #[error(transparent)]
    System(#[from] io::Error),
    /// What was asked for makes no sense here.
    #[error("{0}")]
    Refused(String),
}

/// How a command that did not fail ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: exit code 0.
    Done,
    /// `fsck` found faults: exit code 3.
    Faults,
}

/// Runs a command; a failure is told on stderr.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    match dispatch(cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Faults) => ExitCode::from(3),
        Err(error) => {
            terminal::complain(&format!("coffer: {}", report::chain(&error)));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> Result<Outcome, CommandError> {
    if let Command::Config(command) = cli.command {
        return config::run(command, cli.config);
    }
    let settings = load(cli.config)?.settings;
    if let Command::Serve = cli.command {
        crate::telemetry::start_logging(&settings.log)?;
    }
    runtime()?.block_on(run_command(cli.command, settings))
}

async fn run_command(command: Command, settings: Settings) -> Result<Outcome, CommandError> {
    match command {
        Command::Serve => serve::run(settings).await,
        Command::Init(arguments) => init::run(&settings, arguments).await,
        Command::Tenant(TenantCommand::Add(arguments)) => tenant::add(&settings, arguments).await,
        Command::Tenant(TenantCommand::List) => tenant::list(&settings).await,
        Command::Tenant(TenantCommand::Set(arguments)) => tenant::set(&settings, arguments).await,
        Command::User(UserCommand::Add(arguments)) => user::add(&settings, arguments).await,
        Command::User(UserCommand::Passwd(arguments)) => user::passwd(&settings, arguments).await,
        Command::App(AppCommand::Add(arguments)) => app::add(&settings, arguments).await,
        Command::Audit(AuditCommand::Export(arguments)) => {
            audit::export(&settings, arguments).await
        }
        Command::Fsck(arguments) => fsck::run(&settings, arguments).await,
        Command::Config(command) => config::run(command, None),
    }
}

/// The configuration from the file that was named here or in the environment.
fn load(named: Option<PathBuf>) -> Result<Config, ConfigError> {
    let from_environment = || {
        let file = env::var_os("COFFER_CONFIG")?;
        (!file.is_empty()).then(|| PathBuf::from(file))
    };
    Config::load(named.or_else(from_environment).as_deref(), env::vars_os())
}

/// A worker for each processor.
fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build()
}
