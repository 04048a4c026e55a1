//! `POST /oauth2/revoke` (RFC 7009).

use super::client_auth::{Refused, authenticate};
use super::errors::OAuthError;
use super::form::FormText;
use crate::kit::params;
use axum::extract::State;
use coffer_core::Drive;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Form {
    token: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

pub(super) async fn revoke(
    State(drive): State<Drive>,
    headers: HeaderMap,
    FormText(body): FormText,
) -> Result<StatusCode, Refused> {
    let form: Form = params::read(std::iter::empty(), &body)?;
    let (id, secret) = (form.client_id.as_deref(), form.client_secret.as_deref());
    let client = authenticate(&drive, &headers, id, secret).await?;
    let token = form.token.ok_or(OAuthError::new("invalid_request"))?;
    drive.revoke_token(&client, &token).await?;
    Ok(StatusCode::OK)
}
