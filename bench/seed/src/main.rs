//! Fills a drive through the core. The server must not be running on the database.
//!
//! `coffer-seed COUNT...` makes a folder `seed-COUNT` with so many files for each count in the space
//! of the first administrator. `coffer-seed organisation DEPARTMENTS PEOPLE GROUPS FILES` makes an
//! organisation, with so many files of the one who is called `Leaver`. `coffer-seed rights DEPTH GROUPS GRANTS
//! CHILDREN HIDDEN GUARDS` makes spaces in which rights are hard to tell, and measures the core. Settings come from the same
//! `COFFER_*` variables as the server's.

mod files;
mod organisation;
mod rights;

use std::time::Instant;

use anyhow::{Context, Result};
use coffer::config::Config;
use coffer_core::{Access, Actor, Ctx, Drive};
use coffer_model::user::Role;
use coffer_model::{DepartmentId, Locale, TenantId, UserId};

use files::Seeder;
use organisation::{Founder, Size};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    let organisation = arguments.next_if(|first| first == "organisation").is_some();
    let rights = arguments.next_if(|first| first == "rights").is_some();
    let counts = arguments
        .map(|text| text.parse::<usize>().context("a count"))
        .collect::<Result<Vec<_>>>()?;
    let settings = Config::load(None, std::env::vars_os())?.settings;
    let drive = coffer::drive::open(&settings).await?;
    let ctx = administrator(&drive).await?;
    if organisation {
        let size = Size::read(&counts)?;
        Founder::new(drive.clone(), ctx, size).found().await?;
    } else if rights {
        let size = rights::Size::read(&counts)?;
        rights::Yard::new(drive.clone(), ctx, size)
            .measure()
            .await?;
    } else {
        let seeder = Seeder::new(drive.clone(), ctx).await?;
        for count in counts {
            let started = Instant::now();
            seeder.fill(count).await?;
            println!("seed-{count} {:.1}", started.elapsed().as_secs_f64());
        }
    }
    drive.close().await;
    Ok(())
}

/// A call of the first administrator.
async fn administrator(drive: &Drive) -> Result<Ctx> {
    let logins = drive.list_logins("").await?;
    let person = logins.first().context("the server has never started")?;
    Ok(call(drive, person.tenant, person.user, person.role))
}

/// A call of somebody.
fn call(drive: &Drive, tenant: TenantId, user: UserId, role: Role) -> Ctx {
    Ctx {
        tenant,
        actor: Actor {
            user,
            role,
            department: DepartmentId(0),
            app: None,
            access: Access::Full,
        },
        locale: Locale::En,
        now: drive.now(),
        address: "127.0.0.1".to_owned(),
    }
}
