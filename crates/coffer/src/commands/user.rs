//! `coffer user`: people.

use coffer_core::identity::NewUser;
use coffer_model::user::Role;

use super::{CommandError, Outcome, terminal};
use crate::cli::{UserAddArgs, UserPasswdArgs};
use crate::config::Settings;

pub(super) async fn add(
    settings: &Settings,
    arguments: UserAddArgs,
) -> Result<Outcome, CommandError> {
    let password = terminal::new_password(&arguments.password)?;
    let role = if arguments.admin {
        Role::SuperAdministrator
    } else {
        Role::Member
    };
    let new = NewUser {
        tenant: None,
        department: None,
        login: arguments.login.clone(),
        password,
        name: arguments.name,
        mobile: arguments.mobile,
        email: arguments.email,
        role,
    };
    let drive = crate::drive::open_beside_server(settings).await?;
    let added = drive.add_user(new).await;
    drive.close().await;
    let id = added?;
    terminal::say(&format!("added {} with the id {id}", arguments.login))?;
    Ok(Outcome::Done)
}

pub(super) async fn passwd(
    settings: &Settings,
    arguments: UserPasswdArgs,
) -> Result<Outcome, CommandError> {
    let password = terminal::new_password(&arguments.password)?;
    let drive = crate::drive::open_beside_server(settings).await?;
    let set = drive.set_password(&arguments.login, &password).await;
    drive.close().await;
    set?;
    terminal::say(&format!("{} has a new password", arguments.login))?;
    Ok(Outcome::Done)
}
