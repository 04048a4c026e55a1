//! Cookies, read and written.

use http::{HeaderMap, HeaderValue, header};

/// The value of the cookie `name`; `None` when it is absent or there more than once with different
/// values, which only somebody who plants cookies does.
#[must_use]
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(found, _)| *found == name)
        .map(|(_, value)| value.trim_matches('"'));
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)
}

/// How long a browser keeps a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Until it is closed.
    Session,
    /// Not at all: removes it.
    Not,
}

/// A `Set-Cookie` value that scripts cannot read, that other sites' pages cannot send along except
/// by a plain link, and that only HTTPS carries when `secure`.
///
/// `None` when the value has characters that cookies cannot have.
#[must_use]
pub fn set(name: &str, value: &str, secure: bool, keep: Keep) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let age = match keep {
        Keep::Session => "",
        Keep::Not => "; Max-Age=0",
    };
    let plain = value
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\'));
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    plain.then(|| HeaderValue::from_str(&text).ok()).flatten()
}

#[cfg(test)]
mod tests;
