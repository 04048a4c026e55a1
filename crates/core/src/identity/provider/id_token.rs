//! Id tokens: JSON Web Tokens signed with RS256.

use super::grants::{PERSON_TOKEN_SECONDS, UserInfo};
use crate::Drive;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coffer_model::{Error, Result, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What an id token says.
pub(super) struct Claims<'a> {
    pub(super) audience: &'a str,
    pub(super) user: UserInfo,
    pub(super) nonce: Option<&'a str>,
    pub(super) authenticated_at: Timestamp,
    pub(super) at_hash: String,
    pub(super) now: Timestamp,
}

/// Whom an id token of ours, perhaps an expired one, is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdTokenHint {
    /// The person.
    pub user: UserId,
    /// The client that it was made for.
    pub client_id: String,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

#[derive(Deserialize)]
struct KnownHeader {
    alg: String,
    kid: String,
}

#[derive(Serialize)]
struct Payload<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    at_hash: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<&'a str>,
}

#[derive(Deserialize)]
struct KnownPayload {
    iss: String,
    sub: String,
    aud: String,
}

impl Drive {
    /// Signs an id token with the newest key.
    pub(super) async fn sign_id_token(&self, claims: &Claims<'_>) -> Result<String> {
        let keys = self.signing_keys().await?;
        let key = keys
            .first()
            .ok_or_else(|| Error::internal("there is no signing key"))?;
        let header = Header {
            alg: "RS256",
            typ: "JWT",
            kid: &key.key_id,
        };
        let payload = Payload {
            iss: &self.settings().public_url,
            sub: &claims.user.subject,
            aud: claims.audience,
            iat: claims.now.seconds(),
            exp: claims.now.plus_seconds(PERSON_TOKEN_SECONDS).seconds(),
            auth_time: claims.authenticated_at.seconds(),
            nonce: claims.nonce,
            at_hash: &claims.at_hash,
            name: claims.user.name.as_deref(),
            email: claims.user.email.as_deref(),
            phone_number: claims.user.phone.as_deref(),
        };
        let message = format!("{}.{}", encode(&header)?, encode(&payload)?);
        let signature = key.sign(message.as_bytes())?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Reads an id token that a client shows to say who should be logged out. It may have expired
    /// (RP-Initiated Logout 1.0 §2); `None` when it is not one of ours.
    ///
    /// # Errors
    /// `Internal` when the keys cannot be read.
    pub async fn read_id_token_hint(&self, token: &str) -> Result<Option<IdTokenHint>> {
        let keys = self.signing_keys().await?;
        let Some((message, signature)) = token.rsplit_once('.') else {
            return Ok(None);
        };
        let Some((header, payload)) = message.split_once('.') else {
            return Ok(None);
        };
        let (Some(header), Some(payload), Ok(signature)) = (
            decode::<KnownHeader>(header),
            decode::<KnownPayload>(payload),
            URL_SAFE_NO_PAD.decode(signature),
        ) else {
            return Ok(None);
        };
        let ours = header.alg == "RS256"
            && payload.iss == self.settings().public_url
            && keys.iter().any(|key| {
                key.key_id == header.kid && key.verifies(message.as_bytes(), &signature)
            });
        let user = payload.sub.parse().ok().filter(|_| ours);
        Ok(user.map(|user| IdTokenHint {
            user,
            client_id: payload.aud,
        }))
    }
}

/// The left half of the token's digest (OpenID Connect Core 1.0 §3.1.3.6).
pub(super) fn access_token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(token.as_bytes())[..16])
}

fn encode(value: &impl Serialize) -> Result<String> {
    let json = serde_json::to_vec(value).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

fn decode<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}
