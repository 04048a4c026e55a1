//! The spellings of the `Authorization` header and cookie.

use super::super::signature::AppAuthorization;
use crate::kit::bearer::{self, Sent};
use crate::kit::{Refused, cookies, origin};
use axum::extract::{FromRef, FromRequestParts};
use coffer_core::Drive;
use http::HeaderMap;
use http::request::Parts;

/// The cookie that carries a token.
pub(in super::super) const COOKIE: &str = "Authorization";

/// What a request proves itself with. The header counts before the cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Credential<'a> {
    /// A token in the header.
    Token(&'a str),
    /// A token in the cookie.
    Cookie(&'a str),
    /// An app's signature.
    Signature,
    /// Nothing.
    None,
}

impl<'a> Credential<'a> {
    pub(super) fn read(headers: &'a HeaderMap) -> Self {
        match Sent::read(headers) {
            Sent::Bare(text) if AppAuthorization::is_scheme(text) => Self::Signature,
            Sent::Token(token) | Sent::Bare(token) => Self::Token(token),
            Sent::Invalid => Self::None,
            Sent::Absent => cookies::find(headers, COOKIE)
                .map(bearer::bare)
                .filter(|token| !token.is_empty())
                .map_or(Self::None, Self::Cookie),
        }
    }
}

/// The token of a request, alive or not, for operations that renew or end it. A token in a cookie
/// counts only for what our own pages ask.
#[derive(Debug)]
pub(in super::super) struct AccessToken(pub(in super::super) Option<String>);

impl<S> FromRequestParts<S> for AccessToken
where
    Drive: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let drive = Drive::from_ref(state);
        Ok(Self(match Credential::read(&parts.headers) {
            Credential::Token(token) => Some(token.to_owned()),
            Credential::Cookie(token) => {
                let own = origin::is_own(&parts.headers, &drive.settings().public_url);
                own.then(|| token.to_owned())
            }
            Credential::Signature | Credential::None => None,
        }))
    }
}

#[cfg(test)]
mod tests;
