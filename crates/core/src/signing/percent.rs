//! Percent-encoding as canonical requests use it: `A-Za-z0-9-_.~` stay, every other byte becomes
//! `%XY` with capital digits. There is one spelling for each text, so two parties agree on it.

use std::borrow::Cow;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// What an encoder leaves alone beside the unreserved characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Nothing: names and values of a query, one segment of a path.
    Nothing,
    /// Slashes: a whole path.
    Slashes,
}

/// What a plus sign stands for in encoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plus {
    /// Itself: in paths.
    Plus,
    /// A blank: in queries, where forms write it so.
    Blank,
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// Appends the encoded form of `bytes` to `out`.
pub fn encode_into(out: &mut String, bytes: &[u8], keep: Keep) {
    for &byte in bytes {
        if is_unreserved(byte) || (byte == b'/' && keep == Keep::Slashes) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// The encoded form of `text`, itself when nothing in it needs encoding.
#[must_use]
pub fn encode(text: &str, keep: Keep) -> Cow<'_, str> {
    let plain = |byte: u8| is_unreserved(byte) || (byte == b'/' && keep == Keep::Slashes);
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() + 16);
    encode_into(&mut encoded, text.as_bytes(), keep);
    Cow::Owned(encoded)
}

/// The decoded form of `text`. `None` when a `%` is not followed by two hex digits or the result
/// is not UTF-8.
#[must_use]
pub fn decode(text: &str, plus: Plus) -> Option<Cow<'_, str>> {
    let needs = |byte: u8| byte == b'%' || (byte == b'+' && plus == Plus::Blank);
    let Some(first) = text.bytes().position(needs) else {
        return Some(Cow::Borrowed(text));
    };
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    decoded.extend_from_slice(&bytes[..first]);
    let mut at = first;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'%' => {
                let pair = bytes.get(at + 1).zip(bytes.get(at + 2));
                let (high, low) = pair.and_then(|(&high, &low)| nibble(high).zip(nibble(low)))?;
                decoded.push(high << 4 | low);
                at += 3;
                continue;
            }
            b'+' if plus == Plus::Blank => decoded.push(b' '),
            other => decoded.push(other),
        }
        at += 1;
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

/// Whether `text` is the one canonical spelling already, so that neither decoding nor encoding
/// changes what it says.
#[must_use]
pub fn is_canonical(text: &str, keep: Keep) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if is_unreserved(byte) || (byte == b'/' && keep == Keep::Slashes) {
            at += 1;
            continue;
        }
        let pair = bytes.get(at + 1).zip(bytes.get(at + 2));
        let escaped = match pair {
            Some((&high, &low)) if byte == b'%' => capital_nibble(high).zip(capital_nibble(low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                let value = high << 4 | low;
                if is_unreserved(value) || (value == b'/' && keep == Keep::Slashes) {
                    return false;
                }
                at += 3;
            }
            None => return false,
        }
    }
    true
}

fn capital_nibble(digit: u8) -> Option<u8> {
    if digit.is_ascii_lowercase() {
        None
    } else {
        nibble(digit)
    }
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
