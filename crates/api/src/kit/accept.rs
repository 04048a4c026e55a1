//! What kind of answer a request asks for.

use http::{HeaderMap, header};

/// Whether somebody's browser asks for a page to show. Programs ask for no HTML.
#[must_use]
pub fn asks_for_page(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}
