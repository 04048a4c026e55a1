//! The head of a field, and the boundary between fields.

use coffer_core::signing::percent::{self, Plus};

/// The longest boundary (RFC 2046, section 5.1.1).
const MAX_BOUNDARY: usize = 70;

/// What the head of a field says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FieldHead {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
    pub(super) length: Option<u64>,
}

impl FieldHead {
    /// Reads the lines between a delimiter and the empty line, which both belong to it.
    pub(super) fn parse(head: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(head).ok()?;
        // Blanks may stand behind a delimiter.
        let (rest, lines) = text.split_once("\r\n")?;
        if !rest.trim().is_empty() {
            return None;
        }
        let mut parsed = Self {
            name: String::new(),
            file_name: None,
            length: None,
        };
        let mut named = false;
        for line in lines.split("\r\n").filter(|line| !line.is_empty()) {
            let (field, value) = line.split_once(':')?;
            if field.eq_ignore_ascii_case("content-disposition") {
                let (kind, parameters) = value.split_once(';')?;
                if !kind.trim().eq_ignore_ascii_case("form-data") {
                    return None;
                }
                parsed.name = parameter(parameters, "name")?;
                parsed.file_name =
                    extended(parameters).or_else(|| parameter(parameters, "filename"));
                named = true;
            } else if field.eq_ignore_ascii_case("content-length") {
                parsed.length = Some(value.trim().parse().ok()?);
            }
        }
        named.then_some(parsed)
    }
}

/// The boundary of a form's content type; `None` for another type.
#[must_use]
pub fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parameter(parameters, "boundary")
        .filter(|boundary| (1..=MAX_BOUNDARY).contains(&boundary.len()))
        .filter(|boundary| boundary.bytes().all(|byte| (b' '..=b'~').contains(&byte)))
}

/// The value of a parameter, with quotes or without. Browsers write quotes inside as `%22`, others with
/// a backslash.
fn parameter(parameters: &str, wanted: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        rest = rest.trim_start_matches([';', ' ', '\t']);
        let (name, value) = rest.split_once('=')?;
        let (value, behind) = read_value(value)?;
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = behind;
    }
}

/// A value and what stands behind it.
fn read_value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return Some((text[..end].trim().to_owned(), &text[end..]));
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value.replace("%22", "\""), &quoted[at + 1..])),
            // Names with a backslash that escapes nothing keep it.
            '\\' if quoted[at + 1..].starts_with(['"', '\\']) => {
                value.extend(letters.next().map(|(_, letter)| letter));
            }
            letter => value.push(letter),
        }
    }
    None
}

/// `filename*=UTF-8''…` (RFC 5987), which some clients send beside the plain one.
fn extended(parameters: &str) -> Option<String> {
    let value = parameter(parameters, "filename*")?;
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    charset
        .eq_ignore_ascii_case("utf-8")
        .then(|| percent::decode(encoded, Plus::Plus))?
        .map(std::borrow::Cow::into_owned)
}
