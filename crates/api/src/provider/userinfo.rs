//! `GET` and `POST /oauth2/userinfo` (OpenID Connect Core 1.0 §5.3).

use super::client_auth::Refused;
use super::errors::no_store;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_core::identity::provider::UserInfo;
use coffer_model::Code;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Claims {
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
}

impl From<UserInfo> for Claims {
    fn from(info: UserInfo) -> Self {
        Self {
            sub: info.subject,
            name: info.name,
            email: info.email,
            phone_number: info.phone,
        }
    }
}

pub(super) async fn tell(
    State(drive): State<Drive>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let Some(token) = token else {
        return Ok(challenge("Bearer"));
    };
    match drive.user_info(token).await {
        Ok(info) => Ok((no_store(), Json(Claims::from(info))).into_response()),
        Err(error) if error.code() == Code::Unauthenticated => {
            Ok(challenge("Bearer error=\"invalid_token\""))
        }
        Err(error) => Err(error.into()),
    }
}

fn challenge(text: &'static str) -> Response {
    let headers = [(header::WWW_AUTHENTICATE, HeaderValue::from_static(text))];
    (StatusCode::UNAUTHORIZED, headers).into_response()
}
