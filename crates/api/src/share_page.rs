//! The page of shares at `/s/{link}`: where people come who follow a link.
//!
//! The page is the same for every link, and for those that nothing has: what a link shows, and whether
//! it shows anything, its script asks the operations for visitors. It stands on nothing but this server,
//! and tells nobody where it was: no cache keeps it, no search engine lists it, no referrer names it.

use crate::embed::errors::Web;
use crate::embed::files::{WebFiles, asset_response};
use crate::kit::failure::{RandomSource, method_not_allowed, unknown_operation};
use crate::kit::{Failure, asks_for_page, render};
use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use coffer_model::{Code, Error};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::sync::Arc;
use url::Url;

/// Headers of the page, beside its policy.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// What is the same for every request.
struct Prepared {
    files: WebFiles,
    html: &'static str,
    policy: String,
}

/// The routes. `/s/login` is where the login page sends people back to; links never look like it.
pub(crate) fn router(files: WebFiles, public_url: &str, random: RandomSource) -> Router {
    let prepared = Prepared {
        files,
        html: files.page("share/share.html"),
        policy: policy(public_url),
    };
    Router::new()
        .route("/s/{link}", get(page))
        .route("/s/assets/{name}", get(asset))
        .route(
            "/s/{link}/{*rest}",
            get(further).fallback(unknown_operation),
        )
        .route("/s/{link}/", get(further).fallback(unknown_operation))
        .route("/s/", get(no_link).fallback(unknown_operation))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(random, render::<Web>))
        .with_state(Arc::new(prepared))
}

/// What the page may do: run our script, speak to this server, show its contents; nobody frames it.
fn policy(public_url: &str) -> String {
    let own = Url::parse(public_url).map_or_else(
        |_| "'self'".to_owned(),
        |url| format!("'self' {}", url.origin().ascii_serialization()),
    );
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src {own}; \
         img-src {own}; media-src {own}; frame-src {own}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'"
    )
}

async fn page(State(prepared): State<Arc<Prepared>>) -> Result<Response, Failure<Web>> {
    let policy = HeaderValue::from_str(&prepared.policy).map_err(Error::internal)?;
    let mut headers: HeaderMap = HEADERS
        .into_iter()
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok((headers, prepared.html).into_response())
}

/// Behind a link stands what a messenger or a hand has put there. Browsers are sent on to the link itself:
/// what the page loads is named from there. Programs find nothing here.
async fn further(
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Failure<Web>> {
    let link = link_before(uri.path()).filter(|_| asks_for_page(&headers));
    let location = link.ok_or(Code::UnknownOperation)?;
    let kept = HEADERS
        .into_iter()
        .filter(|(name, _)| [header::CACHE_CONTROL, header::REFERRER_POLICY].contains(name));
    let headers: HeaderMap = kept
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect();
    Ok((headers, Redirect::temporary(&location)).into_response())
}

/// The link that `path` goes on behind, as seen from there: our address may be below a proxy's folder.
fn link_before(path: &str) -> Option<String> {
    let (link, rest) = path.split_once("/s/")?.1.split_once('/')?;
    let up = "../".repeat(rest.matches('/').count() + 1);
    (link != "assets").then(|| format!("{up}{link}"))
}

/// The page says that a link is missing.
async fn no_link(
    headers: HeaderMap,
    prepared: State<Arc<Prepared>>,
) -> Result<Response, Failure<Web>> {
    if !asks_for_page(&headers) {
        return Err(Code::UnknownOperation.into());
    }
    page(prepared).await
}

async fn asset(
    State(prepared): State<Arc<Prepared>>,
    Path(name): Path<String>,
) -> Result<Response, Failure<Web>> {
    let found = prepared.files.find(&format!("share/assets/{name}"));
    let bytes = found.ok_or(Code::UnknownOperation)?;
    Ok(asset_response(&name, bytes))
}

#[cfg(test)]
mod tests;
