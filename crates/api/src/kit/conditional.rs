//! Conditional requests (RFC 9110, section 13): entity tags and dates.

use coffer_model::Timestamp;
use http::{HeaderMap, Method, header};
use std::time::UNIX_EPOCH;

/// What a representation is compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validators<'a> {
    /// The strong entity tag with its quotes, as it is sent in `ETag`.
    pub etag: &'a str,
    /// When the content changed; compared in whole seconds, as HTTP dates are.
    pub modified: Timestamp,
}

/// What the conditions of a request come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Do it.
    Proceed,
    /// 304: the client has it.
    NotModified,
    /// 412: it is not what the client thinks.
    Failed,
}

/// Evaluates the conditions of a request in the order of the standard. `current` is `None` when
/// there is nothing at the path yet.
#[must_use]
pub fn evaluate(method: &Method, headers: &HeaderMap, current: Option<Validators<'_>>) -> Verdict {
    if headers.contains_key(header::IF_MATCH) {
        if !any_tag(headers, &header::IF_MATCH, current, Comparison::Strong) {
            return Verdict::Failed;
        }
    } else if let Some(since) = date(headers, &header::IF_UNMODIFIED_SINCE)
        && current.is_some_and(|current| current.modified.seconds() > since)
    {
        return Verdict::Failed;
    }
    let reads = method == Method::GET || method == Method::HEAD;
    if headers.contains_key(header::IF_NONE_MATCH) {
        return match any_tag(headers, &header::IF_NONE_MATCH, current, Comparison::Weak) {
            false => Verdict::Proceed,
            true if reads => Verdict::NotModified,
            true => Verdict::Failed,
        };
    }
    match (date(headers, &header::IF_MODIFIED_SINCE), current) {
        (Some(since), Some(current)) if reads && current.modified.seconds() <= since => {
            Verdict::NotModified
        }
        _ => Verdict::Proceed,
    }
}

/// Whether the `Range` of a request holds: there is no `If-Range`, or it names what we have.
///
/// A date counts only when the content has not changed for a minute at that date, or two versions
/// of one second would be taken for one; a tag must be strong.
#[must_use]
pub fn range_applies(headers: &HeaderMap, current: Validators<'_>, now: Timestamp) -> bool {
    let mut values = headers.get_all(header::IF_RANGE).iter();
    let Some(value) = values.next() else {
        return true;
    };
    let Ok(text) = value.to_str() else {
        return false;
    };
    if values.next().is_some() {
        return false;
    }
    let text = text.trim();
    if text.starts_with('"') || text.starts_with("W/") {
        return text == current.etag && !text.starts_with("W/");
    }
    let settled = now.seconds().saturating_sub(current.modified.seconds()) >= 60;
    settled && parse_date(text) == Some(current.modified.seconds())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

/// Whether any of the tags in the header `name` is the current one. `*` is whatever there is.
fn any_tag(
    headers: &HeaderMap,
    name: &header::HeaderName,
    current: Option<Validators<'_>>,
    comparison: Comparison,
) -> bool {
    let Some(current) = current else { return false };
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
        .any(|text| {
            text.trim() == "*"
                || Tags(text).any(|(weak, tag)| {
                    tag == current.etag && !(weak && comparison == Comparison::Strong)
                })
        })
}

/// The tags of a list: whether each is weak, and the tag with its quotes. Ends at the first thing
/// that is not a tag. A comma inside quotes belongs to the tag.
struct Tags<'a>(&'a str);

impl<'a> Iterator for Tags<'a> {
    type Item = (bool, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches([' ', '\t', ',']);
        let (weak, quoted) = match text.strip_prefix("W/") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let inner = quoted.strip_prefix('"')?;
        let (tag, rest) = quoted.split_at(inner.find('"')? + 2);
        self.0 = rest;
        Some((weak, tag))
    }
}

/// The seconds of the date in the header `name`; `None` when it is absent, repeated or no date.
fn date(headers: &HeaderMap, name: &header::HeaderName) -> Option<i64> {
    let mut values = headers.get_all(name).iter();
    let text = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        None
    } else {
        parse_date(text)
    }
}

fn parse_date(text: &str) -> Option<i64> {
    let moment = httpdate::parse_http_date(text.trim()).ok()?;
    i64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

#[cfg(test)]
mod tests;
