//! What the operator says about the issuer.

use std::fmt;

/// An issuer that people may log in at, and what we are called there.
#[derive(Clone)]
pub struct IssuerSettings {
    /// The issuer, to the letter as it names itself.
    pub issuer: String,
    /// Our client id there.
    pub client_id: String,
    /// Our secret there; `None` for a public client, which PKCE protects alone.
    pub client_secret: Option<String>,
    /// What people call it.
    pub name: String,
    /// What is asked for, with blanks between; `openid` among it.
    pub scopes: String,
    /// Whether passwords of our own accounts are not asked for.
    pub only: bool,
    /// How far its clock may be off, in seconds.
    pub clock_skew: i64,
}

impl fmt::Debug for IssuerSettings {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuerSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
