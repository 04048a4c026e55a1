//! `GET` and `POST /oauth2/logout` (OpenID Connect RP-Initiated Logout 1.0).
//!
//! A client that shows an id token of the person who is logged in ends the login at once; anybody
//! else's link asks first, so that no page can log people out.

use super::cookies::{self, Cookie};
use super::errors::Pages;
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
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure<Pages>> {
    let query = query.unwrap_or_default();
    let request: Query = params::read(std::iter::empty(), &query)?;
    Ok(handle(&drive, request, &query, &headers, false).await?)
}

/// The confirmation, or a client's request sent as a form.
pub(super) async fn submit(
    State(drive): State<Drive>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    FormText(body): FormText,
) -> Result<Response, Failure<Pages>> {
    let query = query.unwrap_or_default();
    let form: Query = params::read(std::iter::empty(), &body)?;
    let confirmed = cookies::is_our_form(&drive, &headers, form.csrf.as_deref());
    if form.csrf.is_some() {
        let request: Query = params::read(std::iter::empty(), &query)?;
        return Ok(handle(&drive, request, &query, &headers, confirmed).await?);
    }
    Ok(handle(&drive, form, &body, &headers, false).await?)
}

async fn handle(
    drive: &Drive,
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
    if let Some(login) = &login {
        let asked_by_client = hint.is_some_and(|hint| hint.user == login.user);
        if !asked_by_client && !confirmed {
            return question(drive, locale, query, headers, target);
        }
        drive.end_browser_login(login).await?;
    }
    let mut response = match target {
        Some(target) => {
            let location = HeaderValue::from_str(&target).map_err(Error::internal)?;
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
        }
        None => done(locale, query),
    };
    if let Some(cookie) = Cookie::Login.remove(drive) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
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
    target: Option<String>,
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
        form_target: target,
        headers: headers_out,
        ..Page::default()
    };
    Ok(page.into_response())
}

fn done(locale: Locale, query: &str) -> Response {
    let texts = Texts::get(locale);
    Page {
        locale,
        title: texts.text("logout.done_title").to_owned(),
        body: format!("<p>{}</p>", escape(texts.text("logout.done"))),
        query: Some(query.to_owned()),
        ..Page::default()
    }
    .into_response()
}
