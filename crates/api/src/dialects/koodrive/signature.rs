//! The app signature: `Authorization: HMAC-SHA256 AppId=…,SignedHeaders=…,Signature=…` over a
//! canonical request, with `X-Date` and `X-User-Id` among the signed headers.
//!
//! The string to sign has two lines; unlike its relatives it carries no line for the date.

use coffer_core::signing::percent::{self, Keep, Plus};
use coffer_model::{Code, Error, Result, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

const ALGORITHM: &str = "HMAC-SHA256";
const DATE: &str = "x-date";
const USER: &str = "x-user-id";
/// How old `X-Date` may be, in seconds.
const MAX_AGE: i64 = 15 * 60;
/// How far `X-Date` may lie ahead of our clock, in seconds.
const MAX_AHEAD: i64 = 60;
/// More headers than any client signs.
const MAX_HEADERS: usize = 64;

/// A parsed `Authorization` header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AppAuthorization<'a> {
    /// Which application it says it is.
    pub(super) app_id: &'a str,
    /// The names of the signed headers: lower case, sorted, each once, joined by `;`.
    signed_headers: &'a str,
    signature: [u8; 32],
}

/// A request as it arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignedRequest<'a> {
    /// In capitals.
    pub(super) method: &'a str,
    /// The path as on the wire, percent-encoded.
    pub(super) path: &'a str,
    /// The query as on the wire, without `?`; empty when there is none.
    pub(super) query: &'a str,
    /// The bytes of the body.
    pub(super) body: &'a [u8],
}

impl<'a> AppAuthorization<'a> {
    /// Whether `header` is of this scheme at all, so that a token is not taken for a broken
    /// signature.
    #[must_use]
    pub(super) fn is_scheme(header: &str) -> bool {
        header
            .trim_start()
            .strip_prefix(ALGORITHM)
            .is_some_and(|rest| rest.starts_with([' ', '\t']))
    }

    /// Reads the header. Blanks around the fields are accepted and the fields may be in any order.
    ///
    /// # Errors
    /// `Unauthenticated` when the scheme is another, or a field is missing, unknown, repeated or
    /// malformed.
    pub(super) fn parse(header: &'a str) -> Result<Self> {
        let fields = header
            .trim()
            .strip_prefix(ALGORITHM)
            .filter(|rest| rest.starts_with([' ', '\t']))
            .ok_or_else(|| refused("Authorization"))?;
        let [mut app_id, mut signed_headers, mut signature] = [None; 3];
        for field in fields.split(',') {
            let (name, value) = field
                .split_once('=')
                .ok_or_else(|| refused("Authorization"))?;
            let slot = match name.trim() {
                "AppId" => &mut app_id,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return Err(refused("Authorization")),
            };
            if slot.replace(value.trim()).is_some() {
                return Err(refused("Authorization"));
            }
        }
        let app_id = app_id
            .filter(|id| !id.is_empty())
            .ok_or_else(|| refused("AppId"))?;
        let signed_headers = signed_headers.ok_or_else(|| refused("SignedHeaders"))?;
        check_header_names(signed_headers)?;
        let hex = signature.ok_or_else(|| refused("Signature"))?;
        let mut signature = [0; 32];
        let lower = !hex.bytes().any(|byte| byte.is_ascii_uppercase());
        if !lower || hex::decode_to_slice(hex, &mut signature).is_err() {
            return Err(refused("Signature"));
        }
        Ok(Self {
            app_id,
            signed_headers,
            signature,
        })
    }

    /// Checks clock and signature. `header` answers the value of a header by its lower-case name,
    /// `None` when it is absent or there more than once.
    ///
    /// # Errors
    /// `Unauthenticated`, naming the part that is missing, outside the window or wrong.
    pub(super) fn verify<'h>(
        &self,
        secret: &[u8],
        request: SignedRequest<'_>,
        header: impl Fn(&str) -> Option<&'h str>,
        now: Timestamp,
    ) -> Result<()> {
        let date = header(DATE).and_then(|text| Timestamp::parse_iso_basic(text.trim()));
        let date = date.ok_or_else(|| refused("X-Date"))?;
        if date < now.plus_seconds(-MAX_AGE) || date > now.plus_seconds(MAX_AHEAD) {
            return Err(refused("X-Date"));
        }
        let canonical = canonical_request(request, self.signed_headers, header)?;
        mac(secret, &canonical)
            .verify_slice(&self.signature)
            .map_err(|_| refused("Signature"))
    }
}

/// Lower case, sorted, each once, date and user among them.
fn check_header_names(names: &str) -> Result<()> {
    let mut previous = "";
    let mut required = 0;
    for (index, name) in names.split(';').enumerate() {
        let token = name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        // Sorted and unique, or there would be two spellings of one set.
        if !token || name <= previous || index == MAX_HEADERS {
            return Err(refused("SignedHeaders"));
        }
        required += usize::from(name == DATE || name == USER);
        previous = name;
    }
    if required == 2 {
        Ok(())
    } else {
        Err(refused("SignedHeaders"))
    }
}

fn mac(secret: &[u8], canonical_request: &str) -> Hmac<Sha256> {
    // HMAC takes keys of any length; the fallback is never reached and signs like the empty key.
    let keyed = Hmac::<Sha256>::new_from_slice(secret);
    let mut mac = keyed.unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
    mac.update(ALGORITHM.as_bytes());
    mac.update(b"\n");
    mac.update(hex::encode(Sha256::digest(canonical_request)).as_bytes());
    mac
}

fn canonical_request<'h>(
    request: SignedRequest<'_>,
    signed_headers: &str,
    header: impl Fn(&str) -> Option<&'h str>,
) -> Result<String> {
    let mut text = String::with_capacity(512);
    text.push_str(request.method);
    text.push('\n');
    push_path(&mut text, request.path).ok_or_else(|| refused("path"))?;
    text.push('\n');
    push_query(&mut text, request.query).ok_or_else(|| refused("query"))?;
    text.push('\n');
    for name in signed_headers.split(';') {
        let value = header(name).ok_or_else(|| refused(name))?;
        text.push_str(name);
        text.push(':');
        text.push_str(value.trim());
        text.push('\n');
    }
    text.push('\n');
    text.push_str(signed_headers);
    text.push('\n');
    text.push_str(&hex::encode(Sha256::digest(request.body)));
    Ok(text)
}

/// The path without empty and dot segments, each segment encoded once, with a slash at the end.
fn push_path(out: &mut String, path: &str) -> Option<()> {
    let mut segments: Vec<Cow<'_, str>> = Vec::new();
    for raw in path.split('/') {
        let segment = percent::decode(raw, Plus::Plus)?;
        match segment.as_ref() {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    out.push('/');
    for segment in segments {
        percent::encode_into(out, segment.as_bytes(), Keep::Nothing);
        out.push('/');
    }
    Some(())
}

/// `name=value` encoded once, sorted by name (by value where names are equal).
fn push_query(out: &mut String, query: &str) -> Option<()> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((
            percent::decode(name, Plus::Blank)?,
            percent::decode(value, Plus::Blank)?,
        ));
    }
    pairs.sort();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        percent::encode_into(out, name.as_bytes(), Keep::Nothing);
        out.push('=');
        percent::encode_into(out, value.as_bytes(), Keep::Nothing);
    }
    Some(())
}

fn refused(part: &str) -> Error {
    Error::new(Code::Unauthenticated).with_parameter(part)
}

#[cfg(test)]
mod tests;
