//! `POST /oauth2/token` (RFC 6749 §3.2): codes, refresh tokens, and apps' own credentials.

use super::client_auth::{Refused, authenticate};
use super::errors::{OAuthError, no_store};
use super::form::FormText;
use crate::kit::params;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_core::identity::provider::{
    APP_TOKEN_SECONDS, Client, PERSON_TOKEN_SECONDS, PersonTokens, Scope,
};
use coffer_model::{Code, Error};
use http::HeaderMap;
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Form {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
    scope: Option<String>,
}

#[derive(Debug, Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

impl From<PersonTokens> for Tokens {
    fn from(tokens: PersonTokens) -> Self {
        Self {
            access_token: tokens.access_token,
            token_type: "Bearer",
            expires_in: PERSON_TOKEN_SECONDS,
            refresh_token: Some(tokens.refresh_token),
            id_token: tokens.id_token,
            scope: Some(tokens.scope.as_str().to_owned()),
        }
    }
}

pub(super) async fn exchange(
    State(drive): State<Drive>,
    headers: HeaderMap,
    FormText(body): FormText,
) -> Result<Response, Refused> {
    let form: Form = params::read(std::iter::empty(), &body)?;
    let grant_type = form.grant_type.as_deref();
    if !matches!(
        grant_type,
        Some("authorization_code" | "refresh_token" | "client_credentials")
    ) {
        let error = if grant_type.is_some() {
            "unsupported_grant_type"
        } else {
            "invalid_request"
        };
        return Err(OAuthError::new(error).into());
    }
    let (id, secret) = (form.client_id.as_deref(), form.client_secret.as_deref());
    let client = authenticate(&drive, &headers, id, secret).await?;
    let tokens = match grant_type {
        Some("authorization_code") => redeem_code(&drive, &client, &form).await?,
        Some("refresh_token") => refresh(&drive, &client, &form).await?,
        _ => app_token(&drive, &client).await?,
    };
    Ok((no_store(), Json(tokens)).into_response())
}

async fn redeem_code(drive: &Drive, client: &Client, form: &Form) -> Result<Tokens, Refused> {
    let (Some(code), Some(redirect_uri)) = (&form.code, &form.redirect_uri) else {
        return Err(OAuthError::new("invalid_request").into());
    };
    let verifier = form.code_verifier.as_deref();
    let tokens = drive
        .redeem_code(client, code, redirect_uri, verifier)
        .await;
    Ok(tokens.map_err(invalid_grant)?.into())
}

async fn refresh(drive: &Drive, client: &Client, form: &Form) -> Result<Tokens, Refused> {
    let Some(token) = &form.refresh_token else {
        return Err(OAuthError::new("invalid_request").into());
    };
    let scope = form.scope.as_deref().map(Scope::parse);
    let tokens = drive.refresh_tokens(client, token, scope.as_ref()).await;
    Ok(tokens.map_err(invalid_grant)?.into())
}

async fn app_token(drive: &Drive, client: &Client) -> Result<Tokens, Refused> {
    let token = drive
        .issue_app_token(client)
        .await
        .map_err(|error| match error.code() {
            Code::Forbidden => OAuthError::new("unauthorized_client").into(),
            _ => Refused::from(error),
        })?;
    Ok(Tokens {
        access_token: token,
        token_type: "Bearer",
        expires_in: APP_TOKEN_SECONDS,
        refresh_token: None,
        id_token: None,
        scope: None,
    })
}

fn invalid_grant(error: Error) -> Refused {
    match error.code() {
        Code::Unauthenticated => OAuthError::new("invalid_grant").into(),
        _ => error.into(),
    }
}
