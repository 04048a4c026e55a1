//! Who calls: a person with the token of a session, in the header alone. Browsers send cookies by
//! themselves, and apps act for people where those said so; neither counts here.

use super::Admin;
use crate::kit::{Dialect, Refused, bearer};
use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use coffer_core::{Ctx, Drive};
use coffer_model::{Code, Error};
use http::request::Parts;
use http::{HeaderMap, header};
use std::net::SocketAddr;

/// A person with a token.
#[derive(Debug)]
pub(super) struct Caller {
    /// The call.
    pub(super) ctx: Ctx,
}

impl<S> FromRequestParts<S> for Caller
where
    Drive: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let drive = Drive::from_ref(state);
        let token = token(&parts.headers)
            .ok_or_else(|| Error::new(Code::Unauthenticated).with_parameter("Authorization"))?;
        let identity = drive.authenticate(token).await?;
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = address.map(|ConnectInfo(address)| address.ip().to_string());
        let locale = Admin::locale(&parts.headers);
        let ctx = identity.into_ctx(locale, drive.now(), address.unwrap_or_default());
        Ok(Self { ctx })
    }
}

/// The token of the one header that there may be.
fn token(headers: &HeaderMap) -> Option<&str> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    match (sent.next(), sent.next()) {
        (Some(value), None) => bearer::token(value.to_str().ok()?),
        _ => None,
    }
}
