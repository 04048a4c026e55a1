//! Byte ranges (RFC 9110, section 14).

use std::ops::Range;

/// More ranges than this in one request are answered with the whole content: no honest client asks
/// for so many, and each costs a part header.
pub const MAX_RANGES: usize = 16;
/// Ranges closer than this are joined: the header of a part would be longer than the gap.
const MIN_GAP: u64 = 128;

/// What to answer to a `Range` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// 200 with everything: no range was asked for, or not in a way that we understand.
    Full,
    /// 206 with one range.
    One(Range<u64>),
    /// 206 with several, as `multipart/byteranges`: at least two, none empty, no two overlapping.
    Many(Vec<Range<u64>>),
    /// 416: no range begins inside the content.
    NotSatisfiable,
}

/// Which bytes of a content of `length` bytes the header asks for.
///
/// A header with a mistake in it is ignored, as the standard has it.
#[must_use]
pub fn select(header: Option<&str>, length: u64) -> Selection {
    let Some(specs) = header.and_then(parse) else {
        return Selection::Full;
    };
    if length == 0 && specs.iter().any(|spec| matches!(spec, Spec::Last(1..))) {
        // The last bytes of nothing are nothing, which no Content-Range can say.
        return Selection::Full;
    }
    let mut ranges: Vec<Range<u64>> = specs
        .iter()
        .filter_map(|spec| spec.resolve(length))
        .collect();
    if needs_joining(&ranges) {
        join(&mut ranges);
    }
    match ranges.len() {
        0 => Selection::NotSatisfiable,
        1 => Selection::One(ranges.swap_remove(0)),
        _ => Selection::Many(ranges),
    }
}

/// `bytes 0-99/1000`, the value of `Content-Range` for a range that is not empty.
#[must_use]
pub fn content_range(range: &Range<u64>, length: u64) -> String {
    format!(
        "bytes {}-{}/{length}",
        range.start,
        range.end.saturating_sub(1)
    )
}

/// `bytes */1000`, the value of `Content-Range` of a 416.
#[must_use]
pub fn unsatisfied_range(length: u64) -> String {
    format!("bytes */{length}")
}

/// One range as it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spec {
    /// From the first to the last byte named, both included.
    Between(u64, u64),
    /// From there to the end.
    From(u64),
    /// So many bytes at the end.
    Last(u64),
}

impl Spec {
    fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-')?;
        match (first.is_empty(), last.is_empty()) {
            (true, true) => None,
            (true, false) => number(last).map(Self::Last),
            (false, true) => number(first).map(Self::From),
            (false, false) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Self::Between(first, last))
            }
        }
    }

    fn resolve(self, length: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::Between(first, last) => first..last.saturating_add(1).min(length),
            Self::From(first) => first..length,
            Self::Last(count) => length.saturating_sub(count)..length,
        };
        (!range.is_empty()).then_some(range)
    }
}

/// Digits only. A number too large for any content stands for the largest one.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

fn parse(header: &str) -> Option<Vec<Spec>> {
    let (unit, set) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let mut specs = Vec::new();
    for text in set
        .split(',')
        .map(|text| text.trim_matches([' ', '\t']))
        .filter(|text| !text.is_empty())
    {
        if specs.len() == MAX_RANGES {
            return None;
        }
        specs.push(Spec::parse(text)?);
    }
    (!specs.is_empty()).then_some(specs)
}

/// Whether two ranges overlap or nearly touch. The order of the others is the client's.
fn needs_joining(ranges: &[Range<u64>]) -> bool {
    let near = |a: &Range<u64>, b: &Range<u64>| {
        a.start < b.end.saturating_add(MIN_GAP) && b.start < a.end.saturating_add(MIN_GAP)
    };
    ranges
        .iter()
        .enumerate()
        .any(|(index, a)| ranges[index + 1..].iter().any(|b| near(a, b)))
}

fn join(ranges: &mut Vec<Range<u64>>) {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u64>> = Vec::with_capacity(ranges.len());
    for range in ranges.drain(..) {
        match joined.last_mut() {
            Some(last) if range.start < last.end.saturating_add(MIN_GAP) => {
                last.end = last.end.max(range.end)
            }
            _ => joined.push(range),
        }
    }
    *ranges = joined;
}

#[cfg(test)]
mod tests;
