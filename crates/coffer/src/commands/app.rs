//! `coffer app`: applications that speak to the server.

use coffer_core::identity::NewApp;

use super::{CommandError, Outcome, terminal};
use crate::cli::AppAddArgs;
use crate::config::Settings;

/// Prints the id and the secret as two lines, `id …` and `secret …`.
pub(super) async fn add(
    settings: &Settings,
    arguments: AppAddArgs,
) -> Result<Outcome, CommandError> {
    let drive = crate::drive::open_beside_server(settings).await?;
    let added = drive
        .add_app(NewApp {
            tenant: None,
            name: arguments.name,
            redirect_uris: arguments.redirect_uris,
            public: arguments.public,
        })
        .await;
    drive.close().await;
    let app = added?;
    terminal::say(&format!("id {}", app.public_id))?;
    if let Some(secret) = app.secret {
        terminal::say(&format!("secret {secret}"))?;
    }
    Ok(Outcome::Done)
}
