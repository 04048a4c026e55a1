//! AWS Signature V4 in the query string, for service `s3` with an unsigned payload: the signature
//! of object URLs. Any S3 library can make and check such a URL.
//!
//! Nothing here reads the clock: the moment is a parameter.

mod canonical;
mod keys;

use crate::signing::percent::{self, Keep, Plus};
use canonical::{CanonicalRequest, Parameters};
use coffer_model::{Code, Error, Result, Timestamp};
use hmac::Mac;
use keys::SigningKeys;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The longest life of a URL, in seconds: seven days.
pub const MAX_EXPIRES: u32 = 604_800;
/// How far the signing moment may lie ahead of our clock, in seconds.
pub const MAX_AHEAD: i64 = 15 * 60;
/// The longest query that is looked at, in bytes.
pub const MAX_QUERY: usize = 8 * 1024;

/// Makes and checks URLs with one key.
pub struct QuerySigner {
    key_id: String,
    region: String,
    keys: SigningKeys,
}

/// What a query whose signature is right says.
#[derive(Debug)]
pub struct VerifiedQuery<'a> {
    signed_at: Timestamp,
    expires_at: Timestamp,
    signed_headers: Cow<'a, str>,
    others: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl QuerySigner {
    /// A signer with the key `key_id`, whose secret is `secret`, for `region`.
    #[must_use]
    pub fn new(key_id: impl Into<String>, secret: &str, region: impl Into<String>) -> Self {
        let region = region.into();
        Self {
            key_id: key_id.into(),
            keys: SigningKeys::new(secret, &region),
            region,
        }
    }

    /// The public half of the key.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The query of a URL that is valid from `now` for `expires_seconds` (cut to
    /// 1..=[`MAX_EXPIRES`]).
    ///
    /// `path` is spelled as in the URL (percent-encoded). `extra_query` is plain text.
    /// `signed_headers` are those that the request must carry with exactly these values, beside
    /// `host`.
    #[must_use]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one independent part of what is signed"
    )]
    pub fn presign(
        &self,
        method: &str,
        host: &str,
        path: &str,
        extra_query: &[(&str, &str)],
        signed_headers: &[(&str, &str)],
        now: Timestamp,
        expires_seconds: u32,
    ) -> String {
        let date = now.iso_basic();
        let day = date.get(..8).unwrap_or_default();
        let credential = format!("{}/{day}/{}/s3/aws4_request", self.key_id, self.region);
        let expires = expires_seconds.clamp(1, MAX_EXPIRES).to_string();
        let mut headers: Vec<(String, &str)> = signed_headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), *value))
            .filter(|(name, _)| name != "host")
            .collect();
        headers.push(("host".to_owned(), host));
        headers.sort();
        let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(";");

        let own = [
            ("X-Amz-Algorithm", ALGORITHM),
            ("X-Amz-Credential", credential.as_str()),
            ("X-Amz-Date", date.as_str()),
            ("X-Amz-Expires", expires.as_str()),
            ("X-Amz-SignedHeaders", names.as_str()),
        ];
        let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = own
            .iter()
            .chain(extra_query)
            .map(|(name, value)| {
                (
                    percent::encode(name, Keep::Nothing),
                    percent::encode(value, Keep::Nothing),
                )
            })
            .collect();
        pairs.sort();
        let mut query = canonical::join(&pairs);

        let mut request = CanonicalRequest::begin(method, path, &query);
        for (name, value) in &headers {
            request.header(name, value);
        }
        let signature = self
            .mac(day, &date, &request.finish(&names))
            .finalize()
            .into_bytes();
        query.push_str("&X-Amz-Signature=");
        query.push_str(&hex::encode(signature));
        query
    }

    /// Checks the signature in `raw_query`.
    ///
    /// `method` is the one that the URL was made for: a caller that lets `HEAD` use a URL made for
    /// `GET` passes `GET`. `path` and `raw_query` are spelled as they arrived. `header` answers the
    /// value of a header by its lower-case name, `None` when it is absent or there more than once.
    /// Headers that are not signed must not be trusted by the caller.
    ///
    /// # Errors
    /// `SignatureInvalid` when anything is missing, repeated, malformed or forged; `LinkExpired`
    /// when the URL was valid once.
    pub fn verify<'a, 'h>(
        &self,
        method: &str,
        path: &str,
        raw_query: &'a str,
        header: impl Fn(&str) -> Option<&'h str>,
        now: Timestamp,
    ) -> Result<VerifiedQuery<'a>> {
        if raw_query.len() > MAX_QUERY {
            return Err(invalid("X-Amz-Signature"));
        }
        if percent::decode(path, Plus::Plus).is_none() {
            return Err(invalid("path"));
        }
        let parameters = Parameters::parse(raw_query)?;
        let (signed_at, expires_at) = self.check_scope(&parameters, now)?;
        let date: &str = &parameters.date;
        let day = &date[..8];

        let mut request = CanonicalRequest::begin(method, path, &parameters.canonical);
        let names: &str = &parameters.signed_headers;
        let mut previous = "";
        for name in names.split(';') {
            // Sorted and unique, or there would be two spellings of one set.
            if name <= previous || name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                return Err(invalid("X-Amz-SignedHeaders"));
            }
            let value = header(name).ok_or_else(|| invalid("X-Amz-SignedHeaders"))?;
            request.header(name, value);
            previous = name;
        }
        if !names.split(';').any(|name| name == "host") {
            return Err(invalid("X-Amz-SignedHeaders"));
        }
        self.mac(day, date, &request.finish(names))
            .verify_slice(&parameters.signature)
            .map_err(|_| invalid("X-Amz-Signature"))?;
        Ok(VerifiedQuery {
            signed_at,
            expires_at,
            signed_headers: parameters.signed_headers,
            others: parameters.others,
        })
    }

    /// Checks algorithm, key, day, region and clock; answers the first and the last moment.
    fn check_scope(
        &self,
        parameters: &Parameters<'_>,
        now: Timestamp,
    ) -> Result<(Timestamp, Timestamp)> {
        if parameters.algorithm != ALGORITHM {
            return Err(invalid("X-Amz-Algorithm"));
        }
        let date: &str = &parameters.date;
        let signed_at = Timestamp::parse_iso_basic(date).ok_or_else(|| invalid("X-Amz-Date"))?;
        let mut scope = parameters.credential.rsplitn(5, '/');
        let mut next_is = |wanted: &str| scope.next() == Some(wanted);
        let in_scope = next_is("aws4_request")
            && next_is("s3")
            && next_is(&self.region)
            && next_is(&date[..8])
            && next_is(&self.key_id);
        if !in_scope {
            return Err(invalid("X-Amz-Credential"));
        }
        let digits = parameters.expires.bytes().all(|byte| byte.is_ascii_digit());
        let expires: u32 = parameters
            .expires
            .parse()
            .map_err(|_| invalid("X-Amz-Expires"))?;
        if !digits || !(1..=MAX_EXPIRES).contains(&expires) {
            return Err(invalid("X-Amz-Expires"));
        }
        if signed_at > now.plus_seconds(MAX_AHEAD) {
            return Err(invalid("X-Amz-Date"));
        }
        let expires_at = signed_at.plus_seconds(i64::from(expires));
        // Before the signature, so that only the keys of the last few days are ever derived. It
        // tells the caller nothing but what the URL itself says.
        if expires_at <= now {
            return Err(Error::new(Code::LinkExpired));
        }
        Ok((signed_at, expires_at))
    }

    /// The code over the string to sign, ready to be written out or compared.
    fn mac(&self, day: &str, date: &str, canonical_request: &str) -> keys::HmacSha256 {
        let mut hash = [0_u8; 64];
        canonical::write_hex(&mut hash, &Sha256::digest(canonical_request));
        let mut to_sign = String::with_capacity(192);
        for part in [
            ALGORITHM,
            "\n",
            date,
            "\n",
            day,
            "/",
            &self.region,
            "/s3/aws4_request\n",
        ] {
            to_sign.push_str(part);
        }
        let mut mac = self.keys.for_day(day);
        mac.update(to_sign.as_bytes());
        mac.update(&hash);
        mac
    }
}

impl fmt::Debug for QuerySigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuerySigner")
            .field("key_id", &self.key_id)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl VerifiedQuery<'_> {
    /// When the URL was made.
    #[must_use]
    pub fn signed_at(&self) -> Timestamp {
        self.signed_at
    }

    /// The first moment at which the URL is no longer valid.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Whether the header `name` (lower case) was signed, so that its value is the signer's.
    #[must_use]
    pub fn is_signed(&self, name: &str) -> bool {
        self.signed_headers.split(';').any(|signed| signed == name)
    }

    /// The decoded value of the parameter `name`, if it is there.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.others
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_ref())
    }

    /// Every parameter that is not part of the signature, decoded, each name once.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.others
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()))
    }
}

fn invalid(parameter: &str) -> Error {
    Error::new(Code::SignatureInvalid).with_parameter(parameter)
}

#[cfg(test)]
mod tests;
