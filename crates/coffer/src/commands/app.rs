//! `coffer app`: applications that speak to the server.

use coffer_core::Drive;
use coffer_core::identity::{NewApp, RegisteredApp};

use super::{CommandError, Outcome, tenant, terminal};
use crate::cli::AppAddArgs;
use crate::config::Settings;

/// Prints the id and the secret as two lines, `id …` and `secret …`.
pub(super) async fn add(
    settings: &Settings,
    arguments: AppAddArgs,
) -> Result<Outcome, CommandError> {
    let drive = crate::drive::open_beside_server(settings).await?;
    let added = register(&drive, arguments).await;
    drive.close().await;
    let app = added?;
    terminal::say(&format!("id {}", app.public_id))?;
    if let Some(secret) = app.secret {
        terminal::say(&format!("secret {secret}"))?;
    }
    Ok(Outcome::Done)
}

async fn register(drive: &Drive, arguments: AppAddArgs) -> Result<RegisteredApp, CommandError> {
    let tenant = tenant::choose(drive, arguments.tenant).await?;
    let added = drive.add_app(NewApp {
        tenant: Some(tenant),
        name: arguments.name,
        redirect_uris: arguments.redirect_uris,
        public: arguments.public,
    });
    Ok(added.await?)
}
