//! What an issuer says about itself (OpenID Connect Discovery 1.0 §3).

use super::settings::IssuerSettings;
use super::trouble::Trouble;
use serde::Deserialize;
use std::net::IpAddr;
use url::{Host, Url};

/// The document, as far as it matters here.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    #[serde(default)]
    pub(super) userinfo_endpoint: Option<String>,
    #[serde(default)]
    pub(super) end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether answers of the authorization endpoint name the issuer (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

/// How we prove ourselves at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientAuth {
    /// `client_secret_basic`.
    Basic,
    /// `client_secret_post`.
    Post,
    /// We have no secret.
    Public,
}

impl Metadata {
    /// Where the document of an issuer is.
    pub(super) fn address(issuer: &str) -> String {
        let issuer = issuer.trim_end_matches('/');
        format!("{issuer}/.well-known/openid-configuration")
    }

    /// Whether the document is this issuer's and names only addresses that may be used.
    pub(super) fn check(mut self, settings: &IssuerSettings) -> Result<Self, Trouble> {
        if self.issuer != settings.issuer {
            return Err(Trouble::Unbelievable(
                "the document is of another issuer than oidc.issuer names",
            ));
        }
        let secure = settings.issuer.starts_with("https://");
        let usable = |address: &str| is_usable(address, secure);
        let needed = [
            &self.authorization_endpoint,
            &self.token_endpoint,
            &self.jwks_uri,
        ];
        if !needed.into_iter().all(|address| usable(address)) {
            return Err(Trouble::Unbelievable(
                "the document names an address that is not HTTPS",
            ));
        }
        self.userinfo_endpoint = self.userinfo_endpoint.filter(|address| usable(address));
        self.end_session_endpoint = self.end_session_endpoint.filter(|address| usable(address));
        Ok(self)
    }

    /// The way to prove ourselves that both know. An issuer that says nothing knows `Basic`.
    pub(super) fn client_auth(&self, settings: &IssuerSettings) -> ClientAuth {
        if settings.client_secret.is_none() {
            return ClientAuth::Public;
        }
        match &self.token_endpoint_auth_methods_supported {
            Some(methods)
                if methods.iter().any(|method| method == "client_secret_post")
                    && methods.iter().all(|method| method != "client_secret_basic") =>
            {
                ClientAuth::Post
            }
            _ => ClientAuth::Basic,
        }
    }
}

/// HTTPS; plain HTTP only for an issuer on this machine, and only to this machine.
fn is_usable(address: &str, secure: bool) -> bool {
    Url::parse(address).is_ok_and(|url| match url.scheme() {
        "https" => url.has_host(),
        "http" => !secure && is_loopback(&url),
        _ => false,
    })
}

/// Whether an address is one of this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests;
