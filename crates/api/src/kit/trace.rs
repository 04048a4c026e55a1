//! The id of a request, by which a log line and a user's report find each other.

use std::fmt;
use std::sync::Arc;

/// Exactly this many characters.
pub const LENGTH: usize = 58;
/// So many random bytes make one id: each gives two characters.
pub const RANDOM_BYTES: usize = LENGTH / 2;

/// [`LENGTH`] characters of `A-Z a-z 0-9 - _`, so that it is safe in headers, logs and URLs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TraceId(Arc<str>);

impl TraceId {
    /// Accepts a client's id. `None` when its length or alphabet is another.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (text.len() == LENGTH && text.bytes().all(safe)).then(|| Self(text.into()))
    }

    /// The id that these random bytes make.
    #[must_use]
    pub fn from_random(bytes: [u8; RANDOM_BYTES]) -> Self {
        Self(hex::encode(bytes).into())
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
