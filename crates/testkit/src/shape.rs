//! Checking that an object has the fields of its table.

use serde_json::Value;

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string that is not empty.
    Text,
    /// A string, also an empty one.
    AnyText,
    /// Digits in a string: ids do not survive a JavaScript number.
    Id,
    /// A time as `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    Time,
    /// A time as `yyyyMMddHHmmss`.
    CompactTime,
    /// SHA-256 in hex.
    Digest,
    /// A whole number.
    Number,
    /// A whole number, or digits in a string: table and example differ.
    Figure,
    /// True or false.
    Flag,
    /// An array.
    List,
    /// An object.
    Object,
}

/// Demands every field with its type; says all that is wrong at once.
#[track_caller]
pub fn assert_shape(what: &str, object: &Value, fields: &[(&str, Kind)]) {
    let mut faults = Vec::new();
    for (name, kind) in fields {
        match object.get(*name) {
            None => faults.push(format!("{name} is missing")),
            Some(value) if !kind.fits(value) => {
                faults.push(format!("{name} is {value}, no {kind:?}"))
            }
            Some(_) => {}
        }
    }
    assert!(
        faults.is_empty(),
        "{what}: {}\n{object:#}",
        faults.join("; ")
    );
}

impl Kind {
    fn fits(self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Text => text.is_some_and(|text| !text.is_empty()),
            Self::AnyText => text.is_some(),
            Self::Id => text.is_some_and(is_digits),
            Self::Time => {
                text.is_some_and(|text| matches_pattern(text, "0000-00-00T00:00:00.000Z"))
            }
            Self::CompactTime => text.is_some_and(|text| matches_pattern(text, "00000000000000")),
            Self::Digest => text.is_some_and(|text| {
                text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
            }),
            Self::Number => value.is_u64() || value.is_i64(),
            Self::Figure => value.is_u64() || text.is_some_and(is_digits),
            Self::Flag => value.is_boolean(),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `0` in the pattern stands for a digit, everything else for itself.
fn matches_pattern(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| {
            if wanted == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == wanted
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn kinds_tell_values_apart() {
        assert!(Kind::Time.fits(&json!("2026-01-02T03:04:05.678Z")));
        assert!(!Kind::Time.fits(&json!("2026-01-02T03:04:05Z")));
        assert!(Kind::Id.fits(&json!("1505084218764547200")));
        assert!(!Kind::Id.fits(&json!(1_505_084_218_764_547_200_i64)));
        assert!(Kind::Figure.fits(&json!("10")) && Kind::Figure.fits(&json!(10)));
        assert!(!Kind::Number.fits(&json!("10")));
        assert!(!Kind::Text.fits(&json!("")) && Kind::AnyText.fits(&json!("")));
    }

    #[test]
    #[should_panic(expected = "b is missing")]
    fn a_missing_field_is_told() {
        assert_shape(
            "it",
            &json!({"a": 1}),
            &[("a", Kind::Number), ("b", Kind::Text)],
        );
    }
}
