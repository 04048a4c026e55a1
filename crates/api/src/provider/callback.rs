//! `GET /oauth2/callback`: where the built-in client's codes go when no front end takes them. It
//! shows the code, so that a person can hand it to a program.

use super::errors::Pages;
use super::page::{self, Page, escape};
use crate::kit::{Failure, Params};
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use coffer_model::error::{Texts, fill};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    code: Option<String>,
    error: Option<String>,
    lang: Option<String>,
}

pub(super) async fn show(
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Params(answer): Params<Answer>,
) -> Result<Response, Failure<Pages>> {
    let locale = page::locale(answer.lang.as_deref(), &headers);
    let texts = Texts::get(locale);
    let text = |key: &str| escape(texts.text(key));
    let mut out = HeaderMap::new();
    // The code is in the address of this page.
    out.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    let (status, title, body) = match answer.code.filter(|code| is_plain(code)) {
        Some(code) => {
            let body = format!(
                "<p>{hint}</p>\n<p id=\"code-label\">{label}</p>\n\
                 <output aria-labelledby=\"code-label\">{code}</output>",
                hint = text("callback.hint"),
                label = text("callback.code"),
                code = escape(&code),
            );
            (StatusCode::OK, "callback.title", body)
        }
        None => {
            let error = answer
                .error
                .filter(|error| is_plain(error))
                .unwrap_or_default();
            let told = fill(texts.text("callback.failed"), &[("error", &error)]);
            let body = format!("<p role=\"alert\">{}</p>", escape(&told));
            (StatusCode::BAD_REQUEST, "callback.failed_title", body)
        }
    };
    let page = Page {
        locale,
        status,
        title: texts.text(title).to_owned(),
        body,
        query: Some(query.unwrap_or_default()),
        headers: out,
        ..Page::default()
    };
    Ok(page.into_response())
}

/// Anybody can write a link to this page: it repeats codes, no sentences.
fn is_plain(text: &str) -> bool {
    text.len() <= 128
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
