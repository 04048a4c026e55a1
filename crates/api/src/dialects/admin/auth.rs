//! Who calls: a person with the token of a session, in the header alone. Browsers send cookies by
//! themselves, and apps act for people where those said so; neither counts here.

use super::Admin;
use crate::kit::bearer::Sent;
use crate::kit::{Dialect, Refused, peer};
use axum::extract::{FromRef, FromRequestParts};
use coffer_core::{Ctx, Drive};
use coffer_model::{Code, Error};
use http::request::Parts;

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
        let Sent::Token(token) = Sent::read(&parts.headers) else {
            let missing = Error::new(Code::Unauthenticated);
            return Err(missing.with_parameter("Authorization").into());
        };
        let identity = drive.authenticate(token).await?;
        let locale = Admin::locale(&parts.headers);
        let ctx = identity.into_ctx(locale, drive.now(), peer::address(parts));
        Ok(Self { ctx })
    }
}
