//! How a login that comes to nothing is told: to our client in words of OAuth where it can do
//! something about it or must not see a page, else to the person.

use super::super::authorize::{Authorization, Prompt, locale_of, refuse};
use super::super::page::{self, Page, escape, without_parameter};
use super::trouble::{Trouble, plain_word};
use super::{External, Issuer};
use axum::response::{IntoResponse, Response};
use coffer_model::error::{Texts, fill};
use coffer_model::{Code, Error, Locale};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// Words of the issuer that our client is told as they are.
const PASSED_ON: [&str; 6] = [
    "access_denied",
    "login_required",
    "interaction_required",
    "account_selection_required",
    "consent_required",
    "temporarily_unavailable",
];
/// When a person is told to try again.
const RETRY_SECONDS: u32 = 30;

/// Why there is no login.
#[derive(Debug)]
pub(super) enum Why {
    /// The issuer is of no help.
    Trouble(Trouble),
    /// The issuer sent the browser back with this error.
    Word(String),
    /// The person logged in there, but too long ago.
    TooOld,
    /// The person is known there and does not come in here.
    Core(Error),
}

impl From<Trouble> for Why {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Why {
    /// The label for the metric.
    pub(super) fn outcome(&self) -> &'static str {
        match self {
            Self::Trouble(Trouble::Unreachable(_)) => "failed",
            Self::Trouble(_) | Self::Word(_) | Self::TooOld | Self::Core(_) => "refused",
        }
    }

    /// The error for a client that must not see a page.
    fn word(&self) -> &'static str {
        match self {
            Self::Trouble(Trouble::Unreachable(_)) => "temporarily_unavailable",
            Self::Trouble(Trouble::Refused(_) | Trouble::Unbelievable(_)) => "server_error",
            Self::Word(word) => passed_on(word).unwrap_or("server_error"),
            Self::TooOld => "login_required",
            Self::Core(_) => "access_denied",
        }
    }
}

fn passed_on(word: &str) -> Option<&'static str> {
    PASSED_ON.into_iter().find(|known| *known == word)
}

/// Tells it for one request.
pub(super) struct Teller<'a> {
    external: &'a External,
    request: &'a Authorization,
    query: &'a str,
    headers: &'a HeaderMap,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        external: &'a External,
        request: &'a Authorization,
        query: &'a str,
        headers: &'a HeaderMap,
    ) -> Self {
        Self {
            external,
            request,
            query,
            headers,
        }
    }

    pub(super) fn tell(&self, why: Why) -> Response {
        let word = match &why {
            _ if self.request.prompt == Prompt::Never => Some(why.word()),
            Why::TooOld => Some("login_required"),
            Why::Word(word) => passed_on(word),
            Why::Trouble(_) | Why::Core(_) => None,
        };
        if let Why::Trouble(trouble) = &why {
            tracing::warn!(error = %trouble, "a login at the external issuer failed");
        }
        if let Some(word) = word {
            let refusal = self.request.refuse(word);
            return refuse(&self.external.drive, &refusal, self.query, self.headers);
        }
        self.page(&why)
    }

    fn page(&self, why: &Why) -> Response {
        let issuer = &self.external.issuer;
        let locale = locale_of(self.query, self.headers);
        let (status, text) = explain(why, issuer, locale);
        let texts = Texts::get(locale);
        let mut headers = HeaderMap::new();
        let (label, query) = match why {
            // The issuer would name the same person again.
            Why::Core(_) => ("external.another", self.asking_anew()),
            Why::Trouble(_) | Why::Word(_) | Why::TooOld => {
                ("external.retry", self.query.to_owned())
            }
        };
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
        }
        Page {
            locale,
            status,
            title: texts.text("external.failed_title").to_owned(),
            body: format!(
                "<p role=\"alert\">{}</p>\n<p><a href=\"../authorize?{}\">{}</a></p>",
                escape(&text),
                escape(&query),
                escape(texts.text(label)),
            ),
            base: "../",
            headers,
            ..Page::default()
        }
        .into_response()
    }

    fn asking_anew(&self) -> String {
        let query = without_parameter(self.query, "prompt");
        format!("{query}&prompt=login")
    }
}

/// The status and the text of a page.
fn explain(why: &Why, issuer: &Issuer, locale: Locale) -> (StatusCode, String) {
    let name = issuer.name();
    let text = |key: &str, word: &str| {
        let values = [("name", name), ("error", word)];
        fill(Texts::get(locale).text(key), &values)
    };
    match why {
        Why::Trouble(Trouble::Unreachable(_)) => (
            StatusCode::SERVICE_UNAVAILABLE,
            text("external.unreachable", ""),
        ),
        Why::Trouble(Trouble::Refused(word)) | Why::Word(word) => {
            let word = plain_word(word).unwrap_or("error");
            (StatusCode::FORBIDDEN, text("external.refused", word))
        }
        Why::Trouble(Trouble::Unbelievable(_)) | Why::TooOld => {
            (StatusCode::FORBIDDEN, text("external.unverified", ""))
        }
        Why::Core(error) => match error.code() {
            Code::NotFound => {
                let subject = error.facts().name.as_deref().unwrap_or_default();
                let values = [("name", name), ("subject", subject)];
                let told = fill(Texts::get(locale).text("external.unknown"), &values);
                (StatusCode::FORBIDDEN, told)
            }
            Code::Forbidden => (StatusCode::FORBIDDEN, text("external.disabled", "")),
            _ => (StatusCode::FORBIDDEN, error.message(locale)),
        },
    }
}

/// The page for a browser that is not awaited: nothing is known about where it came from.
pub(super) fn stale(headers: &HeaderMap) -> Response {
    let locale = page::locale(None, headers);
    let texts = Texts::get(locale);
    Page {
        locale,
        status: StatusCode::BAD_REQUEST,
        title: texts.text("external.failed_title").to_owned(),
        body: format!(
            "<p role=\"alert\">{}</p>",
            escape(texts.text("external.stale"))
        ),
        base: "../",
        ..Page::default()
    }
    .into_response()
}
