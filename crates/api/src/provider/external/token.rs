//! What the issuer's tokens say, and whether it is believed (OpenID Connect Core 1.0 §3.1.3.7,
//! Back-Channel Logout 1.0 §2.6).

use super::trouble::Trouble;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, Header, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// Longer than any token of an issuer.
const TOKEN_MAX: usize = 64 * 1_024;
/// Keys that are looked at.
const KEYS_MAX: usize = 64;
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The issuer's keys, those that we can use.
#[derive(Debug)]
pub(super) struct Keys(Vec<Jwk>);

/// A set of keys as it is sent: one that we do not know must not hide the others.
#[derive(Deserialize)]
pub(super) struct KeySet {
    keys: Vec<Value>,
}

impl From<KeySet> for Keys {
    fn from(set: KeySet) -> Self {
        let keys = set.keys.into_iter().take(KEYS_MAX);
        let usable = keys.filter_map(|key| serde_json::from_value(key).ok());
        Self(usable.collect())
    }
}

/// Why no key verifies a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unverified {
    /// A newer set may have the key.
    UnknownKey,
    /// No set would help.
    Never(&'static str),
}

/// Who a token is for, by whom, and now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    /// Seconds since the epoch.
    pub(super) now: i64,
    /// How far the issuer's clock may be off, in seconds.
    pub(super) skew: i64,
}

/// What every token says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Common {
    iss: String,
    aud: Audience,
    #[serde(default)]
    azp: Option<String>,
    exp: f64,
    iat: f64,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    pub(super) sub: Option<String>,
    #[serde(default)]
    pub(super) sid: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// What an ID token says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct IdToken {
    #[serde(flatten)]
    pub(super) common: Common,
    #[serde(default)]
    auth_time: Option<f64>,
    #[serde(default)]
    at_hash: Option<String>,
    #[serde(flatten)]
    pub(super) claims: Map<String, Value>,
}

/// What a logout token says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct LogoutToken {
    #[serde(flatten)]
    pub(super) common: Common,
    jti: String,
    events: Map<String, Value>,
}

/// The header of a token, if it is one of a kind that we know: signed by a private key that has a
/// public half.
pub(super) fn header(token: &str) -> Result<Header, Trouble> {
    if token.len() > TOKEN_MAX {
        return Err(Trouble::Unbelievable("the token is too long"));
    }
    let header = jsonwebtoken::decode_header(token)
        .map_err(|_| Trouble::Unbelievable("the token is none, or of an unknown algorithm"))?;
    if header.alg.family() == AlgorithmFamily::Hmac {
        return Err(Trouble::Unbelievable("the token has a symmetric signature"));
    }
    if header.crit.is_some() {
        return Err(Trouble::Unbelievable("the token has critical extensions"));
    }
    Ok(header)
}

impl Keys {
    /// What a token says whose signature one of the keys proves. Nothing of it has been checked.
    pub(super) fn open<T: DeserializeOwned>(
        &self,
        token: &str,
        header: &Header,
    ) -> Result<T, Unverified> {
        let candidates: Vec<&Jwk> = self.0.iter().filter(|key| fits(key, header)).collect();
        let key = match candidates.as_slice() {
            [key] => *key,
            [] => return Err(Unverified::UnknownKey),
            _ => return Err(Unverified::Never("the token does not say which key it is")),
        };
        let key = DecodingKey::from_jwk(key).map_err(|_| Unverified::Never("a malformed key"))?;
        let mut validation = Validation::new(header.alg);
        // By our own clock, and with our own words: see `check`.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        match jsonwebtoken::decode::<T>(token, &key, &validation) {
            Ok(data) => Ok(data.claims),
            Err(error) => Err(match error.kind() {
                // A key without a name may have been replaced.
                jsonwebtoken::errors::ErrorKind::InvalidSignature if header.kid.is_none() => {
                    Unverified::UnknownKey
                }
                jsonwebtoken::errors::ErrorKind::InvalidSignature => {
                    Unverified::Never("the signature is wrong")
                }
                _ => Unverified::Never("the token lacks what it has to say"),
            }),
        }
    }
}

