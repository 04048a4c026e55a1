//! Codes: what a browser carries from the login page to the client.

use super::super::login::BrowserLogin;
use super::super::secret::Secret;
use super::clients::Client;
use crate::Drive;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coffer_model::{Code, Error, Result};
use coffer_store::identity::{self as store, NewGrant};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const CODE_SECONDS: i64 = 5 * 60;
const CODE_BYTES: usize = 32;
/// Lengths that RFC 7636 allows for a verifier.
const VERIFIER_MIN: usize = 43;
const VERIFIER_MAX: usize = 128;

/// The scopes that there are.
pub const SCOPES: [&str; 4] = ["openid", "profile", "email", "phone"];

/// What a client may know of a person: a set of [`SCOPES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(String);

impl Scope {
    /// The scopes in `text` that there are; others are left out, as RFC 6749 §3.3 allows.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let asked: Vec<&str> = text.split(' ').collect();
        let known: Vec<&str> = SCOPES
            .into_iter()
            .filter(|scope| asked.contains(scope))
            .collect();
        Self(known.join(" "))
    }

    /// Whether it has this scope.
    #[must_use]
    pub fn has(&self, scope: &str) -> bool {
        self.0.split(' ').any(|granted| granted == scope)
    }

    /// The scopes that this one and `other` have.
    #[must_use]
    pub fn narrowed_to(&self, other: &Self) -> Self {
        let both: Vec<&str> = self.0.split(' ').filter(|scope| other.has(scope)).collect();
        Self(both.join(" "))
    }

    /// The scopes, with blanks between.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a client asks for when it sends a browser to the login page.
#[derive(Debug, Clone)]
pub struct CodeRequest {
    /// Who asks.
    pub client: Client,
    /// Where the code is sent; one of the client's.
    pub redirect_uri: String,
    /// What the client wants to know.
    pub scope: Scope,
    /// What the id token has to repeat.
    pub nonce: Option<String>,
    /// SHA-256 of the verifier, base64url without padding.
    pub challenge: Option<String>,
}

impl Drive {
    /// A code for `login`: used once, within five minutes, by this client alone.
    ///
    /// # Errors
    /// `BadRequest` for an address that is not the client's and for a missing or malformed
    /// challenge, `Forbidden` when the person is of another tenant than the client.
    pub async fn issue_code(&self, request: CodeRequest, login: &BrowserLogin) -> Result<String> {
        let CodeRequest { client, .. } = &request;
        if !client.allows_redirect(&request.redirect_uri) {
            return Err(Error::parameter("redirect_uri"));
        }
        let challenge_fits = match &request.challenge {
            Some(challenge) => is_challenge(challenge),
            None => client.confidential,
        };
        if !challenge_fits {
            return Err(Error::parameter("code_challenge"));
        }
        if client.tenant.is_some_and(|tenant| tenant != login.tenant) {
            return Err(Error::new(Code::Forbidden));
        }
        let code = Secret::make::<CODE_BYTES>()?;
        let grant = NewGrant {
            id: self.next_id(),
            tenant: login.tenant,
            member: login.user,
            browser_login: login.id,
            app: client.app,
            redirect_uri: request.redirect_uri,
            scope: request.scope.0,
            nonce: request.nonce,
            challenge: request.challenge,
            authenticated_at: login.authenticated_at,
            code_hash: code.hash,
            code_expires_at: self.now().plus_seconds(CODE_SECONDS),
        };
        self.store()
            .write(move |tx| store::insert_grant(tx, &grant))
            .await?;
        Ok(code.text)
    }
}

/// Whether this is base64url of 32 bytes.
fn is_challenge(text: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(text)
        .is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether `verifier` is what `challenge` was made of. Without a challenge there must be none: a
/// client that sends one believes that its code was bound to it.
pub(in super::super) fn verifier_matches(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
            (VERIFIER_MIN..=VERIFIER_MAX).contains(&verifier.len())
                && bool::from(made.as_bytes().ct_eq(challenge.as_bytes()))
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}
