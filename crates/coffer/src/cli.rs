//! The command line.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use coffer_model::{DepartmentId, TenantId};

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
    /// Manage tenants: companies that share the server and nothing else
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Manage people
    #[command(subcommand)]
    User(UserCommand),
    /// Manage applications that speak to the server
    #[command(subcommand)]
    App(AppCommand),
    /// Read who changed what in the organisation
    #[command(subcommand)]
    Audit(AuditCommand),
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

/// Tenants.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Add a tenant with its administrator
    Add(TenantAddArgs),
    /// List the tenants with their ids, what they have and what they may have
    List,
    /// Change what is set of a tenant
    Set(TenantSetArgs),
}

/// A further tenant.
#[derive(Debug, Args)]
pub struct TenantAddArgs {
    /// The name
    pub name: String,
    /// What its administrator logs in with
    #[arg(long, value_name = "LOGIN")]
    pub admin: String,
    /// Where the password comes from.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// Which tenant.
#[derive(Debug, Clone, Copy, Args)]
pub struct TenantArgs {
    /// The id of the tenant, from `coffer tenant list`; needed when there are several
    #[arg(long, value_name = "ID")]
    pub tenant: Option<TenantId>,
}

/// Which tenant, and what to change.
#[derive(Debug, Args)]
pub struct TenantSetArgs {
    /// The id of the tenant, from `coffer tenant list`
    pub id: TenantId,
    /// What to change.
    #[command(flatten)]
    pub settings: TenantSettingsArgs,
}

/// What is set of a tenant. A limit below what is there already removes nothing, it only lets nothing
/// more in.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct TenantSettingsArgs {
    /// The name
    #[arg(long)]
    pub name: Option<String>,
    /// What all its spaces may have together, in GiB
    #[arg(long, value_name = "GIB")]
    pub capacity: Option<u64>,
    /// People that it may have
    #[arg(long, value_name = "N")]
    pub users: Option<i64>,
    /// Groups that it may have
    #[arg(long, value_name = "N")]
    pub groups: Option<i64>,
    /// A new personal space, in GiB; 0 opens none
    #[arg(long, value_name = "GIB")]
    pub personal_size: Option<u64>,
    /// A new department's space, in GiB; 0 opens none
    #[arg(long, value_name = "GIB")]
    pub department_size: Option<u64>,
    /// A new group's space, in GiB; 0 opens none
    #[arg(long, value_name = "GIB")]
    pub group_size: Option<u64>,
    /// Whether people whom the identity provider knows become members at their first login
    #[arg(long, value_name = "BOOL", action = ArgAction::Set)]
    pub auto_provision: Option<bool>,
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
    /// Let the person administrate the department and what is below it
    #[arg(long, conflicts_with = "admin")]
    pub department_admin: bool,
    /// The id of the department; else the tenant's root
    #[arg(long, value_name = "ID")]
    pub department: Option<DepartmentId>,
    /// Which tenant.
    #[command(flatten)]
    pub tenant: TenantArgs,
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
    /// Which tenant.
    #[command(flatten)]
    pub tenant: TenantArgs,
}

/// The audit log.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Print the entries of a tenant, oldest first
    Export(AuditExportArgs),
}

/// Which entries, and how.
#[derive(Debug, Args)]
pub struct AuditExportArgs {
    /// A line of JSON for each entry, or CSV
    #[arg(long, value_enum, default_value_t = AuditFormat::Jsonl)]
    pub format: AuditFormat,
    /// From then on: a date (its midnight UTC), or a moment as in 2026-01-31T12:00:00Z
    #[arg(
        long,
        value_name = "TIME",
        default_value = "",
        hide_default_value = true
    )]
    pub from: String,
    /// Until then: a date (with the whole day), or a moment
    #[arg(
        long,
        value_name = "TIME",
        default_value = "",
        hide_default_value = true
    )]
    pub to: String,
    /// What was done: create, change, delete, ...
    #[arg(
        long,
        value_name = "WORD",
        default_value = "",
        hide_default_value = true
    )]
    pub act: String,
    /// What it was done to: tenant, department, user, group, space, ...
    #[arg(
        long,
        value_name = "WORD",
        default_value = "",
        hide_default_value = true
    )]
    pub object_kind: String,
    /// Which tenant.
    #[command(flatten)]
    pub tenant: TenantArgs,
}

/// How entries are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    /// A line of JSON for each entry
    Jsonl,
    /// CSV
    Csv,
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