/// Whether a key may have signed the token with this header.
fn fits(key: &Jwk, header: &Header) -> bool {
    let common = &key.common;
    let named = header.kid.is_none() || common.key_id == header.kid;
    let signs = matches!(common.public_key_use, None | Some(PublicKeyUse::Signature));
    let same = common
        .key_algorithm
        .as_ref()
        .is_none_or(|algorithm| *algorithm == KeyAlgorithm::from(header.alg));
    let family = DecodingKey::from_jwk(key).map(|key| key.family()).ok();
    named && signs && same && family == Some(header.alg.family())
}

impl Common {
    fn check(&self, expected: &Expected<'_>) -> Result<(), &'static str> {
        if self.iss != expected.issuer {
            return Err("the token is of another issuer");
        }
        let audience: &[String] = match &self.aud {
            Audience::One(one) => std::slice::from_ref(one),
            Audience::Several(several) => several,
        };
        let azp = self.azp.as_deref();
        if !audience.iter().any(|one| one == expected.client_id) {
            return Err("the token is for another client");
        }
        if azp.is_some_and(|azp| azp != expected.client_id) || (audience.len() > 1 && azp.is_none())
        {
            return Err("the token was given to another client");
        }
        let (now, skew) = (expected.now as f64, expected.skew as f64);
        if self.exp + skew <= now {
            return Err("the token has expired");
        }
        if self.iat - skew > now || self.nbf.is_some_and(|nbf| nbf - skew > now) {
            return Err("the token is from the future");
        }
        Ok(())
    }
}

impl IdToken {
    /// Whether it is the one for this login.
    pub(super) fn check(
        &self,
        expected: &Expected<'_>,
        nonce: &str,
        access_token: (&str, Algorithm),
    ) -> Result<(), Trouble> {
        self.common.check(expected).map_err(Trouble::Unbelievable)?;
        if self.common.nonce.as_deref() != Some(nonce) {
            return Err(Trouble::Unbelievable("the token is of another login"));
        }
        let bound = match &self.at_hash {
            Some(hash) => *hash == token_hash(access_token),
            None => true,
        };
        if !bound {
            return Err(Trouble::Unbelievable("the access token was exchanged"));
        }
        Ok(())
    }

    /// When the person was asked, in seconds, if it says so.
    pub(super) fn auth_time(&self) -> Option<i64> {
        // Far beyond every date, the cast stays at the end of the range.
        self.auth_time.map(|seconds| seconds as i64)
    }
}

impl LogoutToken {
    /// Whether it is one, for us, and names somebody.
    pub(super) fn check(&self, expected: &Expected<'_>) -> Result<(), Trouble> {
        self.common.check(expected).map_err(Trouble::Unbelievable)?;
        let is_logout = self.events.get(LOGOUT_EVENT).is_some_and(Value::is_object)
            && self.common.nonce.is_none()
            && !self.jti.is_empty();
        if !is_logout {
            return Err(Trouble::Unbelievable("this is no logout token"));
        }
        if self.common.sub.is_none() && self.common.sid.is_none() {
            return Err(Trouble::Unbelievable("the token names nobody"));
        }
        Ok(())
    }
}

/// The left half of the digest that belongs to the algorithm (OpenID Connect Core 1.0 §3.1.3.6).
fn token_hash((token, algorithm): (&str, Algorithm)) -> String {
    let token = token.as_bytes();
    match algorithm {
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => {
            URL_SAFE_NO_PAD.encode(&Sha384::digest(token)[..24])
        }
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => {
            URL_SAFE_NO_PAD.encode(&Sha512::digest(token)[..32])
        }
        _ => URL_SAFE_NO_PAD.encode(&Sha256::digest(token)[..16]),
    }
}

#[cfg(test)]
mod tests;
