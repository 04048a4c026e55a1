//! Clients of the provider.

use crate::Drive;
use coffer_model::{AppId, Code, Error, Result, TenantId};
use coffer_store::identity::AppRow;
use subtle::ConstantTimeEq;

/// The client that is always there: the server's own sessions. Its codes are redeemed by
/// [`Drive::open_session`] and nowhere else.
pub const BUILT_IN_CLIENT: &str = "coffer";

/// Paths under the public address to which codes of the built-in client may be sent. The first is
/// the page that shows the code, the last one the page of shares.
const BUILT_IN_REDIRECTS: [&str; 4] = ["/oauth2/callback", "/", "/login", "/s/login"];

/// A client of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The client id.
    pub client_id: String,
    /// The name to show.
    pub name: String,
    /// The app; `None` for the built-in client.
    pub app: Option<AppId>,
    /// The tenant whose people may use it; `None` for everybody.
    pub tenant: Option<TenantId>,
    /// Whether it proves itself with a secret. One that does not must use PKCE.
    pub confidential: bool,
    /// Where codes may be sent.
    pub redirect_uris: Vec<String>,
}

impl Client {
    /// Whether codes may be sent to this address: it is one of the registered ones, to the letter.
    #[must_use]
    pub fn allows_redirect(&self, uri: &str) -> bool {
        self.redirect_uris
            .iter()
            .any(|registered| registered == uri)
    }
}

impl Drive {
    /// The client with this id.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn find_client(&self, client_id: &str) -> Result<Option<Client>> {
        if client_id == BUILT_IN_CLIENT {
            return Ok(Some(self.built_in_client()));
        }
        let row = self.find_app_row(client_id).await?;
        Ok(row.map(|row| client_of(&row)))
    }

    /// The client that is always there.
    #[must_use]
    pub fn built_in_client(&self) -> Client {
        let settings = self.settings();
        let own = BUILT_IN_REDIRECTS
            .iter()
            .map(|path| format!("{}{path}", settings.public_url));
        Client {
            client_id: BUILT_IN_CLIENT.to_owned(),
            name: "Coffer".to_owned(),
            app: None,
            tenant: None,
            // Its codes are redeemed inside the server, which is as good as a secret.
            confidential: true,
            redirect_uris: own
                .chain(settings.login_redirects.iter().cloned())
                .collect(),
        }
    }

    /// The client that proved itself: with its secret, or by being public and having none.
    ///
    /// # Errors
    /// `Unauthenticated` for an unknown client, a wrong secret, a secret where there is none, and
    /// the built-in client, which redeems nothing from outside.
    pub async fn authenticate_client(
        &self,
        client_id: &str,
        secret: Option<&str>,
    ) -> Result<Client> {
        let row = self
            .find_app_row(client_id)
            .await?
            .ok_or(Code::Unauthenticated)?;
        let proved = match (self.app_secret(&row)?, secret) {
            (Some(expected), Some(given)) => {
                bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if proved {
            Ok(client_of(&row))
        } else {
            Err(Error::new(Code::Unauthenticated))
        }
    }
}

fn client_of(row: &AppRow) -> Client {
    Client {
        client_id: row.public_id.clone(),
        name: row.name.clone(),
        app: Some(row.id),
        tenant: Some(row.tenant),
        confidential: row.secret.is_some(),
        redirect_uris: row.redirect_uris.lines().map(str::to_owned).collect(),
    }
}
