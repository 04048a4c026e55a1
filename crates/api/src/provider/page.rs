//! The frame of the provider's pages: plain HTML, no scripts, readable on a phone.

use axum::response::{IntoResponse, Response};
use coffer_model::Locale;
use coffer_model::error::Texts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use std::fmt::Write;

const STYLE: &str = include_str!("page/style.css");

/// A page. Everything in `body` has been escaped.
pub(super) struct Page {
    pub(super) locale: Locale,
    pub(super) status: StatusCode,
    pub(super) title: String,
    pub(super) body: String,
    /// The query of the page, so that the links to other languages keep it.
    pub(super) query: Option<String>,
    /// Where its forms may lead in the end, beside this origin.
    pub(super) form_targets: Vec<String>,
    /// The way from the page's folder to `/oauth2/`.
    pub(super) base: &'static str,
    /// Cookies and the like.
    pub(super) headers: HeaderMap,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            locale: Locale::En,
            status: StatusCode::OK,
            title: String::new(),
            body: String::new(),
            query: None,
            form_targets: Vec::new(),
            base: "",
            headers: HeaderMap::new(),
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let html = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
             <link rel=\"stylesheet\" href=\"{base}style.css\">\n</head>\n<body>\n\
             <main>\n<h1>{title}</h1>\n{body}\n</main>\n{languages}</body>\n</html>\n",
            lang = self.locale.tag(),
            title = escape(&self.title),
            base = self.base,
            body = self.body,
            languages = self.languages(),
        );
        let policy = format!(
            "default-src 'none'; style-src 'self'; form-action 'self'{}; frame-ancestors 'none'; \
             base-uri 'none'",
            self.form_targets
                .iter()
                .map(|target| source(target))
                .collect::<String>(),
        );
        let mut response = (self.status, html).into_response();
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            // Not "no-referrer": forms would then be sent with the origin "null".
            (header::REFERRER_POLICY, "same-origin"),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.extend(self.headers);
        response
    }
}

impl Page {
    /// Links to the page in the other languages, each in its own words.
    fn languages(&self) -> String {
        let Some(query) = &self.query else {
            return String::new();
        };
        let label = escape(Texts::get(self.locale).text("login.languages"));
        let mut html = format!("<nav aria-label=\"{label}\">");
        for locale in Locale::ALL
            .into_iter()
            .filter(|other| *other != self.locale)
        {
            let kept = without_parameter(query, "lang");
            let separator = if kept.is_empty() { "" } else { "&" };
            let tag = locale.tag();
            let target = escape(&format!("?{kept}{separator}lang={tag}"));
            let name = escape(Texts::get(locale).text("language.name"));
            // Writing to a String cannot fail.
            _ = write!(
                html,
                "<a href=\"{target}\" lang=\"{tag}\" hreflang=\"{tag}\">{name}</a>"
            );
        }
        html.push_str("</nav>\n");
        html
    }
}

/// The query without the parameter of this name.
pub(super) fn without_parameter(query: &str, name: &str) -> String {
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name))
        .collect();
    kept.join("&")
}

/// The language of a page with this query.
pub(super) fn chosen_locale(query: &str, headers: &HeaderMap) -> Locale {
    let chosen = query.split('&').find_map(|pair| pair.strip_prefix("lang="));
    locale(chosen, headers)
}

/// The language of a page: the one that was chosen, else the browser's.
pub(super) fn locale(chosen: Option<&str>, headers: &HeaderMap) -> Locale {
    chosen.and_then(Locale::from_tag).unwrap_or_else(|| {
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        accepted
            .map(Locale::from_accept_language)
            .unwrap_or_default()
    })
}

/// A registered address as a source of `form-action`: browsers hold the redirect behind a form to
/// that list, too.
fn source(redirect_uri: &str) -> String {
    match url::Url::parse(redirect_uri) {
        Ok(url) if url.has_host() => format!(" {}", url.origin().ascii_serialization()),
        Ok(url) => format!(" {}:", url.scheme()),
        Err(_) => String::new(),
    }
}

/// Text inside of HTML and of quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// `GET /oauth2/style.css`.
pub(super) async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, STYLE).into_response()
}
