//! What callers search lists for.

use coffer_model::name::fold;
use coffer_model::{Error, Result};

/// Longest term, in characters.
const MAX_TERM: usize = 128;

/// A term as the store's patterns take it: any part of the text, case does not matter. Nothing for
/// an empty term.
///
/// # Errors
/// `BadRequest` naming the parameter for a term that no text holds: too long, or with control
/// characters.
pub(crate) fn pattern(parameter: &str, term: &str) -> Result<String> {
    let term = term.trim();
    if term.is_empty() {
        return Ok(String::new());
    }
    if term.chars().count() > MAX_TERM || term.chars().any(char::is_control) {
        return Err(Error::parameter(parameter).with_limit(format!("1-{MAX_TERM}")));
    }
    let mut pattern = String::with_capacity(term.len() + 2);
    pattern.push('%');
    for c in fold(term).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Ok(pattern)
}
