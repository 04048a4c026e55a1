//! Bearer tokens (RFC 6750), as clients spell them.

/// The token behind the scheme, which a blank or a plus sign parts from it; clients encode both in
/// cookies. `None` for text of another scheme or of none.
#[must_use]
pub fn token(text: &str) -> Option<&str> {
    let (scheme, rest) = text.trim().split_at_checked("Bearer".len())?;
    let separated = ["+", " ", "%2B", "%2b", "%20"]
        .into_iter()
        .find_map(|separator| rest.strip_prefix(separator));
    separated
        .filter(|_| scheme.eq_ignore_ascii_case("Bearer"))
        .map(str::trim)
}

#[cfg(test)]
mod tests;
