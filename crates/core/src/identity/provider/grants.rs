//! What clients get for codes, refresh tokens and their own credentials.

use super::super::secret::{self, Secret};
use super::clients::Client;
use super::codes::{Scope, verifier_matches};
use super::id_token::{Claims, access_token_hash};
use crate::Drive;
use coffer_model::user::UserStatus;
use coffer_model::{AppId, Code, Error, Result, Timestamp};
use coffer_store::identity::{self as store, GrantRow, NewProviderToken, Redemption};

/// Life of an app's own token.
pub const APP_TOKEN_SECONDS: i64 = 3_600;
/// Life of a token about a person.
pub const PERSON_TOKEN_SECONDS: i64 = 20 * 60;
/// A refresh token that is not used for so long ends.
const REFRESH_SECONDS: i64 = 30 * 24 * 3_600;
const TOKEN_BYTES: usize = 24;
const FAMILY_BYTES: usize = 16;
/// Hex characters of a family at the start of its refresh tokens.
const FAMILY_LENGTH: usize = 2 * FAMILY_BYTES;

/// What a client gets for a code or a refresh token.
#[derive(Debug, Clone)]
pub struct PersonTokens {
    /// Tells about the person for [`PERSON_TOKEN_SECONDS`].
    pub access_token: String,
    /// Gets the next set; good once.
    pub refresh_token: String,
    /// Who logged in, signed; only with scope `openid`.
    pub id_token: Option<String>,
    /// What the tokens may tell.
    pub scope: Scope,
}

/// What a token may tell of its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserInfo {
    /// The person's id; never given to another.
    pub subject: String,
    /// With scope `profile`.
    pub name: Option<String>,
    /// With scope `email`, when there is one.
    pub email: Option<String>,
    /// With scope `phone`, when there is one.
    pub phone: Option<String>,
}

impl UserInfo {
    fn new(subject: String, scope: &Scope, [name, email, phone]: [&str; 3]) -> Self {
        let told = |wanted: &str, value: &str| {
            (scope.has(wanted) && !value.is_empty()).then(|| value.to_owned())
        };
        Self {
            subject,
            name: told("profile", name),
            email: told("email", email),
            phone: told("phone", phone),
        }
    }
}

/// Secrets of one answer, made before the transaction.
struct Fresh {
    access: Secret,
    refresh: Secret,
    family_hash: [u8; 32],
}

impl Fresh {
    /// Secrets of an answer in a new family, or in the one of a refresh token.
    fn make(family: Option<&str>) -> Result<Self> {
        let family = match family {
            Some(family) => Secret::of(family.to_owned()),
            None => Secret::make::<FAMILY_BYTES>()?,
        };
        let secret = Secret::make::<TOKEN_BYTES>()?;
        Ok(Self {
            access: Secret::make::<TOKEN_BYTES>()?,
            refresh: Secret::of(format!("{}{}", family.text, secret.text)),
            family_hash: family.hash,
        })
    }

    fn access_row(
        &self,
        app: AppId,
        grant: &GrantRow,
        scope: &Scope,
        now: Timestamp,
    ) -> NewProviderToken {
        NewProviderToken {
            token_hash: self.access.hash,
            tenant: grant.tenant,
            app,
            person: Some((grant.id, grant.member)),
            scope: scope.as_str().to_owned(),
            expires_at: now.plus_seconds(PERSON_TOKEN_SECONDS),
        }
    }
}

impl Drive {
    /// Redeems a code. One that comes a second time ends everything that it gave.
    ///
    /// # Errors
    /// `Unauthenticated` for a code that is unknown, used, expired, of another client or sent
    /// elsewhere, for a wrong verifier, and for disabled people.
    pub async fn redeem_code(
        &self,
        client: &Client,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
    ) -> Result<PersonTokens> {
        let app = client.app.ok_or(Code::Unauthenticated)?;
        let now = self.now();
        let fresh = std::sync::Arc::new(Fresh::make(None)?);
        let kept = std::sync::Arc::clone(&fresh);
        let code_hash = secret::hash(code);
        let (redirect_uri, verifier) = (redirect_uri.to_owned(), verifier.map(str::to_owned));
        let grant = self
            .store()
            .write(move |tx| {
                let Some(grant) = store::find_grant_by_code(tx, &code_hash)? else {
                    return Ok(None);
                };
                if grant.app != Some(app) {
                    return Ok(None);
                }
                let usable = grant.code_expires_at > now
                    && grant.redirect_uri == redirect_uri
                    && UserStatus::lets_in(grant.status)
                    && verifier_matches(grant.challenge.as_deref(), verifier.as_deref());
                let redemption = Redemption {
                    at: now,
                    family_hash: Some(kept.family_hash),
                    refresh_hash: Some(kept.refresh.hash),
                    expires_at: now.plus_seconds(REFRESH_SECONDS),
                };
                if !usable || !store::redeem_grant(tx, grant.id, &redemption)? {
                    store::delete_grant(tx, grant.id)?;
                    return Ok(None);
                }
                let scope = Scope::parse(&grant.scope);
                store::insert_provider_token(tx, &kept.access_row(app, &grant, &scope, now))?;
                Ok::<_, Error>(Some(grant))
            })
            .await?
            .ok_or(Code::Unauthenticated)?;
        let scope = Scope::parse(&grant.scope);
        self.answer(client, &grant, scope, &fresh, now).await
    }

