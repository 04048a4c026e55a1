//! `coffer init`: the first tenant and its administrator.

use coffer_core::identity::NewTenant;

use super::{CommandError, Outcome, terminal};
use crate::cli::InitArgs;
use crate::config::Settings;

pub(super) async fn run(settings: &Settings, arguments: InitArgs) -> Result<Outcome, CommandError> {
    let drive = crate::drive::open(settings).await?;
    if drive.has_any_tenant().await? {
        drive.close().await;
        let refusal = "there is a tenant already; `coffer tenant add` makes further ones, `coffer user add` adds people".to_owned();
        return Err(CommandError::Refused(refusal));
    }
    let password = terminal::new_password(&arguments.password)?;
    let made = drive
        .create_first_tenant(NewTenant {
            name: arguments.tenant,
            login: arguments.login.clone(),
            password,
        })
        .await;
    drive.close().await;
    made?;
    terminal::say(&format!(
        "{} can log in at {}",
        arguments.login, settings.public_url
    ))?;
    Ok(Outcome::Done)
}
