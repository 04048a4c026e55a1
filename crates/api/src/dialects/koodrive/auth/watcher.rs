//! A person whose page stays open: the call lives as long as the session.

use super::{call, token};
use crate::kit::Refused;
use axum::extract::{FromRef, FromRequestParts};
use coffer_core::watch::CutOff;
use coffer_core::{Ctx, Drive};
use http::request::Parts;

/// A person with a token, and what the call hangs on.
pub(in super::super) struct Watcher {
    /// The call.
    pub(in super::super) ctx: Ctx,
    /// The token, which is asked again while the page is open.
    pub(in super::super) token: String,
    /// Ends the answer; does nothing where nobody can.
    pub(in super::super) cut_off: CutOff,
}

impl<S> FromRequestParts<S> for Watcher
where
    Drive: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let drive = Drive::from_ref(state);
        let token = token(parts, &drive)?.to_owned();
        let identity = drive.authenticate(&token).await?;
        Ok(Self {
            ctx: call(&drive, parts, identity),
            token,
            cut_off: parts
                .extensions
                .get::<CutOff>()
                .cloned()
                .unwrap_or_default(),
        })
    }
}
