//! Registered applications: those that sign requests, and clients of the provider.

use super::secret;
use super::session::Identity;
use crate::audit::{Act, Change, Object};
use crate::clock::random;
use crate::organisation::find_named_or_only;
use crate::{Ctx, Drive};
use coffer_model::user::UserStatus;
use coffer_model::{AppId, Code, Error, Result, TenantId, UserId};
use coffer_store::Tx;
use coffer_store::identity::{self as store, AppRow};
use serde_json::json;
use url::Url;

const ID_BYTES: usize = 32;
const SECRET_BYTES: usize = 32;
const NAME_MAX: usize = 64;
const REDIRECT_URIS_MAX: usize = 20;
const PAGE: i64 = 100;

/// An app to be registered.
#[derive(Debug, Clone, Default)]
pub struct NewApp {
    /// The tenant; `None` for the only one that there is.
    pub tenant: Option<TenantId>,
    /// The name to show, 1 to 64 characters.
    pub name: String,
    /// Where its users may be sent after logging in: exact addresses. Needed only by apps that let
    /// people log in.
    pub redirect_uris: Vec<String>,
    /// Whether it runs where it cannot keep a secret: then it gets none and must use PKCE.
    pub public: bool,
}

/// A new app. The secret is shown this once.
#[derive(Debug, Clone)]
pub struct RegisteredApp {
    /// The id.
    pub id: AppId,
    /// The id that the app calls itself by: 64 hex characters.
    pub public_id: String,
    /// The secret: 64 hex characters; `None` for a public app.
    pub secret: Option<String>,
}

/// An app as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppView {
    /// The id.
    pub id: AppId,
    /// The id that the app calls itself by.
    pub public_id: String,
    /// The name to show.
    pub name: String,
    /// Whether it has no secret.
    pub public: bool,
    /// Where its users may be sent after logging in.
    pub redirect_uris: Vec<String>,
}

/// What is needed to check an app's signature.
pub struct AppCredential {
    /// Which app.
    pub app: AppIdentity,
    /// The secret that it signs with.
    pub secret: String,
}

/// An app that proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppIdentity {
    /// The app.
    pub id: AppId,
    /// The tenant that it belongs to.
    pub tenant: TenantId,
}

impl Drive {
    /// Registers an app.
    ///
    /// # Errors
    /// `BadRequest` for a name or an address that is not allowed, `NotFound` without such a tenant
    /// (or when none was named and there is not exactly one).
    pub async fn add_app(&self, new: NewApp) -> Result<RegisteredApp> {
        let name = check_name(&new.name)?;
        let redirect_uris = check_redirect_uris(&new.redirect_uris)?;
        let id = AppId(self.next_id());
        let public_id = hex::encode(random::<ID_BYTES>()?);
        let secret = match new.public {
            true => None,
            false => Some(hex::encode(random::<SECRET_BYTES>()?)),
        };
        let wrapped = match &secret {
            Some(secret) => Some(
                self.inner
                    .keys
                    .wrap(&secret_context(&public_id), secret.as_bytes())?,
            ),
            None => None,
        };
        let mut row = AppRow {
            id,
            tenant: TenantId(0),
            public_id: public_id.clone(),
            name,
            secret: wrapped,
            redirect_uris,
        };
        let (drive, now) = (self.clone(), self.now());
        self.store()
            .write(move |tx| {
                row.tenant = find_named_or_only(tx, new.tenant)?.ok_or(Code::NotFound)?;
                store::insert_app(tx, &row, now)?;
                audit(
                    tx,
                    &drive,
                    &Ctx::operator(row.tenant, now),
                    Act::Create,
                    &row,
                )
            })
            .await?;
        Ok(RegisteredApp {
            id,
            public_id,
            secret,
        })
    }

