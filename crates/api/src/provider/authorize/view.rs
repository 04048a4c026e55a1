//! The login page.

use super::super::cookies;
use super::super::external::Issuer;
use super::super::page::{Page, escape};
use super::locale_of;
use super::request::{Authorization, Reason};
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_model::error::{Texts, fill};
use coffer_model::{Code, Error, Locale, Result};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// The page that sends the browser on, seen from this one.
pub(super) const EXTERNAL_LOGIN: &str = "external/login";

/// The form, and what was wrong with the one before.
pub(super) struct LoginForm<'a> {
    request: &'a Authorization,
    query: &'a str,
    locale: Locale,
    issuer: Option<&'a Issuer>,
    typed: &'a str,
    alert: Option<String>,
    status: StatusCode,
    retry_after: Option<u32>,
}

impl<'a> LoginForm<'a> {
    pub(super) fn new(request: &'a Authorization, query: &'a str, headers: &HeaderMap) -> Self {
        Self {
            request,
            query,
            locale: locale_of(query, headers),
            issuer: None,
            typed: "",
            alert: None,
            status: StatusCode::OK,
            retry_after: None,
        }
    }

    /// Offers the external issuer, if there is one.
    pub(super) fn beside(self, issuer: Option<&'a Issuer>) -> Self {
        Self { issuer, ..self }
    }

    /// Keeps what was typed as the account.
    pub(super) fn typed(self, typed: &'a str) -> Self {
        Self { typed, ..self }
    }

    /// The form did not come from a page of ours, or its cookie is gone.
    pub(super) fn stale(self) -> Self {
        let alert = Texts::get(self.locale).text("login.stale").to_owned();
        Self {
            alert: Some(alert),
            status: StatusCode::FORBIDDEN,
            ..self
        }
    }

    /// Account and password were refused.
    pub(super) fn refused(self, error: &Error) -> Self {
        let (status, alert) = match error.code() {
            Code::Unauthenticated => {
                let text = Texts::get(self.locale).text("login.wrong").to_owned();
                (StatusCode::UNAUTHORIZED, text)
            }
            Code::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, error.message(self.locale)),
            _ => (StatusCode::SERVICE_UNAVAILABLE, error.message(self.locale)),
        };
        Self {
            alert: Some(alert),
            status,
            retry_after: error.facts().retry_after,
            ..self
        }
    }

    /// The page. A browser without a form token is given one.
    pub(super) fn show(self, drive: &Drive, headers: &HeaderMap) -> Result<Response> {
        let mut headers_out = HeaderMap::new();
        let csrf = cookies::form_token(drive, headers, &mut headers_out)?;
        if let Some(seconds) = self.retry_after {
            headers_out.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let texts = Texts::get(self.locale);
        let page = Page {
            locale: self.locale,
            status: self.status,
            title: fill(
                texts.text("login.heading"),
                &[("client", &self.request.client.name)],
            ),
            body: self.body(&csrf),
            query: Some(self.query.to_owned()),
            form_targets: vec![self.request.redirect_uri().to_owned()],
            headers: headers_out,
            ..Page::default()
        };
        Ok(page.into_response())
    }

    fn body(&self, csrf: &str) -> String {
        let texts = Texts::get(self.locale);
        let text = |key: &str| escape(texts.text(key));
        let (alert, described) = match &self.alert {
            Some(alert) => (
                format!("<p role=\"alert\" id=\"alert\">{}</p>\n", escape(alert)),
                " aria-describedby=\"alert\" aria-invalid=\"true\"",
            ),
            None => (String::new(), ""),
        };
        // Whoever has typed the account goes on with the password.
        let (first, second) = match (self.issuer, self.typed) {
            (None, "") => (" autofocus", ""),
            (Some(_), "") => ("", ""),
            _ => ("", " autofocus"),
        };
        format!(
            "{alert}{issuer}<form method=\"post\" action=\"?{query}\">\n\
             <input type=\"hidden\" name=\"csrf\" value=\"{csrf}\">\n\
             <label for=\"login\">{account}</label>\n\
             <input id=\"login\" name=\"login\" type=\"text\" value=\"{typed}\" required{first}{described} \
             autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\">\n\
             <label for=\"password\">{password}</label>\n\
             <input id=\"password\" name=\"password\" type=\"password\" required{second}{described} \
             autocomplete=\"current-password\">\n\
             <button type=\"submit\">{submit}</button>\n</form>",
            issuer = self
                .issuer
                .map(|issuer| self.offer(issuer))
                .unwrap_or_default(),
            query = escape(self.query),
            csrf = escape(csrf),
            account = text("login.account"),
            typed = escape(self.typed),
            password = text("login.password"),
            submit = text("login.submit"),
        )
    }
}

impl LoginForm<'_> {
    /// A link, not a form: the policy of a form would hold for every page that the issuer sends the
    /// browser on to.
    fn offer(&self, issuer: &Issuer) -> String {
        let texts = Texts::get(self.locale);
        let label = fill(texts.text("external.login"), &[("name", issuer.name())]);
        format!(
            "<p><a class=\"button\" href=\"{EXTERNAL_LOGIN}?{query}\">{label}</a></p>\n\
             <p class=\"or\">{or}</p>\n",
            query = escape(self.query),
            label = escape(&label),
            or = escape(texts.text("external.or")),
        )
    }
}

/// The page for a link that leads nowhere.
pub(super) fn invalid_link(reason: &Reason, query: &str, headers: &HeaderMap) -> Response {
    let locale = locale_of(query, headers);
    let texts = Texts::get(locale);
    let text = match reason {
        Reason::UnknownClient => texts.text("login.unknown_client").to_owned(),
        Reason::RedirectRefused => texts.text("login.redirect_refused").to_owned(),
        Reason::InvalidParameter(parameter) => fill(
            texts.text("login.invalid_parameter"),
            &[("parameter", parameter)],
        ),
    };
    Page {
        locale,
        status: StatusCode::BAD_REQUEST,
        title: texts.text("login.invalid_title").to_owned(),
        body: format!("<p role=\"alert\">{}</p>", escape(&text)),
        query: Some(query.to_owned()),
        ..Page::default()
    }
    .into_response()
}
