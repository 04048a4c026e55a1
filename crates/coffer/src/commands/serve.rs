//! `coffer serve`: run the server until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use coffer_api::ApiSettings;
use coffer_api::kit::failure::RandomSource;
use coffer_api::kit::telemetry::{HttpMeters, measure};
use coffer_api::provider::external::{Issuer, IssuerSettings};
use coffer_core::Drive;
use coffer_core::identity::NewTenant;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;

use super::{CommandError, Outcome, terminal};
use crate::config::Settings;
use crate::operations::{Operations, operations_router};
use crate::server::{self, Background, Lifecycle};
use crate::telemetry::Metrics;

/// The login of the first administrator when the configuration names none.
const FIRST_LOGIN: &str = "admin";
/// How long tasks beside the requests may take to stop: one slice of a job.
const BACKGROUND: Duration = Duration::from_secs(10);

/// Starts in the order of need, the port last to answer; stops in the reverse order.
pub(super) async fn run(mut settings: Settings) -> Result<Outcome, CommandError> {
    raise_file_limit();
    let listener = server::bind(&settings).await?;
    settings.listened_on(listener.local_addr()?);
    let lifecycle = Lifecycle::default();
    lifecycle.stop_on_signals()?;
    let metrics = Metrics::install(&lifecycle.background)?;
    let drive = crate::drive::open(&settings).await?;
    let served = serve(listener, &settings, &drive, metrics, &lifecycle).await;
    lifecycle.background.stop(BACKGROUND).await;
    drive.close().await;
    tracing::info!("stopped");
    served?;
    Ok(Outcome::Done)
}

/// Who connects early waits until everything is ready. The line on stdout is for those who
/// started the server and want to know when and where to connect.
async fn serve(
    listener: TcpListener,
    settings: &Settings,
    drive: &Drive,
    metrics: Metrics,
    lifecycle: &Lifecycle,
) -> Result<(), CommandError> {
    make_first_administrator(settings, drive).await?;
    warn_of_lost_logins(settings, drive).await?;
    start_jobs(drive, &lifecycle.background);
    start_watch(drive, lifecycle);
    let router = router(settings, drive, metrics)?;
    let address = settings.listen;
    terminal::say(&format!("listening on {}://{address}", settings.scheme()))?;
    tracing::info!(%address, "listening");
    Ok(server::serve(listener, router, settings, lifecycle.clone()).await?)
}

/// Every route of the server.
fn router(
    settings: &Settings,
    drive: &Drive,
    metrics: Metrics,
) -> Result<Router, coffer_model::Error> {
    let operations = Operations {
        metrics,
        allow: settings.metrics_allow.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
    };
    let of_readiness = drive.clone();
    let api = ApiSettings {
        cors_origins: settings.cors_origins.clone(),
        json_body_bytes: settings.limits.json_body_bytes,
        body_idle: settings.limits.request_timeout,
        sdk_origins: settings.sdk_origins.clone(),
        web_files: crate::web::FILES,
        random: RandomSource::new(crate::random::fill),
        issuer: issuer(settings)?,
    };
    let router = operations_router(operations, move || {
        let drive = of_readiness.clone();
        async move { drive.ready().await }
    })
    .merge(coffer_api::router(drive, &api))
    .layer(from_fn_with_state(HttpMeters::default(), measure));
    Ok(router)
}

/// The external issuer, if the configuration names one. It is not asked for anything before somebody
/// logs in: the server starts without it.
fn issuer(settings: &Settings) -> Result<Option<Arc<Issuer>>, coffer_model::Error> {
    let oidc = &settings.oidc;
    if oidc.issuer.is_empty() {
        return Ok(None);
    }
    let issuer = Issuer::new(IssuerSettings {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        client_secret: oidc.client_secret.clone(),
        name: oidc.name.clone(),
        scopes: oidc.scopes.clone(),
        only: oidc.only,
        clock_skew: i64::try_from(oidc.clock_skew.as_secs()).unwrap_or(i64::MAX),
    })?;
    Ok(Some(Arc::new(issuer)))
}

/// The issuer's people belong to one tenant: where there are several, the configuration says to which.
async fn warn_of_lost_logins(settings: &Settings, drive: &Drive) -> Result<(), CommandError> {
    let unclear = !settings.oidc.issuer.is_empty() && settings.oidc.tenant.is_none();
    if unclear && drive.list_tenants(None).await?.len() > 1 {
        tracing::warn!(
            "nobody can log in at the issuer: there are several tenants, and oidc.tenant names none"
        );
    }
    Ok(())
}

/// At first start: the one that the configuration names, else one with a password of our making.
async fn make_first_administrator(settings: &Settings, drive: &Drive) -> Result<(), CommandError> {
    if drive.has_any_tenant().await? {
        return Ok(());
    }
    let made_up = if settings.admin.is_none() {
        Some(made_up_password()?)
    } else {
        None
    };
    let (login, password) = match (&settings.admin, &made_up) {
        (Some(admin), _) => (admin.user.clone(), admin.password.clone()),
        (None, made_up) => (FIRST_LOGIN.to_owned(), made_up.clone().unwrap_or_default()),
    };
    let new = NewTenant {
        name: "Coffer".to_owned(),
        login: login.clone(),
        password,
    };
    drive.create_first_tenant(new).await?;
    tracing::info!("made the first tenant and its administrator");
    if let Some(password) = made_up {
        welcome(settings, &login, &password)?;
    }
    Ok(())
}

/// The one time that the password is shown, and what to do with it.
fn welcome(settings: &Settings, login: &str, password: &str) -> Result<(), CommandError> {
    let url = &settings.public_url;
    terminal::print(&format!(
        "\nThis is the first start. An administrator was made; the password is shown this once:\n\n\
         \x20   login     {login}\n\
         \x20   password  {password}\n\n\
         Try the API at {url}/docs, add people with `coffer user add`,\n\
         change the password with `coffer user passwd {login}`.\n\n"
    ))?;
    Ok(())
}

/// 24 letters and digits, none of which look alike.
#[expect(
    clippy::disallowed_methods,
    reason = "there is no core function for words that people read"
)]
fn made_up_password() -> Result<String, CommandError> {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|error| CommandError::Refused(error.to_string()))?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect())
}

fn start_jobs(drive: &Drive, background: &Background) {
    let (jobs, sweeper, recents) = (drive.clone(), drive.clone(), drive.clone());
    background.spawn(move |stop| async move { jobs.run_jobs(stop).await });
    background.spawn(move |stop| async move { sweeper.run_sweeper(stop).await });
    background.spawn(move |stop| async move { recents.run_recents(stop).await });
}

/// Open pages end when the server stops to accept: it would wait for them in vain.
fn start_watch(drive: &Drive, lifecycle: &Lifecycle) {
    let (drive, stop) = (drive.clone(), lifecycle.stop.clone());
    lifecycle.background.spawn(move |stopped| async move {
        stopped.run_until_cancelled(drive.run_watch(stop)).await;
    });
}

/// Connections are files: take all that the system lets us have.
fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}
