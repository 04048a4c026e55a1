//! What clients configure themselves with: OpenID Connect Discovery 1.0 and the public keys.

use super::errors::Endpoints;
use crate::kit::Failure;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_core::identity::provider::SCOPES;
use http::{HeaderValue, header};
use serde_json::json;

/// `GET /.well-known/openid-configuration`.
pub(super) async fn document(State(drive): State<Drive>) -> Response {
    let issuer = &drive.settings().public_url;
    let at = |path: &str| format!("{issuer}/oauth2/{path}");
    let client_auth = ["client_secret_basic", "client_secret_post", "none"];
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("jwks"),
        "revocation_endpoint": at("revoke"),
        "end_session_endpoint": at("logout"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": client_auth,
        "revocation_endpoint_auth_methods_supported": client_auth,
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "name", "email",
            "phone_number",
        ],
        "prompt_values_supported": ["none", "login", "select_account"],
        "ui_locales_supported": ["en", "zh-CN"],
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "claims_parameter_supported": false,
    });
    (cached(), Json(document)).into_response()
}

/// `GET /oauth2/jwks` (RFC 7517).
pub(super) async fn keys(State(drive): State<Drive>) -> Result<Response, Failure<Endpoints>> {
    let keys: Vec<_> = drive
        .public_keys()
        .await?
        .into_iter()
        .map(|key| {
            json!({
                "kty": "RSA",
                "use": "sig",
                "alg": "RS256",
                "kid": key.key_id,
                "n": key.modulus,
                "e": key.exponent,
            })
        })
        .collect();
    Ok((cached(), Json(json!({ "keys": keys }))).into_response())
}

fn cached() -> [(header::HeaderName, HeaderValue); 1] {
    [(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    )]
}
