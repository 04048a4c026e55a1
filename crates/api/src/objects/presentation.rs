//! How a content presents itself to a browser, which must never run it as a part of our origin.

use crate::kit::disposition::Disposition;
use http::HeaderValue;

const UNKNOWN: HeaderValue = HeaderValue::from_static("application/octet-stream");
const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// What a page may do whose content can hold scripts: nothing, under an origin of its own.
const LOCKED: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");
/// What the browser's own viewers need, which do not run in a sandbox.
const VIEWER: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'",
);

/// Media types that cannot hold a script for our origin, beside sound and film. What is not here is
/// locked in, what we have never heard of included.
const PASSIVE: [&str; 11] = [
    "application/pdf",
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/heic",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/vnd.microsoft.icon",
    "image/webp",
    "text/plain",
];
/// Parts of the names of media types that browsers run when a page of ours refers to them.
const RUNNABLE: [&str; 5] = [
    "javascript",
    "ecmascript",
    "jscript",
    "livescript",
    "text/css",
];

/// `Content-Type` and `Content-Security-Policy` for a stored media type, which a client may have
/// made up.
pub(super) fn of_media_type(media_type: &str) -> (HeaderValue, HeaderValue) {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let Some(value) = HeaderValue::from_str(media_type)
        .ok()
        .filter(|_| is_token(kind) && is_token(subtype))
    else {
        return (UNKNOWN, LOCKED);
    };
    if RUNNABLE.iter().any(|word| contains(essence, word)) {
        // Shown as the text that it is; as a script or a style sheet the browser refuses it.
        return (PLAIN, LOCKED);
    }
    let passive = kind.eq_ignore_ascii_case("audio")
        || kind.eq_ignore_ascii_case("video")
        || PASSIVE
            .iter()
            .any(|known| essence.eq_ignore_ascii_case(known));
    (value, if passive { VIEWER } else { LOCKED })
}

/// `Content-Disposition`: the one that the link signs, when it is one, else that of an attachment
/// called `name`.
pub(super) fn disposition(signed: Option<&str>, name: &str) -> HeaderValue {
    signed
        .filter(|signed| {
            let kind = signed.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("inline") || kind.eq_ignore_ascii_case("attachment")
        })
        .and_then(|signed| HeaderValue::from_bytes(signed.as_bytes()).ok())
        .or_else(|| HeaderValue::from_str(&Disposition::Attachment.header(name)).ok())
        .unwrap_or(HeaderValue::from_static("attachment"))
}

/// A token of RFC 9110, section 5.6.2.
fn is_token(text: &str) -> bool {
    let in_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(in_token)
}

/// Whether `text` contains `word`, whatever the capitals.
fn contains(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests;