    /// A page of a tenant's apps in the order in which they were registered, behind `after`.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn list_apps(&self, tenant: TenantId, after: Option<AppId>) -> Result<Vec<AppView>> {
        let after = after.unwrap_or(AppId(0));
        let rows = self
            .store()
            .read(move |tx| store::list_apps(tx, tenant, after, PAGE))
            .await?;
        let views = rows.into_iter().map(|row| AppView {
            id: row.id,
            public: row.secret.is_none(),
            redirect_uris: row.redirect_uris.lines().map(str::to_owned).collect(),
            public_id: row.public_id,
            name: row.name,
        });
        Ok(views.collect())
    }

    /// Removes an app; its tokens die at once.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_app(&self, public_id: &str) -> Result<()> {
        let public_id = public_id.to_owned();
        let (drive, now) = (self.clone(), self.now());
        self.store()
            .write(move |tx| {
                let app = store::find_app(tx, &public_id)?.ok_or(Code::NotFound)?;
                store::delete_app(tx, app.id)?;
                audit(
                    tx,
                    &drive,
                    &Ctx::operator(app.tenant, now),
                    Act::Delete,
                    &app,
                )
            })
            .await
    }

    /// The app that calls itself `public_id`, to check a signature with.
    ///
    /// # Errors
    /// `Unauthenticated` when there is none or it has no secret.
    pub async fn app_credential(&self, public_id: &str) -> Result<AppCredential> {
        let row = self
            .find_app_row(public_id)
            .await?
            .ok_or(Code::Unauthenticated)?;
        let secret = self.app_secret(&row)?.ok_or(Code::Unauthenticated)?;
        Ok(AppCredential {
            app: AppIdentity {
                id: row.id,
                tenant: row.tenant,
            },
            secret,
        })
    }

    /// The person for whom an app acts.
    ///
    /// # Errors
    /// `Unauthenticated` unless the person is in the app's tenant and not disabled.
    pub async fn act_for(&self, app: AppIdentity, user: UserId) -> Result<Identity> {
        let tenant = app.tenant;
        let row = self
            .store()
            .read(move |tx| store::find_app_user(tx, tenant, user))
            .await?
            .filter(|row| UserStatus::lets_in(row.status))
            .ok_or(Code::Unauthenticated)?;
        Ok(Identity::of(
            tenant,
            user,
            (row.role, row.department),
            Some(app.id),
        ))
    }

    /// The app whose own token this is.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is unknown, has ended, or is about a person.
    pub async fn authenticate_app(&self, token: &str) -> Result<AppIdentity> {
        let (hash, now) = (secret::hash(token), self.now());
        let found = self
            .store()
            .read(move |tx| store::find_app_token(tx, &hash, now))
            .await?;
        let (id, tenant) = found.ok_or(Code::Unauthenticated)?;
        Ok(AppIdentity { id, tenant })
    }

    pub(super) async fn find_app_row(&self, public_id: &str) -> Result<Option<AppRow>> {
        // Ids are hex: anything else (a NUL, a megabyte) needs no look into the database.
        let possible = public_id.len() == 2 * ID_BYTES
            && public_id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !possible {
            return Ok(None);
        }
        let public_id = public_id.to_owned();
        Ok(self
            .store()
            .read(move |tx| store::find_app(tx, &public_id))
            .await?)
    }

    /// The secret of an app; `None` for a public one.
    pub(super) fn app_secret(&self, row: &AppRow) -> Result<Option<String>> {
        let Some(wrapped) = &row.secret else {
            return Ok(None);
        };
        let secret = self
            .inner
            .keys
            .unwrap(&secret_context(&row.public_id), wrapped);
        secret
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .map(Some)
            .ok_or_else(|| Error::internal("the secret of an app cannot be unwrapped"))
    }
}

/// Writes down that an app came or went; never its secret.
fn audit(tx: &mut Tx<'_>, drive: &Drive, ctx: &Ctx, act: Act, row: &AppRow) -> Result<()> {
    let addresses: Vec<&str> = row.redirect_uris.lines().collect();
    let fields = json!({
        "name": row.name, "app": row.public_id, "public": row.secret.is_none(),
        "redirect_uris": addresses,
    });
    let (before, after) = match act {
        Act::Delete => (fields, json!(null)),
        _ => (json!(null), fields),
    };
    let change = Change {
        act,
        object: Object::App(row.id),
        name: &row.name,
        before,
        after,
    };
    drive.audit(tx, ctx, &change)
}

fn secret_context(public_id: &str) -> String {
    format!("secret of app {public_id}")
}

fn check_name(text: &str) -> Result<String> {
    let name = text.trim();
    let allowed =
        (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    allowed
        .then(|| name.to_owned())
        .ok_or_else(|| Error::parameter("name").with_limit(format!("1-{NAME_MAX}")))
}

/// Addresses a line each. Plain HTTP only on the machine itself: the code travels in them. Schemes
/// of native apps have a dot in them (RFC 8252 §7.1).
fn check_redirect_uris(uris: &[String]) -> Result<String> {
    let fault = || Error::parameter("redirect_uris");
    if uris.len() > REDIRECT_URIS_MAX {
        return Err(fault().with_limit(REDIRECT_URIS_MAX));
    }
    for text in uris {
        let uri = Url::parse(text).map_err(|_| fault())?;
        let allowed = match uri.scheme() {
            "https" => true,
            "http" => matches!(uri.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")),
            other => other.contains('.'),
        };
        let plain = uri.fragment().is_none() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !allowed || !plain || text.len() > 2_000 {
            return Err(fault());
        }
    }
    Ok(uris.join("\n"))
}
