//! Views embedded in pages of other sites: their tokens are good for what says so, and for reading
//! alone.

use super::credential::Credential;
use super::{AnyCaller, UserCaller, UserOrAppCaller, call};
use crate::kit::Refused;
use axum::extract::{FromRef, FromRequestParts};
use coffer_core::identity::is_embedding_token;
use coffer_core::{Ctx, Drive};
use http::request::Parts;

/// A caller as `C` takes it, or an embedded view with its token. For operations that change nothing:
/// the core refuses such a token wherever a space is changed, all the same.
#[derive(Debug)]
pub(in super::super) struct Reading<C>(pub(in super::super) C);

impl<S, C> FromRequestParts<S> for Reading<C>
where
    Drive: FromRef<S>,
    S: Send + Sync,
    C: FromRequestParts<S, Rejection = Refused> + From<Embedded>,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        // Never a cookie: an embedded view keeps its token in its memory.
        let token = match Credential::read(&parts.headers) {
            Credential::Token(token) if is_embedding_token(token) => token.to_owned(),
            _ => return Ok(Self(C::from_request_parts(parts, state).await?)),
        };
        let drive = Drive::from_ref(state);
        let identity = drive.authenticate_embedding(&token).await?;
        let ctx = call(&drive, parts, identity);
        Ok(Self(Embedded(ctx).into()))
    }
}

/// The call of an embedded view.
#[derive(Debug)]
pub(in super::super) struct Embedded(Ctx);

impl From<Embedded> for UserCaller {
    fn from(Embedded(ctx): Embedded) -> Self {
        Self { ctx }
    }
}

impl From<Embedded> for UserOrAppCaller {
    fn from(Embedded(ctx): Embedded) -> Self {
        // What the token would prove is only asked for where something is written.
        Self { ctx, token: None }
    }
}

impl From<Embedded> for AnyCaller {
    fn from(Embedded(ctx): Embedded) -> Self {
        Self::User(ctx)
    }
}
