//! How clients prove themselves at the token endpoint and its neighbours (RFC 6749 §2.3).

use super::errors::{Endpoints, OAuthError};
use crate::kit::Failure;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use coffer_core::Drive;
use coffer_core::identity::provider::Client;
use coffer_core::signing::percent::{self, Plus};
use coffer_model::{Code, Error};
use http::{HeaderMap, header};

/// A refusal on its way out.
pub(super) enum Refused {
    /// In the words of the protocol.
    OAuth(OAuthError),
    /// A failure of the core.
    Failed(Error),
}

impl From<OAuthError> for Refused {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::OAuth(error) => error.into_response(),
            Self::Failed(error) => Failure::<Endpoints>::from(error).into_response(),
        }
    }
}

/// The client that sent the request: `client_secret_basic`, `client_secret_post` or, for public
/// clients, `none`. Two ways at once are none.
pub(super) async fn authenticate(
    drive: &Drive,
    headers: &HeaderMap,
    form_id: Option<&str>,
    form_secret: Option<&str>,
) -> Result<Client, Refused> {
    let (id, secret) = match (headers.get(header::AUTHORIZATION), form_secret) {
        (Some(_), Some(_)) => return Err(OAuthError::new("invalid_request").into()),
        (Some(value), None) => {
            let (id, secret) = value
                .to_str()
                .ok()
                .and_then(basic)
                .filter(|(id, _)| form_id.is_none_or(|form_id| form_id == id))
                .ok_or(OAuthError::invalid_client())?;
            (id, Some(secret))
        }
        (None, secret) => {
            let id = form_id.ok_or(OAuthError::invalid_client())?;
            (id.to_owned(), secret.map(str::to_owned))
        }
    };
    drive
        .authenticate_client(&id, secret.as_deref())
        .await
        .map_err(|error| match error.code() {
            Code::Unauthenticated => OAuthError::invalid_client().into(),
            _ => error.into(),
        })
}

/// Id and secret of a `Basic` header, which are form-encoded inside of it.
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let decode = |text: &str| percent::decode(text, Plus::Blank).map(std::borrow::Cow::into_owned);
    Some((decode(id)?, decode(secret)?))
}
