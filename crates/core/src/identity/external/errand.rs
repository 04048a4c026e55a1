//! What a browser is sent to the issuer for, from its departure to its return.

use super::super::secret::{self, Secret};
use crate::Drive;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coffer_model::{Code, Error, Result, Timestamp};
use coffer_store::identity::{self as store, ErrandRow};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A browser that takes longer has to begin anew.
const ERRAND_SECONDS: i64 = 10 * 60;
const SECRET_BYTES: usize = 32;
/// A longer request is none of a client of ours.
const QUERY_MAX: usize = 8_192;
/// Context of wrapped errands.
const CONTEXT: &str = "external errand";

/// An errand under way. It ends once, in the browser in which it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    /// To log in.
    Login {
        /// The request of our own client that goes on afterwards.
        query: String,
        /// What the ID token has to repeat.
        nonce: String,
        /// What the code was bound to (RFC 7636).
        verifier: String,
        /// When the browser left, in seconds.
        begun_at: i64,
    },
    /// To log out.
    Logout {
        /// Where the browser goes afterwards, if to anybody: an address that was registered.
        target: Option<String>,
        /// The query of the page that says that it is done.
        query: String,
    },
}

/// What goes with the browser that is sent to log in.
#[derive(Debug, Clone)]
pub struct Departure {
    /// Names the errand.
    pub state: String,
    /// Comes back inside of the ID token.
    pub nonce: String,
    /// The verifier's SHA-256, base64url: `S256` of RFC 7636.
    pub challenge: String,
}

impl Drive {
    /// Notes that the browser with this secret is sent to log in, so that the request `query` goes
    /// on when it comes back.
    ///
    /// # Errors
    /// `BadRequest` for a request that is too long to be kept, `Busy` when the database has no room
    /// for it now, `Internal` when it fails.
    pub async fn begin_external_login(&self, browser: &str, query: &str) -> Result<Departure> {
        if query.len() > QUERY_MAX {
            return Err(Error::new(Code::BadRequest).with_limit(QUERY_MAX));
        }
        let nonce = Secret::make::<SECRET_BYTES>()?.text;
        let verifier = Secret::make::<SECRET_BYTES>()?.text;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let errand = Errand::Login {
            query: query.to_owned(),
            nonce: nonce.clone(),
            verifier,
            begun_at: self.now().seconds(),
        };
        let state = self.begin_errand(browser, &errand).await?;
        Ok(Departure {
            state,
            nonce,
            challenge,
        })
    }

    /// Notes that the browser with this secret is sent to log out; answers the state.
    ///
    /// # Errors
    /// `Busy` when the database has no room for it now, `Internal` when it fails.
    pub async fn begin_external_logout(
        &self,
        browser: &str,
        target: Option<String>,
        query: &str,
    ) -> Result<String> {
        let query = query.to_owned();
        self.begin_errand(browser, &Errand::Logout { target, query })
            .await
    }

    async fn begin_errand(&self, browser: &str, errand: &Errand) -> Result<String> {
        let state = Secret::make::<SECRET_BYTES>()?;
        let json = serde_json::to_vec(errand).map_err(Error::internal)?;
        let row = ErrandRow {
            errand: self.inner.keys.wrap(CONTEXT, &json)?,
            expires_at: self.now().plus_seconds(ERRAND_SECONDS),
        };
        let browser_hash = secret::hash(browser);
        self.store()
            .write(move |tx| store::insert_errand(tx, &state.hash, &browser_hash, &row))
            .await?;
        Ok(state.text)
    }

    /// Ends the errand with this state. `None` when this browser has none: it was never begun, began
    /// in another browser, ended before, or took too long.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn end_errand(&self, browser: &str, state: &str) -> Result<Option<Errand>> {
        let (state_hash, browser_hash) = (secret::hash(state), secret::hash(browser));
        let now: Timestamp = self.now();
        let row = self
            .store()
            .write(move |tx| store::take_errand(tx, &state_hash, &browser_hash))
            .await?;
        let errand = row
            .filter(|row| row.expires_at > now)
            .and_then(|row| self.inner.keys.unwrap(CONTEXT, &row.errand))
            .and_then(|json| serde_json::from_slice(&json).ok());
        Ok(errand)
    }
}
