//! Who calls: a person with the token of a session, in the header or as a parameter of the query.

use super::Directories;
use crate::kit::{Dialect, Refused, bearer, params};
use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use coffer_core::{Ctx, Drive};
use coffer_model::{Code, Error, Result};
use http::header;
use http::request::Parts;
use serde::Deserialize;
use std::net::SocketAddr;

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
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = address.map(|ConnectInfo(address)| address.ip().to_string());
        let locale = Directories::locale(&parts.headers);
        let ctx = identity.into_ctx(locale, drive.now(), address.unwrap_or_default());
        Ok(Self { ctx })
    }
}

/// The token of the one header that there may be; without a header, that of the query.
fn token(parts: &Parts) -> Result<String> {
    let missing = || Error::new(Code::Unauthenticated).with_parameter("Authorization");
    let mut sent = parts.headers.get_all(header::AUTHORIZATION).iter();
    let token = match (sent.next(), sent.next()) {
        (Some(value), None) => {
            let text = value.to_str().map_err(|_| missing())?;
            Some(bearer::token(text).unwrap_or(text.trim()).to_owned())
        }
        (Some(_), Some(_)) => None,
        (None, _) => {
            let query = parts.uri.query().unwrap_or_default();
            let read = params::read::<Parameter>(std::iter::empty(), query);
            read.map_err(|_| missing())?.access_token
        }
    };
    token.filter(|token| !token.is_empty()).ok_or_else(missing)
}
