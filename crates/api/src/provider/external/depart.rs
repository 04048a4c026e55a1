//! `GET /oauth2/external/login`: sends the browser on to the issuer (OpenID Connect Core 1.0 §3.1.2.1).

use super::super::authorize::{Authorization, Prompt, locale_of, refuse, see_other};
use super::super::errors::Pages;
use super::metadata::Metadata;
use super::tell::{Teller, Why};
use super::trouble::Trouble;
use super::{CALLBACK, External, add_cookie, browser_secret};
use crate::kit::Failure;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use coffer_core::identity::external::Departure;
use coffer_model::Locale;
use http::HeaderMap;
use url::Url;

/// The query is a request to our own `/oauth2/authorize`, which goes on when the browser is back.
pub(super) async fn depart(
    State(external): State<External>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure<Pages>> {
    let External { drive, issuer } = &external;
    let query = query.unwrap_or_default();
    let request = match Authorization::read(drive, &query).await? {
        Ok(request) => request,
        Err(refusal) => return Ok(refuse(drive, &refusal, &query, &headers)),
    };
    let teller = Teller::new(&external, &request, &query, &headers);
    let metadata = match issuer.metadata(drive).await {
        Ok(metadata) => metadata,
        Err(trouble) => return Ok(teller.tell(Why::Trouble(trouble))),
    };
    let (browser, cookie) = browser_secret(drive, &headers)?;
    let departure = drive.begin_external_login(&browser, &query).await?;
    let locale = locale_of(&query, &headers);
    let location = match address(&external, &metadata, &request, &departure, locale) {
        Ok(location) => location,
        Err(trouble) => return Ok(teller.tell(Why::Trouble(trouble))),
    };
    let mut response = see_other(&location)?;
    add_cookie(&mut response, cookie);
    Ok(response)
}

fn address(
    external: &External,
    metadata: &Metadata,
    request: &Authorization,
    departure: &Departure,
    locale: Locale,
) -> Result<String, Trouble> {
    let settings = &external.issuer.settings;
    let mut address = Url::parse(&metadata.authorization_endpoint)
        .map_err(|error| Trouble::unreachable(&error))?;
    let redirect_uri = format!("{}{CALLBACK}", external.drive.settings().public_url);
    let mut query = address.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &settings.client_id)
        .append_pair("redirect_uri", &redirect_uri)
        .append_pair("scope", &settings.scopes)
        .append_pair("state", &departure.state)
        .append_pair("nonce", &departure.nonce)
        .append_pair("code_challenge", &departure.challenge)
        .append_pair("code_challenge_method", "S256")
        .append_pair("ui_locales", locale.tag());
    let prompt = match request.prompt {
        Prompt::AsNeeded => None,
        Prompt::Always => Some("login"),
        Prompt::Choose => Some("select_account"),
        Prompt::Never => Some("none"),
    };
    if let Some(prompt) = prompt {
        query.append_pair("prompt", prompt);
    }
    if let Some(seconds) = request.max_age {
        query.append_pair("max_age", &seconds.to_string());
    }
    if let Some(hint) = &request.login_hint {
        query.append_pair("login_hint", hint);
    }
    drop(query);
    Ok(address.into())
}
