//! The issuer, with what is known of it.

use super::cached::Cached;
use super::http::Http;
use super::metadata::{Metadata, is_loopback};
use super::settings::IssuerSettings;
use super::token::{Expected, KeySet, Keys, Unverified, header};
use super::trouble::Trouble;
use coffer_core::Drive;
use coffer_model::{Error, Result};
use jsonwebtoken::Header;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use url::Url;

/// How long the document is kept.
const METADATA_SECONDS: i64 = 3_600;
/// How long keys are kept: what the issuer withdraws is believed no longer than that.
const KEYS_SECONDS: i64 = 600;

/// An issuer that people may log in at.
pub struct Issuer {
    pub(super) settings: IssuerSettings,
    pub(super) http: Http,
    metadata: Cached<Metadata>,
    keys: Cached<Keys>,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Issuer").field(&self.settings).finish()
    }
}

impl Issuer {
    /// The issuer of these settings; asks it nothing yet.
    ///
    /// # Errors
    /// `BadRequest` naming `issuer` when that is no address of one, `Internal` when the authorities
    /// that the system trusts cannot be read.
    pub fn new(settings: IssuerSettings) -> Result<Self> {
        let possible = Url::parse(&settings.issuer).is_ok_and(|url| {
            let scheme = match url.scheme() {
                "https" => true,
                "http" => is_loopback(&url),
                _ => false,
            };
            scheme && url.has_host() && url.query().is_none() && url.fragment().is_none()
        });
        if !possible {
            return Err(Error::parameter("issuer"));
        }
        Ok(Self {
            http: Http::new(&settings.issuer)?,
            settings,
            metadata: Cached::new(METADATA_SECONDS),
            keys: Cached::new(KEYS_SECONDS),
        })
    }

    /// What people call it.
    pub(in super::super) fn name(&self) -> &str {
        &self.settings.name
    }

    /// Whether passwords of our own accounts are not asked for.
    pub(in super::super) fn only(&self) -> bool {
        self.settings.only
    }

    /// What it says about itself.
    pub(super) async fn metadata(&self, drive: &Drive) -> Result<Arc<Metadata>, Trouble> {
        let fetch = async {
            let address = Metadata::address(&self.settings.issuer);
            let document: Metadata = self.http.fetch(&address, None).await?;
            document.check(&self.settings)
        };
        self.metadata.get(drive, fetch).await
    }

    /// For whom, by whom and when its tokens have to be.
    pub(super) fn expected(&self, drive: &Drive) -> Expected<'_> {
        Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            now: drive.now().seconds(),
            skew: self.settings.clock_skew,
        }
    }

    /// What a token says that it has signed. Nothing but the signature has been checked.
    pub(super) async fn open<T: DeserializeOwned>(
        &self,
        drive: &Drive,
        token: &str,
    ) -> Result<(T, Header), Trouble> {
        let header = header(token)?;
        let metadata = self.metadata(drive).await?;
        let known = self.keys.get(drive, self.fetch_keys(&metadata)).await?;
        let opened = match known.open(token, &header) {
            Err(Unverified::UnknownKey) => {
                let newer = self.keys.renew(drive, &known, self.fetch_keys(&metadata));
                match newer.await? {
                    Some(newer) => newer.open(token, &header),
                    None => Err(Unverified::UnknownKey),
                }
            }
            opened => opened,
        };
        match opened {
            Ok(claims) => Ok((claims, header)),
            Err(Unverified::UnknownKey) => Err(Trouble::Unbelievable("no key of it fits")),
            Err(Unverified::Never(reason)) => Err(Trouble::Unbelievable(reason)),
        }
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<Keys, Trouble> {
        let set: KeySet = self.http.fetch(&metadata.jwks_uri, None).await?;
        Ok(Keys::from(set))
    }
}
