//! The provider's cookies: the browser's login, the token that its forms repeat, and the secret that
//! binds a visit at the external issuer to the browser.

use crate::kit::cookies::{self, Keep};
use coffer_core::Drive;
use coffer_core::identity::BrowserLogin;
use coffer_model::Result;
use http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

/// A cookie of the provider.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cookie {
    /// Names the browser's login.
    Login,
    /// What forms have to repeat: a page of another site cannot read it.
    Form,
    /// What the browser has to have when it comes back from the external issuer.
    External,
}

impl Cookie {
    /// The prefix makes browsers refuse the cookie from neighbouring hosts; it needs HTTPS.
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Login, true) => "__Host-coffer-login",
            (Self::Login, false) => "coffer-login",
            (Self::Form, true) => "__Host-coffer-form",
            (Self::Form, false) => "coffer-form",
            (Self::External, true) => "__Host-coffer-external",
            (Self::External, false) => "coffer-external",
        }
    }

    /// What the browser sent.
    pub(super) fn find<'a>(self, drive: &Drive, headers: &'a HeaderMap) -> Option<&'a str> {
        cookies::find(headers, self.name(is_secure(drive)))
    }

    /// What the browser sent, if it is one of our tokens.
    pub(super) fn find_token<'a>(self, drive: &Drive, headers: &'a HeaderMap) -> Option<&'a str> {
        self.find(drive, headers).filter(|known| is_token(known))
    }

    /// The header that sets it.
    pub(super) fn set(self, drive: &Drive, value: &str) -> Option<HeaderValue> {
        let secure = is_secure(drive);
        cookies::set(self.name(secure), value, secure, Keep::Session)
    }

    /// The header that removes it.
    pub(super) fn remove(self, drive: &Drive) -> Option<HeaderValue> {
        let secure = is_secure(drive);
        cookies::set(self.name(secure), "", secure, Keep::Not)
    }
}

fn is_secure(drive: &Drive) -> bool {
    drive.settings().public_url.starts_with("https://")
}

/// The login of the browser that sent the request.
pub(super) async fn browser_login(
    drive: &Drive,
    headers: &HeaderMap,
) -> Result<Option<BrowserLogin>> {
    match Cookie::Login.find(drive, headers) {
        Some(cookie) => drive.find_browser_login(cookie).await,
        None => Ok(None),
    }
}

/// The token for a form: the browser's, or a new one, which is then set in `headers_out`.
pub(super) fn form_token(
    drive: &Drive,
    headers: &HeaderMap,
    headers_out: &mut HeaderMap,
) -> Result<String> {
    if let Some(known) = Cookie::Form.find_token(drive, headers) {
        return Ok(known.to_owned());
    }
    let token = drive.unguessable()?;
    if let Some(value) = Cookie::Form.set(drive, &token) {
        headers_out.append(header::SET_COOKIE, value);
    }
    Ok(token)
}

/// Whether a form was sent from one of our pages: it repeats the cookie, and the browser names no
/// other site.
pub(super) fn is_our_form(drive: &Drive, headers: &HeaderMap, repeated: Option<&str>) -> bool {
    let known = Cookie::Form.find_token(drive, headers);
    // Digests are compared, so that the time tells nothing of the token.
    let digest = |token: &str| Sha256::digest(token.as_bytes());
    known
        .map(digest)
        .is_some_and(|known| repeated.map(digest) == Some(known))
        && crate::kit::origin::is_own(headers, &drive.settings().public_url)
}

fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
