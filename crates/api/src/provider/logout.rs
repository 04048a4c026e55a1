//! `GET` and `POST /oauth2/logout` (OpenID Connect RP-Initiated Logout 1.0).
//!
//! A client that shows an id token of the person who is logged in ends the login at once; anybody
//! else's link asks first, so that no page can log people out. A login that came from an external issuer
//! is ended there, too: the browser goes on by way of it.

use super::cookies::{self, Cookie};
use super::errors::Pages;
use super::external::{Farewell, Issuer, farewell};
use super::form::FormText;
use super::page::{self, Page, escape};
use crate::kit::{Failure, params};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_core::signing::percent::{self, Keep};
use coffer_model::error::Texts;
use coffer_model::{Error, Locale, Result};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Query {
    id_token_hint: Option<String>,
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
    lang: Option<String>,
    csrf: Option<String>,
}

pub(super) async fn ask(
    State(drive): State<Drive>,
    State(issuer): State<Option<Arc<Issuer>>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure<Pages>> {
    let query = query.unwrap_or_default();
    let request: Query = params::read(std::iter::empty(), &query)?;
    Ok(handle(
        (&drive, issuer.as_deref()),
        request,
        &query,
        &headers,
        false,
    )
    .await?)
}

/// The confirmation, or a client's request sent as a form.
pub(super) async fn submit(
    State(drive): State<Drive>,
    State(issuer): State<Option<Arc<Issuer>>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    FormText(body): FormText,
) -> Result<Response, Failure<Pages>> {
    let query = query.unwrap_or_default();
    let form: Query = params::read(std::iter::empty(), &body)?;
    let place = (&drive, issuer.as_deref());
    let confirmed = cookies::is_our_form(&drive, &headers, form.csrf.as_deref());
    if form.csrf.is_some() {
        let request: Query = params::read(std::iter::empty(), &query)?;
        return Ok(handle(place, request, &query, &headers, confirmed).await?);
    }
    Ok(handle(place, form, &body, &headers, false).await?)
}

async fn handle(
    (drive, issuer): (&Drive, Option<&Issuer>),
    request: Query,
    query: &str,
    headers: &HeaderMap,
    confirmed: bool,
) -> Result<Response> {
    let locale = page::locale(request.lang.as_deref(), headers);
    let hint = match &request.id_token_hint {
        Some(token) => drive.read_id_token_hint(token).await?,
        None => None,
    };
    let named = hint.as_ref().map(|hint| hint.client_id.clone());
    if let (Some(named), Some(given)) = (&named, &request.client_id)
        && named != given
    {
        return Err(Error::parameter("client_id"));
    }
    let target = redirect_target(drive, named.or(request.client_id.clone()), &request).await?;
    let login = cookies::browser_login(drive, headers).await?;
    let mut parting = None;
    if let Some(login) = &login {
        if let Some(issuer) = issuer {
            let farewell = farewell(drive, issuer, login).await?;
            parting = farewell.map(|farewell| (issuer, farewell));
        }
        let asked_by_client = hint.is_some_and(|hint| hint.user == login.user);
        if !asked_by_client && !confirmed {
            let at_issuer = parting.map(|(_, farewell)| farewell.endpoint());
            let targets = target.into_iter().chain(at_issuer).collect();
            return question(drive, locale, query, headers, targets);
        }
        drive.end_browser_login(login).await?;
    }
    let mut response = match parting {
        Some(parting) => by_way_of(drive, parting, (target, query), headers).await?,
        None => match target {
            Some(target) => redirect(&target)?,
            None => done_page(locale, Some(query), ""),
        },
    };
    if let Some(cookie) = Cookie::Login.remove(drive) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Sends the browser to the issuer, from where it comes back to go on to the target.
async fn by_way_of(
    drive: &Drive,
    (issuer, farewell): (&Issuer, Farewell),
    next: (Option<String>, &str),
    headers: &HeaderMap,
) -> Result<Response> {
    let (address, cookie) = farewell.address(drive, issuer, next, headers).await?;
    let mut response = redirect(&address)?;
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn redirect(target: &str) -> Result<Response> {
    let location = HeaderValue::from_str(target).map_err(Error::internal)?;
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Where the browser goes afterwards: one of the client's registered addresses, or nowhere.
async fn redirect_target(
    drive: &Drive,
    client_id: Option<String>,
    request: &Query,
) -> Result<Option<String>> {
    let Some(wanted) = &request.post_logout_redirect_uri else {
        return Ok(None);
    };
    let client = match client_id {
        Some(id) => drive.find_client(&id).await?,
        None => None,
    };
    if !client.is_some_and(|client| client.allows_redirect(wanted)) {
        return Err(Error::parameter("post_logout_redirect_uri"));
    }
    let mut target = wanted.clone();
    if let Some(state) = &request.state {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str("state=");
        percent::encode_into(&mut target, state.as_bytes(), Keep::Nothing);
    }
    Ok(Some(target))
}

fn question(
    drive: &Drive,
    locale: Locale,
    query: &str,
    headers: &HeaderMap,
    form_targets: Vec<String>,
) -> Result<Response> {
    let texts = Texts::get(locale);
    let text = |key: &str| escape(texts.text(key));
    let mut headers_out = HeaderMap::new();
    let csrf = cookies::form_token(drive, headers, &mut headers_out)?;
    let body = format!(
        "<p>{question}</p>\n<form method=\"post\" action=\"?{query}\">\n\
         <input type=\"hidden\" name=\"csrf\" value=\"{csrf}\">\n\
         <button type=\"submit\">{submit}</button>\n</form>",
        question = text("logout.question"),
        query = escape(query),
        csrf = escape(&csrf),
        submit = text("logout.submit"),
    );
    let page = Page {
        locale,
        title: texts.text("logout.title").to_owned(),
        body,
        query: Some(query.to_owned()),
        form_targets,
        headers: headers_out,
        ..Page::default()
    };
    Ok(page.into_response())
}

/// The page that says that it is done; `query` is the page's own, `base` the way to `/oauth2/`.
pub(super) fn done_page(locale: Locale, query: Option<&str>, base: &'static str) -> Response {
    let texts = Texts::get(locale);
    Page {
        locale,
        title: texts.text("logout.done_title").to_owned(),
        body: format!("<p>{}</p>", escape(texts.text("logout.done"))),
        query: query.map(str::to_owned),
        base,
        ..Page::default()
    }
    .into_response()
}
