//! Logging out at the issuer, too (OpenID Connect RP-Initiated Logout 1.0).

use super::super::cookies::Cookie;
use super::super::errors::Pages;
use super::super::logout;
use super::super::page;
use super::{External, Issuer, LOGGED_OUT, browser_secret};
use crate::kit::{Failure, Params};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_core::identity::BrowserLogin;
use coffer_core::identity::external::{Errand, ExternalReference};
use coffer_model::Result;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use url::Url;

/// How the session at the issuer that a login came from is ended.
pub(in super::super) struct Farewell {
    endpoint: Url,
    reference: ExternalReference,
}

/// The farewell of a login; `None` when it did not come from this issuer, or that one ends no
/// sessions or cannot be asked.
pub(in super::super) async fn farewell(
    drive: &Drive,
    issuer: &Issuer,
    login: &BrowserLogin,
) -> Result<Option<Farewell>> {
    let reference = drive.external_reference(login).await?;
    let Some(reference) = reference.filter(|known| known.issuer == issuer.settings.issuer) else {
        return Ok(None);
    };
    // Our own login ends in any case.
    let endpoint = match issuer.metadata(drive).await {
        Ok(metadata) => metadata
            .end_session_endpoint
            .as_deref()
            .and_then(|endpoint| Url::parse(endpoint).ok()),
        Err(trouble) => {
            tracing::warn!(error = %trouble, "a session at the external issuer goes on");
            None
        }
    };
    Ok(endpoint.map(|endpoint| Farewell {
        endpoint,
        reference,
    }))
}

impl Farewell {
    /// The endpoint, for the policy of a page whose form leads there.
    pub(in super::super) fn endpoint(&self) -> String {
        self.endpoint.to_string()
    }

    /// Where to send the browser, with the cookie that it needs to come back and go on to `target`.
    pub(in super::super) async fn address(
        self,
        drive: &Drive,
        issuer: &Issuer,
        (target, query): (Option<String>, &str),
        headers: &HeaderMap,
    ) -> Result<(String, Option<HeaderValue>)> {
        let (browser, cookie) = browser_secret(drive, headers)?;
        let state = drive.begin_external_logout(&browser, target, query).await?;
        let mut address = self.endpoint;
        let back = format!("{}{LOGGED_OUT}", drive.settings().public_url);
        let mut pairs = address.query_pairs_mut();
        if let Some(token) = &self.reference.id_token {
            pairs.append_pair("id_token_hint", token);
        }
        pairs
            .append_pair("client_id", &issuer.settings.client_id)
            .append_pair("post_logout_redirect_uri", &back)
            .append_pair("state", &state);
        drop(pairs);
        Ok((address.into(), cookie))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Back {
    state: Option<String>,
}

/// `GET /oauth2/external/logged_out`: back from the issuer, on to where our client wants the browser.
pub(super) async fn back(
    State(external): State<External>,
    headers: HeaderMap,
    Params(back): Params<Back>,
) -> Result<Response, Failure<Pages>> {
    let drive = &external.drive;
    let browser = Cookie::External.find_token(drive, &headers);
    let errand = match (&back.state, browser) {
        (Some(state), Some(browser)) => drive.end_errand(browser, state).await?,
        _ => None,
    };
    let (target, query) = match errand {
        Some(Errand::Logout { target, query }) => (target, query),
        Some(Errand::Login { .. }) | None => (None, String::new()),
    };
    if let Some(target) = target.and_then(|target| HeaderValue::from_str(&target).ok()) {
        return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response());
    }
    let locale = page::chosen_locale(&query, &headers);
    Ok(logout::done_page(locale, None, "../"))
}
