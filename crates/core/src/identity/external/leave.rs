//! What ends together: our logins and the issuer's sessions.

use super::super::login::BrowserLogin;
use super::find_tenant;
use crate::Drive;
use coffer_model::{Error, Result};
use coffer_store::identity as store;
use serde::{Deserialize, Serialize};

/// Context of wrapped references.
const CONTEXT: &str = "external login";
/// Logins that one transaction ends.
const SLICE: i64 = 500;

/// What ends the session at the issuer that a login came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalReference {
    /// The issuer: another one has never heard of the session.
    pub issuer: String,
    /// The ID token; `None` when it was too long to keep.
    pub id_token: Option<String>,
}

impl Drive {
    /// What names a browser's login at the issuer; `None` when it came from a password.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn external_reference(
        &self,
        login: &BrowserLogin,
    ) -> Result<Option<ExternalReference>> {
        let id = login.id;
        let wrapped = self
            .store()
            .read(move |tx| store::find_external(tx, id))
            .await?;
        Ok(wrapped
            .and_then(|wrapped| self.inner.keys.unwrap(CONTEXT, &wrapped))
            .and_then(|json| serde_json::from_slice(&json).ok()))
    }

    pub(super) fn wrap_reference(&self, reference: &ExternalReference) -> Result<Vec<u8>> {
        let json = serde_json::to_vec(reference).map_err(Error::internal)?;
        self.inner.keys.wrap(CONTEXT, &json)
    }

    /// Ends the logins that came from a session of the issuer (OpenID Connect Back-Channel Logout
    /// 1.0 §2.7): those of `session`, else all that the issuer vouched for of `subject`. Answers how
    /// many there were.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn end_external_logins(
        &self,
        subject: Option<String>,
        session: Option<String>,
    ) -> Result<usize> {
        let wanted = self.settings().external.tenant;
        let mut ended = 0;
        loop {
            let (subject, session) = (subject.clone(), session.clone());
            let slice = self
                .store()
                .write(move |tx| {
                    let tenant = find_tenant(tx, wanted)?;
                    let logins = match (&subject, &session) {
                        (subject, Some(session)) => {
                            let named = (session.as_str(), subject.as_deref());
                            store::list_external_by_session(tx, tenant, named, SLICE)?
                        }
                        (Some(subject), None) => {
                            store::list_external_by_subject(tx, tenant, subject, SLICE)?
                        }
                        (None, None) => Vec::new(),
                    };
                    for id in &logins {
                        store::end_browser_login(tx, *id)?;
                    }
                    Ok::<_, Error>(logins.len())
                })
                .await?;
            ended += slice;
            if slice < usize::try_from(SLICE).unwrap_or(usize::MAX) {
                return Ok(ended);
            }
        }
    }
}
