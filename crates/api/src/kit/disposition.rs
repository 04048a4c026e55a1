//! `Content-Disposition` (RFC 6266): a name for every client, old and new.

use std::fmt::Write;

/// Whether a browser should show the content or save it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Save it.
    Attachment,
    /// Show it where that is possible.
    Inline,
}

impl Disposition {
    /// The header's value for a file called `name`: `filename` in ASCII, and `filename*` in UTF-8
    /// where ASCII does not say it all. The result is always a valid header value.
    #[must_use]
    pub fn header(self, name: &str) -> String {
        let mut value = String::with_capacity(name.len() * 2 + 48);
        value.push_str(match self {
            Self::Attachment => "attachment",
            Self::Inline => "inline",
        });
        value.push_str("; filename=\"");
        value.extend(name.chars().filter(|c| !c.is_control()).map(fallback));
        value.push('"');
        if name.chars().any(|c| c.is_control() || fallback(c) != c) {
            value.push_str("; filename*=UTF-8''");
            for &byte in name.as_bytes() {
                if is_attr_char(byte) {
                    value.push(char::from(byte));
                } else {
                    // Writing to a String cannot fail.
                    _ = write!(value, "%{byte:02X}");
                }
            }
        }
        value
    }
}

/// The character that stands for `c` in the ASCII form: itself, unless some client would end the
/// name there, unescape it or take it for a path.
fn fallback(c: char) -> char {
    match c {
        '"' | '\\' | '/' | '%' => '_',
        ' '..='~' => c,
        _ => '_',
    }
}

/// The characters that RFC 8187 leaves as they are.
const fn is_attr_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'&' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}

#[cfg(test)]
mod tests;
