//! Bearer tokens (RFC 6750), as clients spell them.

use http::{HeaderMap, header};

/// What the `Authorization` header of a request holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent<'a> {
    /// There is no such header.
    Absent,
    /// A token behind the scheme.
    Token(&'a str),
    /// Text without the scheme: a token alone, or what belongs to another scheme.
    Bare(&'a str),
    /// Nothing that could be a token: no text, nothing behind the scheme, or several headers.
    Invalid,
}

impl<'a> Sent<'a> {
    /// Reads the one header that there may be: of two, nobody knows which one counts.
    #[must_use]
    pub fn read(headers: &'a HeaderMap) -> Self {
        let mut sent = headers.get_all(header::AUTHORIZATION).iter();
        match (sent.next(), sent.next()) {
            (None, _) => Self::Absent,
            (Some(value), None) => value.to_str().map_or(Self::Invalid, Self::of),
            (Some(_), Some(_)) => Self::Invalid,
        }
    }

    fn of(text: &'a str) -> Self {
        match (token(text), text.trim()) {
            (Some(""), _) | (None, "") => Self::Invalid,
            (Some(token), _) => Self::Token(token),
            (None, text) => Self::Bare(text),
        }
    }
}

/// The token of a text that may have the scheme before it or not; empty where there is none.
#[must_use]
pub fn bare(text: &str) -> &str {
    token(text).unwrap_or(text.trim())
}

/// The token behind the scheme, which a blank or a plus sign parts from it; clients encode both in
/// cookies. `None` for text of another scheme or of none.
fn token(text: &str) -> Option<&str> {
    let (scheme, rest) = text.trim().split_at_checked("Bearer".len())?;
    let separated = ["+", " ", "%2B", "%2b", "%20"]
        .into_iter()
        .find_map(|separator| rest.strip_prefix(separator));
    separated
        .filter(|_| scheme.eq_ignore_ascii_case("Bearer"))
        .map(str::trim)
}

#[cfg(test)]
mod tests;
