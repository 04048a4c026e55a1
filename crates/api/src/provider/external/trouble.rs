//! What can go wrong with an issuer.

/// Why the issuer is of no help. Nothing here holds a secret, a code or a token.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum Trouble {
    /// It does not answer, or not in its own words. Later it may.
    #[error("the issuer cannot be reached: {0}")]
    Unreachable(String),
    /// It says no, in the words of the protocol.
    #[error("the issuer refuses: {0}")]
    Refused(String),
    /// What it says must not be believed.
    #[error("the answer is not believed: {0}")]
    Unbelievable(&'static str),
}

impl Trouble {
    /// A failure with everything that caused it.
    pub(super) fn unreachable(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            source = inner.source();
        }
        Self::Unreachable(text)
    }
}

/// The word of an OAuth error, when it is one: it is shown, and anybody can write a link.
pub(super) fn plain_word(text: &str) -> Option<&str> {
    let plain = !text.is_empty()
        && text.len() <= 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    plain.then_some(text)
}
