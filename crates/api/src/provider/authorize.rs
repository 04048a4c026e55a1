//! `GET` and `POST /oauth2/authorize`: the login page (OpenID Connect Core 1.0 §3.1.2).

mod request;
mod view;

use super::cookies::{self, Cookie};
use super::errors::Pages;
use super::external::Issuer;
use super::form::FormText;
use super::page;
use crate::kit::{Failure, params};
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_core::identity::BrowserLogin;
use coffer_core::signing::percent::{self, Keep};
use coffer_model::{Code, Error, Result};
use http::{HeaderMap, StatusCode, header};
use request::Refusal;
pub(super) use request::{Authorization, Prompt};
use serde::Deserialize;
use std::net::SocketAddr;
use std::sync::Arc;
use view::LoginForm;

/// What the login form sends. Beside it a client may send its request as a form.
#[derive(Debug, Default, Deserialize)]
struct Submitted {
    #[serde(default)]
    csrf: Option<String>,
    #[serde(default)]
    login: Option<String>,
    #[serde(default)]
    password: Option<String>,
}

/// `GET /oauth2/authorize`: sends a browser that is logged in back at once, shows the form to any
/// other. Where there is an external issuer it is asked instead when nothing may be shown, and always
/// where passwords are not wanted.
pub(super) async fn ask(
    State(drive): State<Drive>,
    State(issuer): State<Option<Arc<Issuer>>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure<Pages>> {
    let query = query.unwrap_or_default();
    let request = match Authorization::read(&drive, &query).await? {
        Ok(request) => request,
        Err(refusal) => return Ok(refuse(&drive, &refusal, &query, &headers)),
    };
    let login = cookies::browser_login(&drive, &headers).await?;
    let fresh = login.filter(|login| request.accepts(login, drive.now()));
    match (fresh, request.prompt) {
        (Some(login), Prompt::AsNeeded | Prompt::Never) => {
            Ok(send_code(&drive, request, &login, None).await?)
        }
        (None, Prompt::Never) if issuer.is_some() => Ok(send_on(&query)?),
        (None, Prompt::Never) => {
            let refusal = request.refuse("login_required");
            Ok(refuse(&drive, &refusal, &query, &headers))
        }
        _ if issuer.as_ref().is_some_and(|issuer| issuer.only()) => Ok(send_on(&query)?),
        _ => {
            let form = LoginForm::new(&request, &query, &headers);
            Ok(form.beside(issuer.as_deref()).show(&drive, &headers)?)
        }
    }
}

/// `POST /oauth2/authorize`: the form with account and password.
pub(super) async fn submit(
    State(drive): State<Drive>,
    State(issuer): State<Option<Arc<Issuer>>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    FormText(body): FormText,
) -> Result<Response, Failure<Pages>> {
    let form: Submitted = params::read(std::iter::empty(), &body)?;
    let query = query.unwrap_or_default();
    if form.csrf.is_none() && form.login.is_none() && !body.is_empty() {
        // A client may send its request as a form (OpenID Connect Core 1.0 §3.1.2.1).
        return Ok(see_other(&format!("authorize?{}", ascii(&body))).map_err(|_| Code::BadRequest)?);
    }
    let request = match Authorization::read(&drive, &query).await? {
        Ok(request) => request,
        Err(refusal) => return Ok(refuse(&drive, &refusal, &query, &headers)),
    };
    if issuer.as_ref().is_some_and(|issuer| issuer.only()) {
        return Ok(send_on(&query)?);
    }
    let typed = form.login.unwrap_or_default();
    let page = LoginForm::new(&request, &query, &headers)
        .beside(issuer.as_deref())
        .typed(&typed);
    if !cookies::is_our_form(&drive, &headers, form.csrf.as_deref()) {
        return Ok(page.stale().show(&drive, &headers)?);
    }
    let password = form.password.unwrap_or_default();
    let address = address.ip().to_string();
    match drive.log_in(&typed, &password, &address).await {
        Ok(logged_in) => {
            let cookie = Cookie::Login.set(&drive, &logged_in.cookie);
            Ok(send_code(&drive, request, &logged_in.login, cookie).await?)
        }
        Err(error) => match error.code() {
            Code::Unauthenticated | Code::TooManyRequests | Code::Busy => {
                Ok(page.refused(&error).show(&drive, &headers)?)
            }
            _ => Err(error.into()),
        },
    }
}

/// Sends the browser on to the external issuer, by way of the page that does so.
fn send_on(query: &str) -> Result<Response> {
    see_other(&format!("{}?{query}", view::EXTERNAL_LOGIN))
}

/// Sends the browser back with a code, or with the reason why there is none.
pub(super) async fn send_code(
    drive: &Drive,
    request: Authorization,
    login: &BrowserLogin,
    cookie: Option<http::HeaderValue>,
) -> Result<Response> {
    let answer = request.answer_address();
    let location = match drive.issue_code(request.into_code_request(), login).await {
        Ok(code) => answer.with(drive, &[("code", &code)]),
        Err(error) if error.code() == Code::Forbidden => {
            answer.with(drive, &[("error", "access_denied")])
        }
        Err(error) if error.code() == Code::BadRequest => {
            answer.with(drive, &[("error", "invalid_request")])
        }
        Err(error) => return Err(error),
    };
    let mut response = see_other(&location)?;
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Tells the client where that is safe, else the person.
pub(super) fn refuse(
    drive: &Drive,
    refusal: &Refusal,
    query: &str,
    headers: &HeaderMap,
) -> Response {
    match refusal {
        Refusal::ToClient { answer, error } => {
            let location = answer.with(drive, &[("error", error)]);
            see_other(&location)
                .unwrap_or_else(|error| Failure::<Pages>::from(error).into_response())
        }
        Refusal::ToPerson(reason) => view::invalid_link(reason, query, headers),
    }
}

/// `303`: after a form, the browser must not send the password on.
pub(super) fn see_other(location: &str) -> Result<Response> {
    let location = http::HeaderValue::from_str(location).map_err(Error::internal)?;
    let headers = [
        (header::LOCATION, location),
        (
            header::CACHE_CONTROL,
            http::HeaderValue::from_static("no-store"),
        ),
        (
            header::REFERRER_POLICY,
            http::HeaderValue::from_static("no-referrer"),
        ),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// The language of a page with this query.
pub(super) fn locale_of(query: &str, headers: &HeaderMap) -> coffer_model::Locale {
    page::chosen_locale(query, headers)
}

/// A form's text as it may stand in a URL: what is not ASCII is percent-encoded, the rest is already.
fn ascii(form: &str) -> String {
    let mut text = String::with_capacity(form.len());
    for c in form.chars() {
        if c.is_ascii_graphic() {
            text.push(c);
        } else {
            percent::encode_into(&mut text, c.to_string().as_bytes(), Keep::Nothing);
        }
    }
    text
}
