//! `POST /oauth2/external/backchannel_logout`: the issuer ends logins that came from it (OpenID Connect
//! Back-Channel Logout 1.0 §2.5).

use super::super::client_auth::Refused;
use super::super::errors::{OAuthError, no_store};
use super::super::form::FormText;
use super::External;
use super::token::LogoutToken;
use super::trouble::Trouble;
use crate::kit::params;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_model::{Code, Error};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Form {
    logout_token: Option<String>,
}

/// Anybody can call it; the token has to be the issuer's.
pub(super) async fn end(
    State(external): State<External>,
    FormText(body): FormText,
) -> Result<Response, Refused> {
    let External { drive, issuer } = &external;
    let form: Form = params::read(std::iter::empty(), &body)?;
    let token = form.logout_token.unwrap_or_default();
    let opened = match issuer.open::<LogoutToken>(drive, &token).await {
        Ok((token, _)) => token.check(&issuer.expected(drive)).map(|()| token),
        Err(trouble) => Err(trouble),
    };
    let token = match opened {
        Ok(token) => token,
        Err(Trouble::Unreachable(_)) => return Err(Error::new(Code::Busy).into()),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Unbelievable(_))) => {
            tracing::debug!(error = %trouble, "a logout token was refused");
            return Err(OAuthError::new("invalid_request").into());
        }
    };
    let ended = drive
        .end_external_logins(token.common.sub, token.common.sid)
        .await?;
    tracing::debug!(logins = ended, "the external issuer ended logins");
    Ok(no_store().into_response())
}
