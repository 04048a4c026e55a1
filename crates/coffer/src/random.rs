//! Randomness outside the core.

/// Randomness of ids that need not be secret; without any, requests share an id.
#[expect(
    clippy::disallowed_methods,
    reason = "trace ids are made outside the core"
)]
pub fn fill(bytes: &mut [u8]) {
    if let Err(error) = getrandom::fill(bytes) {
        tracing::error!(%error, "the system has no randomness");
    }
}
