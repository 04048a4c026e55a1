//! Who is at the other end of the connection.

use axum::extract::ConnectInfo;
use http::request::Parts;
use std::net::SocketAddr;

/// The address that the request came from, as text; empty where nobody knows.
#[must_use]
pub fn address(parts: &Parts) -> String {
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let address = address.map(|ConnectInfo(address)| address.ip().to_string());
    address.unwrap_or_default()
}