    /// Redeems a refresh token, which gives the next one. One that comes a second time ends
    /// everything that its login gave to the client.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is unknown, used, expired or of another client, and for
    /// disabled people.
    pub async fn refresh_tokens(
        &self,
        client: &Client,
        refresh_token: &str,
        scope: Option<&Scope>,
    ) -> Result<PersonTokens> {
        let app = client.app.ok_or(Code::Unauthenticated)?;
        let family = refresh_token
            .get(..FAMILY_LENGTH)
            .ok_or(Code::Unauthenticated)?;
        let now = self.now();
        let fresh = std::sync::Arc::new(Fresh::make(Some(family))?);
        let kept = std::sync::Arc::clone(&fresh);
        let old_hash = secret::hash(refresh_token);
        let wanted = scope.cloned();
        let (grant, scope) = self
            .store()
            .write(move |tx| {
                let Some(grant) = store::find_grant_by_family(tx, &kept.family_hash)? else {
                    return Ok(None);
                };
                if grant.app != Some(app) {
                    return Ok(None);
                }
                let usable = grant.expires_at > now && UserStatus::lets_in(grant.status);
                let ends = now.plus_seconds(REFRESH_SECONDS);
                if !usable
                    || !store::rotate_grant(tx, grant.id, &old_hash, &kept.refresh.hash, ends)?
                {
                    store::delete_grant(tx, grant.id)?;
                    return Ok(None);
                }
                let granted = Scope::parse(&grant.scope);
                let scope = match &wanted {
                    Some(wanted) => granted.narrowed_to(wanted),
                    None => granted,
                };
                store::insert_provider_token(tx, &kept.access_row(app, &grant, &scope, now))?;
                Ok::<_, Error>(Some((grant, scope)))
            })
            .await?
            .ok_or(Code::Unauthenticated)?;
        self.answer(client, &grant, scope, &fresh, now).await
    }

    async fn answer(
        &self,
        client: &Client,
        grant: &GrantRow,
        scope: Scope,
        fresh: &Fresh,
        now: Timestamp,
    ) -> Result<PersonTokens> {
        let id_token = if scope.has("openid") {
            let about = [&grant.name, &grant.email, &grant.mobile].map(String::as_str);
            let claims = Claims {
                audience: &client.client_id,
                user: UserInfo::new(grant.member.to_string(), &scope, about),
                nonce: grant.nonce.as_deref(),
                authenticated_at: grant.authenticated_at,
                at_hash: access_token_hash(&fresh.access.text),
                now,
            };
            Some(self.sign_id_token(&claims).await?)
        } else {
            None
        };
        Ok(PersonTokens {
            access_token: fresh.access.text.clone(),
            refresh_token: fresh.refresh.text.clone(),
            id_token,
            scope,
        })
    }

    /// An app's own token, good for [`APP_TOKEN_SECONDS`].
    ///
    /// # Errors
    /// `Forbidden` for a client without a secret.
    pub async fn issue_app_token(&self, client: &Client) -> Result<String> {
        let (Some(app), Some(tenant), true) = (client.app, client.tenant, client.confidential)
        else {
            return Err(Error::new(Code::Forbidden));
        };
        let token = Secret::make::<TOKEN_BYTES>()?;
        let row = NewProviderToken {
            token_hash: token.hash,
            tenant,
            app,
            person: None,
            scope: String::new(),
            expires_at: self.now().plus_seconds(APP_TOKEN_SECONDS),
        };
        self.store()
            .write(move |tx| store::insert_provider_token(tx, &row))
            .await?;
        Ok(token.text)
    }

    /// Ends an access token, or a refresh token with everything that its login gave to the client.
    /// One that is unknown or another client's is no failure (RFC 7009 §2.2).
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn revoke_token(&self, client: &Client, token: &str) -> Result<()> {
        let Some(app) = client.app else {
            return Ok(());
        };
        let token_hash = secret::hash(token);
        let family_hash = token.get(..FAMILY_LENGTH).map(secret::hash);
        self.store()
            .write(move |tx| {
                store::delete_provider_token(tx, &token_hash, app)?;
                let grant = match &family_hash {
                    Some(family_hash) => store::find_grant_by_family(tx, family_hash)?,
                    None => None,
                };
                match grant.filter(|grant| grant.app == Some(app)) {
                    Some(grant) => Ok(store::delete_grant(tx, grant.id)?),
                    None => Ok(()),
                }
            })
            .await
    }

    /// What an access token may tell of its person.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is unknown, has ended or is about nobody, and for
    /// disabled people.
    pub async fn user_info(&self, access_token: &str) -> Result<UserInfo> {
        let (hash, now) = (secret::hash(access_token), self.now());
        let row = self
            .store()
            .read(move |tx| store::find_person_token(tx, &hash, now))
            .await?
            .filter(|row| UserStatus::lets_in(row.status))
            .ok_or(Code::Unauthenticated)?;
        let about = [&row.name, &row.email, &row.mobile].map(String::as_str);
        Ok(UserInfo::new(
            row.member.to_string(),
            &Scope::parse(&row.scope),
            about,
        ))
    }
}
