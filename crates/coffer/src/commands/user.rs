//! `coffer user`: people.

use coffer_core::Drive;
use coffer_core::identity::NewUser;
use coffer_model::user::Role;
use coffer_model::{Code, UserId};

use super::{CommandError, Outcome, tenant, terminal};
use crate::cli::{UserAddArgs, UserPasswdArgs};
use crate::config::Settings;

pub(super) async fn add(
    settings: &Settings,
    arguments: UserAddArgs,
) -> Result<Outcome, CommandError> {
    let password = terminal::new_password(&arguments.password)?;
    let drive = crate::drive::open_beside_server(settings).await?;
    let login = arguments.login.clone();
    let added = add_person(&drive, arguments, password).await;
    drive.close().await;
    let id = added?;
    terminal::say(&format!("added {login} with the id {id}"))?;
    Ok(Outcome::Done)
}

async fn add_person(
    drive: &Drive,
    arguments: UserAddArgs,
    password: String,
) -> Result<UserId, CommandError> {
    let tenant = tenant::choose(drive, arguments.tenant).await?;
    let role = if arguments.admin {
        Role::SuperAdministrator
    } else if arguments.department_admin {
        Role::DepartmentAdministrator
    } else {
        Role::Member
    };
    let new = NewUser {
        tenant: Some(tenant),
        department: arguments.department,
        login: arguments.login,
        password,
        name: arguments.name,
        mobile: arguments.mobile,
        email: arguments.email,
        role,
    };
    match (drive.add_user(new).await, arguments.department) {
        (Err(error), Some(id)) if error.code() == Code::NotFound => Err(CommandError::Refused(
            format!("the tenant {tenant} has no department with the id {id}"),
        )),
        (added, _) => Ok(added?),
    }
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
