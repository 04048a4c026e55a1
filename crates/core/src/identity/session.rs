//! Sessions: the tokens that people's requests carry.

use super::provider::verifier_matches;
use super::secret::{self, Secret};
use crate::{Access, Actor, Ctx, Drive};
use coffer_model::user::{Role, UserStatus, UserView};
use coffer_model::{
    AppId, Code, DepartmentId, Error, Locale, Result, SessionId, TenantId, Timestamp, UserId,
};
use coffer_store::identity::{self as store, GrantRow, NewSession, Redemption, SessionRow};
use coffer_store::{ReadTx, Tx};

/// A session ends when it was not used for so long.
pub const SESSION_SECONDS: i64 = 20 * 60;
/// Its end is moved at most so often: a write for every call would be the dearest part of it.
const TOUCH_SECONDS: i64 = 60;
const TOKEN_BYTES: usize = 24;
const HANDLE_BYTES: usize = 16;

/// A new session, as the client gets it.
#[derive(Debug, Clone)]
pub struct OpenedSession {
    /// The token: 48 lower-case hex characters.
    pub token: String,
    /// The session id, which [`Drive::renew_session`] takes beside the token.
    pub handle: String,
    /// Whose it is.
    pub user: UserId,
    /// The name to show.
    pub name: String,
}

/// Whom a credential names, as of this call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The tenant.
    pub tenant: TenantId,
    /// Who asks.
    pub actor: Actor,
}

impl Identity {
    /// A call of this identity.
    #[must_use]
    pub fn into_ctx(self, locale: Locale, now: Timestamp, address: String) -> Ctx {
        Ctx {
            tenant: self.tenant,
            actor: self.actor,
            locale,
            now,
            address,
        }
    }

    pub(crate) fn of(
        tenant: TenantId,
        user: UserId,
        (role, department): (i64, DepartmentId),
        app: Option<AppId>,
    ) -> Self {
        Self {
            tenant,
            actor: Actor {
                user,
                role: Role::from_number(role).unwrap_or(Role::Member),
                department,
                app,
                access: Access::Full,
            },
        }
    }
}

/// What a session says about its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileView {
    /// The person.
    pub user: UserView,
    /// The tenant's name.
    pub tenant_name: String,
    /// People of the tenant.
    pub members: u64,
}

impl Drive {
    /// Opens a session with a code that the built-in client was given. `verifier` is what the
    /// code's challenge was made of, if it had one.
    ///
    /// A code that comes a second time ends the session that it opened: somebody else has it.
    ///
    /// # Errors
    /// `Unauthenticated` for a code that is unknown, used, expired or of another client, for a
    /// wrong verifier, and for disabled people.
    pub async fn open_session(&self, code: &str, verifier: Option<&str>) -> Result<OpenedSession> {
        let now = self.now();
        let token = Secret::make::<TOKEN_BYTES>()?;
        let handle = Secret::make::<HANDLE_BYTES>()?;
        let id = SessionId(self.next_id());
        let (code_hash, verifier) = (secret::hash(code), verifier.map(str::to_owned));
        let (token_hash, handle_hash) = (token.hash, handle.hash);
        let opened = self
            .store()
            .write(move |tx| {
                let Some(grant) = store::find_grant_by_code(tx, &code_hash)? else {
                    return Ok(None);
                };
                let usable = may_open(&grant, verifier.as_deref(), now);
                let redemption = Redemption {
                    at: now,
                    family_hash: None,
                    refresh_hash: None,
                    // Kept as long as a reuse of the code has to be noticed.
                    expires_at: grant.code_expires_at,
                };
                if !usable || !store::redeem_grant(tx, grant.id, &redemption)? {
                    if grant.app.is_none() {
                        store::delete_grant(tx, grant.id)?;
                    }
                    return Ok(None);
                }
                let session = NewSession {
                    id,
                    tenant: grant.tenant,
                    member: grant.member,
                    browser_login: grant.browser_login,
                    grant: grant.id,
                    token_hash,
                    handle_hash,
                    created_at: now,
                    expires_at: now.plus_seconds(SESSION_SECONDS),
                };
                store::insert_session(tx, &session)?;
                Ok::<_, Error>(Some((grant.member, grant.name)))
            })
            .await?;
        let (user, name) = opened.ok_or(Code::Unauthenticated)?;
        Ok(OpenedSession {
            token: token.text,
            handle: handle.text,
            user,
            name,
        })
    }

