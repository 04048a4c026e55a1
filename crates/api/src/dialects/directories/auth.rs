//! Who calls: a person with the token of a session, in the header or as a parameter of the query.

use super::Directories;
use crate::kit::bearer::Sent;
use crate::kit::{Dialect, Refused, params, peer};
use axum::extract::{FromRef, FromRequestParts};
use coffer_core::{Ctx, Drive};
use coffer_model::{Code, Error, Result};
use http::request::Parts;
use serde::Deserialize;

/// A person with a token.
#[derive(Debug)]
pub(super) struct Caller {
    /// The call.
    pub(super) ctx: Ctx,
}

/// The parameter that may carry a token.
#[derive(Debug, Deserialize)]
struct Parameter {
    #[serde(default)]
    access_token: Option<String>,
}

impl<S> FromRequestParts<S> for Caller
where
    Drive: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let drive = Drive::from_ref(state);
        let token = token(parts)?;
        let identity = drive.authenticate(&token).await?;
        let locale = Directories::locale(&parts.headers);
        let ctx = identity.into_ctx(locale, drive.now(), peer::address(parts));
        Ok(Self { ctx })
    }
}

/// The token of the header; without a header, that of the query.
fn token(parts: &Parts) -> Result<String> {
    let token = match Sent::read(&parts.headers) {
        Sent::Token(token) | Sent::Bare(token) => Some(token.to_owned()),
        Sent::Invalid => None,
        Sent::Absent => {
            let query = parts.uri.query().unwrap_or_default();
            let read = params::read::<Parameter>(std::iter::empty(), query);
            read.ok().and_then(|parameter| parameter.access_token)
        }
    };
    token
        .filter(|token| !token.is_empty())
        .ok_or_else(|| Error::new(Code::Unauthenticated).with_parameter("Authorization"))
}
