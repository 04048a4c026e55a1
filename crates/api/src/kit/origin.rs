//! Whether a request comes from a page of our own.

use http::{HeaderMap, header};

/// Whether this is not a request that another site's page made a browser send.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site`, and in `Origin` for everything but
/// plain links; programs that are no browsers send neither and carry no cookies by themselves.
/// `public_url` is our own address; behind a proxy the `Host` header may be another.
#[must_use]
pub fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return true;
    };
    let host = text(header::HOST.as_str());
    let authority = |url: &'_ str| url.split_once("://").map(|(_, rest)| rest.to_owned());
    let of_host = host.is_some() && authority(origin).as_deref() == host;
    of_host || is_origin_of(origin, public_url)
}

/// Whether `url` starts with this origin.
fn is_origin_of(origin: &str, url: &str) -> bool {
    url.strip_prefix(origin)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