    /// Whom a token names. Using it moves the end of its session.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is unknown or has ended, and for disabled people.
    pub async fn authenticate(&self, token: &str) -> Result<Identity> {
        let (hash, now) = (secret::hash(token), self.now());
        let session = self
            .store()
            .read(move |tx| store::find_session(tx, &hash, now))
            .await?
            .filter(is_enabled)
            .ok_or(Code::Unauthenticated)?;
        if session.seen_at.plus_seconds(TOUCH_SECONDS) <= now {
            self.touch(session.id, now).await;
        }
        let may = (session.role, session.department);
        Ok(Identity::of(session.tenant, session.member, may, None))
    }

    /// Moves the end of a session. The call that uses it is none the worse when that fails: the
    /// next one tries again.
    async fn touch(&self, id: SessionId, now: Timestamp) {
        let ends = now.plus_seconds(SESSION_SECONDS);
        let touched = self
            .store()
            .write(move |tx| store::touch_session(tx, id, now, ends))
            .await;
        if let Err(error) = touched {
            tracing::warn!(error = %error, "the end of a session could not be moved");
        }
    }

    /// Gives a live session another token; the old one is dead at once.
    ///
    /// # Errors
    /// `Unauthenticated` unless token and session id belong together and are alive.
    pub async fn renew_session(&self, token: &str, handle: &str) -> Result<String> {
        let now = self.now();
        let new = Secret::make::<TOKEN_BYTES>()?;
        let (token_hash, handle_hash) = (secret::hash(token), secret::hash(handle));
        let new_hash = new.hash;
        let renewed = self
            .store()
            .write(move |tx| {
                let enabled = store::find_session(tx, &token_hash, now)?
                    .as_ref()
                    .is_some_and(is_enabled);
                Ok::<_, Error>(enabled && rotate(tx, [&token_hash, &handle_hash, &new_hash], now)?)
            })
            .await?;
        if renewed {
            self.inner.watch.ring_session(&secret::hash(token));
            Ok(new.text)
        } else {
            Err(Error::new(Code::Unauthenticated))
        }
    }

    /// Ends a session, whether it was alive or not, and the browser's login that it came from.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn end_session(&self, token: &str) -> Result<()> {
        let hash = secret::hash(token);
        self.store()
            .write(move |tx| Ok::<_, Error>(store::end_session(tx, &hash)?))
            .await?;
        self.inner.watch.ring_session(&hash);
        Ok(())
    }

    /// The caller and the tenant, as a client shows them after logging in.
    ///
    /// # Errors
    /// `Unauthenticated` when the caller is gone meanwhile.
    pub async fn profile(&self, ctx: &Ctx) -> Result<ProfileView> {
        let (tenant, user) = (ctx.tenant, ctx.user());
        let row = self
            .store()
            .read(move |tx| store::find_profile(tx, tenant, user))
            .await?
            .ok_or(Code::Unauthenticated)?;
        Ok(ProfileView {
            user: UserView {
                id: row.id,
                tenant: row.tenant,
                name: row.name,
                subject: row.subject,
                department: row.department,
                role: Role::from_number(row.role).unwrap_or(Role::Member),
                status: UserStatus::from_number(row.status).unwrap_or(UserStatus::Disabled),
            },
            tenant_name: row.tenant_name,
            members: row.members,
        })
    }
}

/// What we know the session of a token by.
pub(crate) fn session_key(token: &str) -> [u8; 32] {
    secret::hash(token)
}

/// Whom a session names, if it is alive; this does not move its end.
pub(crate) fn find_live(
    tx: &mut ReadTx<'_>,
    key: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Identity>> {
    let session = store::find_session(tx, key, now)?.filter(is_enabled);
    Ok(session.map(|session| {
        let may = (session.role, session.department);
        Identity::of(session.tenant, session.member, may, None)
    }))
}

/// Whether a code may open a session; whether it was used already is asked when it is redeemed.
fn may_open(grant: &GrantRow, verifier: Option<&str>, now: Timestamp) -> bool {
    grant.app.is_none()
        && grant.code_expires_at > now
        && UserStatus::lets_in(grant.status)
        && verifier_matches(grant.challenge.as_deref(), verifier)
}

pub(super) fn is_enabled(session: &SessionRow) -> bool {
    UserStatus::lets_in(session.status)
}

fn rotate(tx: &mut Tx<'_>, [token, handle, new]: [&[u8; 32]; 3], now: Timestamp) -> Result<bool> {
    let ends = now.plus_seconds(SESSION_SECONDS);
    Ok(store::rotate_session(tx, (token, handle), new, now, ends)?.is_some())
}
