//! `coffer tenant`: companies that share the server and nothing else.

use coffer_core::Drive;
use coffer_core::organisation::{ChangeTenant, NewTenant};
use coffer_model::TenantId;
use coffer_model::space::GIB;
use coffer_model::tenant::TenantView;

use super::{CommandError, Outcome, terminal};
use crate::cli::{TenantAddArgs, TenantArgs, TenantSetArgs};
use crate::config::Settings;

pub(super) async fn add(
    settings: &Settings,
    arguments: TenantAddArgs,
) -> Result<Outcome, CommandError> {
    let password = terminal::new_password(&arguments.password)?;
    let drive = crate::drive::open_beside_server(settings).await?;
    let added = drive
        .add_tenant(NewTenant {
            name: arguments.name.clone(),
            login: arguments.admin.clone(),
            password,
        })
        .await;
    drive.close().await;
    let (id, _) = added?;
    terminal::say(&format!("added {} with the id {id}", arguments.name))?;
    terminal::say(&format!(
        "{} can log in at {}",
        arguments.admin, settings.public_url
    ))?;
    if !settings.oidc.issuer.is_empty() && settings.oidc.tenant.is_none() {
        terminal::say(
            "set oidc.tenant and start the server again: it has to know whose people log in at the issuer",
        )?;
    }
    Ok(Outcome::Done)
}

/// Prints a line for each tenant: id, name, and what it has of what it may have, with tabs between.
pub(super) async fn list(settings: &Settings) -> Result<Outcome, CommandError> {
    let drive = crate::drive::open_beside_server(settings).await?;
    let printed = print_all(&drive).await;
    drive.close().await;
    printed?;
    Ok(Outcome::Done)
}

async fn print_all(drive: &Drive) -> Result<(), CommandError> {
    let mut after = None;
    loop {
        let page = drive.list_tenants(after).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.settings.id);
        for tenant in &page {
            terminal::say(&line(tenant))?;
        }
    }
}

fn line(tenant: &TenantView) -> String {
    let set = &tenant.settings;
    [
        set.id.to_string(),
        set.name.clone(),
        format!("users {}/{}", tenant.users, set.user_limit),
        format!("capacity {}/{} GiB", gib(tenant.given), gib(set.capacity)),
        format!("groups {}", set.group_limit),
        format!("personal {} GiB", gib(set.personal_space_size)),
        format!("department {} GiB", gib(set.department_space_size)),
        format!("group {} GiB", gib(set.group_space_size)),
        format!("auto-provision {}", set.auto_provision),
    ]
    .join("\t")
}

/// Begun ones count: what is there must not look like nothing.
fn gib(bytes: u64) -> u64 {
    bytes.div_ceil(GIB)
}

pub(super) async fn set(
    settings: &Settings,
    arguments: TenantSetArgs,
) -> Result<Outcome, CommandError> {
    let bytes = |gib: Option<u64>| gib.map(|gib| gib.saturating_mul(GIB));
    let wanted = arguments.settings;
    let change = ChangeTenant {
        name: wanted.name,
        capacity: bytes(wanted.capacity),
        user_limit: wanted.users,
        group_limit: wanted.groups,
        personal_space_size: bytes(wanted.personal_size),
        department_space_size: bytes(wanted.department_size),
        group_space_size: bytes(wanted.group_size),
        auto_provision: wanted.auto_provision,
    };
    let named = TenantArgs {
        tenant: Some(arguments.id),
    };
    let drive = crate::drive::open_beside_server(settings).await?;
    let changed = match choose(&drive, named).await {
        Ok(id) => drive.change_tenant(id, change).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    drive.close().await;
    terminal::say(&line(&changed?))?;
    Ok(Outcome::Done)
}

/// The tenant that the arguments name, else the only one.
///
/// # Errors
/// `Refused`, with what to do, when it is not there or there is not exactly one.
pub(super) async fn choose(drive: &Drive, arguments: TenantArgs) -> Result<TenantId, CommandError> {
    if let Some(id) = drive.find_tenant(arguments.tenant).await? {
        return Ok(id);
    }
    Err(CommandError::Refused(match arguments.tenant {
        Some(id) => {
            format!(
                "there is no tenant with the id {id}; `coffer tenant list` shows those there are"
            )
        }
        None if drive.has_any_tenant().await? => {
            "there are several tenants: name one with --tenant ID; `coffer tenant list` shows them"
                .to_owned()
        }
        None => "there is no tenant yet; `coffer init` makes the first".to_owned(),
    }))
}
