//! The canonical request: reading a query into its sorted, re-encoded form, and joining the parts.

use super::{UNSIGNED_PAYLOAD, invalid};
use crate::signing::percent::{self, Keep, Plus};
use coffer_model::Result;
use std::borrow::Cow;

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// More parameters than any URL of ours or of a client has.
const MAX_PARAMETERS: usize = 64;

/// A query, taken apart.
pub(super) struct Parameters<'a> {
    pub(super) algorithm: Cow<'a, str>,
    pub(super) credential: Cow<'a, str>,
    pub(super) date: Cow<'a, str>,
    pub(super) expires: Cow<'a, str>,
    pub(super) signed_headers: Cow<'a, str>,
    pub(super) signature: [u8; 32],
    /// Everything that is not ours, decoded.
    pub(super) others: Vec<Pair<'a>>,
    /// Everything but the signature, encoded, sorted and joined.
    pub(super) canonical: String,
}

impl<'a> Parameters<'a> {
    /// Takes `raw` apart. Every name may occur once only: with two of a kind the order in which
    /// they are read would matter, and the order is not signed.
    pub(super) fn parse(raw: &'a str) -> Result<Self> {
        let mut encoded: Vec<Pair<'a>> = Vec::with_capacity(16);
        let mut others = Vec::new();
        let mut own: [Option<Cow<'a, str>>; OWN.len()] = Default::default();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            if encoded.len() == MAX_PARAMETERS {
                return Err(invalid("X-Amz-Signature"));
            }
            let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(raw_name)?;
            let value = decoded(raw_value)?;
            let index = OWN.iter().position(|own| *own == name);
            if index != Some(SIGNATURE) {
                encoded.push((canonical(raw_name, &name), canonical(raw_value, &value)));
            }
            match index {
                Some(index) if own[index].is_some() => return Err(invalid(OWN[index])),
                Some(index) => own[index] = Some(value),
                None => others.push((name, value)),
            }
        }
        if !encoded.is_sorted() {
            encoded.sort();
        }
        if encoded.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(invalid("X-Amz-Signature"));
        }
        let canonical = join(&encoded);
        let mut take = |index: usize| own[index].take().ok_or_else(|| invalid(OWN[index]));
        let mut signature = [0; 32];
        let hex = take(SIGNATURE)?;
        let lower = !hex.bytes().any(|byte| byte.is_ascii_uppercase());
        if !lower || hex::decode_to_slice(hex.as_bytes(), &mut signature).is_err() {
            return Err(invalid(OWN[SIGNATURE]));
        }
        let parameters = Self {
            algorithm: take(0)?,
            credential: take(1)?,
            date: take(2)?,
            expires: take(3)?,
            signed_headers: take(4)?,
            signature,
            others,
            canonical,
        };
        match take(PAYLOAD) {
            Ok(hash) if hash != UNSIGNED_PAYLOAD => Err(invalid(OWN[PAYLOAD])),
            _ => Ok(parameters),
        }
    }
}

/// The parameters of the signature itself, in the order in which `Parameters` takes them.
const OWN: [&str; 7] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "X-Amz-Content-Sha256",
];
const SIGNATURE: usize = 5;
/// Some clients say in the query that the payload is not signed; others leave it out.
const PAYLOAD: usize = 6;

fn decoded(raw: &str) -> Result<Cow<'_, str>> {
    percent::decode(raw, Plus::Blank).ok_or_else(|| invalid("X-Amz-Signature"))
}

/// The canonical spelling of `raw`, which says `decoded`.
fn canonical<'a>(raw: &'a str, decoded: &str) -> Cow<'a, str> {
    if percent::is_canonical(raw, Keep::Nothing) {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(percent::encode(decoded, Keep::Nothing).into_owned())
}

/// `name=value` pairs, already encoded and sorted, joined by `&`.
pub(super) fn join(pairs: &[Pair<'_>]) -> String {
    let length = pairs
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum::<usize>();
    // Room for the signature, which the one who signs appends.
    let mut joined = String::with_capacity(length + 96);
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            joined.push('&');
        }
        joined.push_str(name);
        joined.push('=');
        joined.push_str(value);
    }
    joined
}

/// A canonical request under construction.
pub(super) struct CanonicalRequest(String);

impl CanonicalRequest {
    /// Method, path and query.
    pub(super) fn begin(method: &str, path: &str, canonical_query: &str) -> Self {
        let mut text = String::with_capacity(canonical_query.len() + path.len() + 256);
        text.push_str(method);
        text.push('\n');
        // The object store's rule: encoded once, nothing normalised, `//` and `..` are names.
        if percent::is_canonical(path, Keep::Slashes) {
            text.push_str(path);
        } else {
            match percent::decode(path, Plus::Plus) {
                Some(decoded) => percent::encode_into(&mut text, decoded.as_bytes(), Keep::Slashes),
                // Not a spelling of any path, which `verify` refuses before; signed as plain text.
                None => percent::encode_into(&mut text, path.as_bytes(), Keep::Slashes),
            }
        }
        text.push('\n');
        text.push_str(canonical_query);
        text.push('\n');
        Self(text)
    }

    /// One signed header: blanks at the ends are cut, runs of blanks inside become one.
    pub(super) fn header(&mut self, name: &str, value: &str) {
        self.0.push_str(name);
        self.0.push(':');
        let mut first = true;
        for word in value.split([' ', '\t']).filter(|word| !word.is_empty()) {
            if !first {
                self.0.push(' ');
            }
            self.0.push_str(word);
            first = false;
        }
        self.0.push('\n');
    }

    /// The whole text, after the last header.
    pub(super) fn finish(mut self, signed_headers: &str) -> String {
        self.0.push('\n');
        self.0.push_str(signed_headers);
        self.0.push('\n');
        self.0.push_str(UNSIGNED_PAYLOAD);
        self.0
    }
}

/// Writes lower-case hex.
pub(super) fn write_hex(out: &mut [u8; 64], bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, &byte) in out.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
}
