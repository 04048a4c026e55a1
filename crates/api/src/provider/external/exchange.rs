//! From a code to a person (OpenID Connect Core 1.0 §3.1.3, §5.3).

use super::CALLBACK;
use super::issuer::Issuer;
use super::metadata::{ClientAuth, Metadata};
use super::token::IdToken;
use super::trouble::{Trouble, plain_word};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use coffer_core::Drive;
use coffer_core::identity::external::{ExternalPerson, ExternalReference};
use coffer_model::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::form_urlencoded;

/// A longer ID token is not kept: it would not fit into the address that ends the session either.
const KEPT_TOKEN_MAX: usize = 4_096;
/// A longer session name is none.
const SESSION_MAX: usize = 255;

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    token_type: String,
    id_token: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// What the browser brought back, and what it was sent with.
pub(super) struct Return<'a> {
    pub(super) code: &'a str,
    pub(super) verifier: &'a str,
    pub(super) nonce: &'a str,
}

impl Issuer {
    /// Redeems a code and verifies what it gives.
    pub(super) async fn identify(
        &self,
        drive: &Drive,
        brought: &Return<'_>,
    ) -> Result<ExternalPerson, Trouble> {
        let metadata = self.metadata(drive).await?;
        let tokens = self.redeem(drive, &metadata, brought).await?;
        let (id_token, header): (IdToken, _) = self.open(drive, &tokens.id_token).await?;
        let access_token = (tokens.access_token.as_str(), header.alg);
        id_token.check(&self.expected(drive), brought.nonce, access_token)?;
        let subject = id_token.common.sub.clone();
        let subject = subject.ok_or(Trouble::Unbelievable("the token names nobody"))?;
        let told = self
            .user_info(&metadata, &id_token.claims, &tokens, &subject)
            .await?;
        let claims = Claims([Some(&id_token.claims), told.as_ref()]);
        let session = id_token.common.sid.clone();
        Ok(ExternalPerson {
            name: claims.name(),
            email: claims.verified("email", "email_verified"),
            phone: claims.verified("phone_number", "phone_number_verified"),
            authenticated_at: id_token
                .auth_time()
                .map(|seconds| Timestamp(0).plus_seconds(seconds)),
            session: session.filter(|session| (1..=SESSION_MAX).contains(&session.len())),
            reference: ExternalReference {
                issuer: self.settings.issuer.clone(),
                id_token: Some(tokens.id_token).filter(|token| token.len() <= KEPT_TOKEN_MAX),
            },
            subject,
        })
    }

    async fn redeem(
        &self,
        drive: &Drive,
        metadata: &Metadata,
        brought: &Return<'_>,
    ) -> Result<Tokens, Trouble> {
        let (authorization, form) = self.token_request(drive, metadata, brought);
        let endpoint = &metadata.token_endpoint;
        let answer = self.http.post(endpoint, authorization, form).await?;
        if answer.status.is_success() {
            let tokens: Option<Tokens> = answer.json();
            return tokens
                .filter(|tokens| tokens.token_type.eq_ignore_ascii_case("bearer"))
                .ok_or(Trouble::Unbelievable("the token endpoint gives no tokens"));
        }
        let refusal: Option<Refusal> = answer.json();
        match refusal.as_ref().and_then(|told| plain_word(&told.error)) {
            Some(word) if answer.status.is_client_error() => Err(Trouble::Refused(word.to_owned())),
            _ => {
                let status = answer.status.as_u16();
                Err(Trouble::Unreachable(format!("{endpoint} answers {status}")))
            }
        }
    }

    /// The `Authorization` and the form that redeem a code.
    fn token_request(
        &self,
        drive: &Drive,
        metadata: &Metadata,
        brought: &Return<'_>,
    ) -> (Option<String>, String) {
        let settings = &self.settings;
        let redirect_uri = format!("{}{CALLBACK}", drive.settings().public_url);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", brought.code)
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("code_verifier", brought.verifier);
        let secret = settings.client_secret.as_deref().unwrap_or_default();
        let authorization = match metadata.client_auth(settings) {
            ClientAuth::Basic => Some(basic(&settings.client_id, secret)),
            ClientAuth::Post => {
                form.append_pair("client_id", &settings.client_id)
                    .append_pair("client_secret", secret);
                None
            }
            ClientAuth::Public => {
                form.append_pair("client_id", &settings.client_id);
                None
            }
        };
        (authorization, form.finish())
    }

    /// What the issuer says of the person beside the ID token. It is asked only when the token has
    /// no name; that it does not answer keeps nobody out.
    async fn user_info(
        &self,
        metadata: &Metadata,
        claims: &Map<String, Value>,
        tokens: &Tokens,
        subject: &str,
    ) -> Result<Option<Map<String, Value>>, Trouble> {
        let Some(endpoint) = &metadata.userinfo_endpoint else {
            return Ok(None);
        };
        if claims.contains_key("name") {
            return Ok(None);
        }
        let told: Result<Map<String, Value>, _> =
            self.http.fetch(endpoint, Some(&tokens.access_token)).await;
        match told {
            Ok(told) if told.get("sub").and_then(Value::as_str) == Some(subject) => Ok(Some(told)),
            Ok(_) => Err(Trouble::Unbelievable("userinfo is of somebody else")),
            Err(trouble) => {
                tracing::warn!(error = %trouble, "the issuer tells nothing of a person");
                Ok(None)
            }
        }
    }
}

/// Claims of the ID token, then those of userinfo.
struct Claims<'a>([Option<&'a Map<String, Value>>; 2]);

impl Claims<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().flatten().filter_map(|claims| {
            let text = claims.get(name)?.as_str()?.trim();
            (!text.is_empty()).then_some(text)
        });
        found.next()
    }

    fn name(&self) -> String {
        let name = self
            .text("name")
            .or_else(|| self.text("preferred_username"));
        name.unwrap_or_default().to_owned()
    }

    /// A value, unless the issuer says that nobody has verified it.
    fn verified(&self, name: &str, flag: &str) -> String {
        let denied = self.0.iter().flatten().any(|claims| {
            let flag = claims.get(flag);
            flag.is_some_and(|flag| flag == false || flag == "false")
        });
        let value = self.text(name).filter(|_| !denied);
        value.unwrap_or_default().to_owned()
    }
}

/// `client_secret_basic`: both are form-encoded first (RFC 6749 §2.3.1).
fn basic(id: &str, secret: &str) -> String {
    let encode =
        |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let pair = format!("{}:{}", encode(id), encode(secret));
    format!("Basic {}", STANDARD.encode(pair))
}
