//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

#[cfg(test)]
mod tests;

/// A self-hosted enterprise cloud drive.
///
/// Without a configuration it serves on 127.0.0.1:8080 and keeps everything in ./data. Exit codes:
/// 0 success, 1 failure, 2 wrong usage, 3 faults found by `fsck`.
#[derive(Debug, Parser)]
#[command(name = "coffer", version, arg_required_else_help = true)]
pub struct Cli {
    /// The configuration file; else `COFFER_CONFIG`, else ./coffer.toml if there is one
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server
    Serve,
    /// Set up the first tenant and its administrator
    Init(InitArgs),
    /// Manage people
    #[command(subcommand)]
    User(UserCommand),
    /// Manage applications that speak to the server
    #[command(subcommand)]
    App(AppCommand),
    /// Prove that database and content are whole
    Fsck(FsckArgs),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
}

/// The first tenant.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// What the administrator logs in with
    #[arg(default_value = "admin")]
    pub login: String,
    /// The name of the tenant
    #[arg(long, default_value = "Coffer")]
    pub tenant: String,
    /// Where the password comes from.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// Where a password comes from. Never from the arguments: everybody on the machine can read them.
#[derive(Debug, Args)]
pub struct PasswordArgs {
    /// Read the password from the first line of the standard input instead of asking for it
    #[arg(long)]
    pub password_stdin: bool,
}

/// People.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a person
    Add(UserAddArgs),
    /// Set a person's password, which ends the person's sessions
    Passwd(UserPasswdArgs),
}

/// A new person.
#[derive(Debug, Args)]
pub struct UserAddArgs {
    /// What the person logs in with
    pub login: String,
    /// The name to show; else the login name
    #[arg(long, default_value = "")]
    pub name: String,
    /// The e-mail address
    #[arg(long, default_value = "")]
    pub email: String,
    /// The mobile number
    #[arg(long, default_value = "")]
    pub mobile: String,
    /// Let the person administrate the tenant
    #[arg(long)]
    pub admin: bool,
    /// Where the password comes from.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// Somebody's new password.
#[derive(Debug, Args)]
pub struct UserPasswdArgs {
    /// What the person logs in with
    pub login: String,
    /// Where the password comes from.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// Applications.
#[derive(Debug, Subcommand)]
pub enum AppCommand {
    /// Register an application and show its secret, this once
    Add(AppAddArgs),
}

/// A new application.
#[derive(Debug, Args)]
pub struct AppAddArgs {
    /// The name to show
    pub name: String,
    /// Where people may be sent after they logged in; may be repeated
    #[arg(long = "redirect-uri", value_name = "URI")]
    pub redirect_uris: Vec<String>,
    /// The application runs where it cannot keep a secret, and gets none
    #[arg(long)]
    pub public: bool,
}

/// How thorough, and what about the faults.
#[derive(Debug, Args)]
pub struct FsckArgs {
    /// Put right what can be put right
    #[arg(long)]
    pub repair: bool,
    /// Read every byte of content instead of a sample
    #[arg(long)]
    pub full: bool,
}

/// The configuration.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum ConfigCommand {
    /// Print every key, its value and where that comes from, without secrets
    Show,
    /// Print a commented file with every key
    Example,
}
