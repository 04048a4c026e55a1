//! Who the client is when there are proxies before us.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

use crate::config::Network;

/// Whether an address belongs to a trusted proxy.
#[must_use]
pub fn is_trusted(address: IpAddr, trusted: &[Network]) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// The address of the client: that of the connection, or, when a trusted proxy made the
/// connection, the last address in `X-Forwarded-For` that is not a trusted proxy's itself.
///
/// What stands before that one was written by the client, who can write anything.
pub(super) fn client_address(
    peer: SocketAddr,
    headers: &HeaderMap,
    trusted: &[Network],
) -> SocketAddr {
    let mut client = SocketAddr::new(peer.ip().to_canonical(), peer.port());
    let lines = headers.get_all("x-forwarded-for");
    let hops = lines
        .iter()
        .rev()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.rsplit(','));
    for hop in hops {
        if !is_trusted(client.ip(), trusted) {
            return client;
        }
        match parse(hop.trim()) {
            Some(address) => client = address,
            None => return client,
        }
    }
    client
}

/// An address as proxies write it, with or without a port.
fn parse(hop: &str) -> Option<SocketAddr> {
    let address = hop
        .parse::<SocketAddr>()
        .or_else(|_| hop.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 0)));
    address
        .ok()
        .map(|address| SocketAddr::new(address.ip().to_canonical(), address.port()))
}
