//! Keys that sign id tokens.
//!
//! Made when the first one is needed, because making an RSA key takes longer than starting. The
//! newest signs, all of them are published: a new one can be added while the old one's tokens live.

use super::super::secret::hash;
use crate::Drive;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coffer_model::{Error, Result, Timestamp};
use coffer_store::identity as store;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

/// Another server may have added a key meanwhile.
const RELOAD_SECONDS: i64 = 300;
const KEY_ID_LENGTH: usize = 22;

/// The public half of a key, as RFC 7517 writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Which key it is.
    pub key_id: String,
    /// The modulus, base64url.
    pub modulus: String,
    /// The exponent, base64url.
    pub exponent: String,
}

/// A key that is ready to sign.
pub(super) struct SigningKey {
    pub(super) key_id: String,
    pair: RsaKeyPair,
}

/// Keys as they were a while ago.
#[derive(Default)]
pub(in super::super) struct SigningCache(Mutex<Option<(Timestamp, Arc<[SigningKey]>)>>);

impl SigningKey {
    /// RSASSA-PKCS1-v1_5 with SHA-256: `RS256`.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(Error::internal)?;
        Ok(signature)
    }

    /// Whether this key made the signature.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key().as_ref())
            .verify(message, signature)
            .is_ok()
    }

    fn public(&self) -> Option<PublicKey> {
        let (modulus, exponent) = rsa_numbers(self.pair.public_key().as_ref())?;
        Some(PublicKey {
            key_id: self.key_id.clone(),
            modulus: URL_SAFE_NO_PAD.encode(modulus),
            exponent: URL_SAFE_NO_PAD.encode(exponent),
        })
    }
}

impl Drive {
    /// The public halves of all keys, the signing one first.
    ///
    /// # Errors
    /// `Internal` when the database fails or a key cannot be unwrapped.
    pub async fn public_keys(&self) -> Result<Vec<PublicKey>> {
        let keys = self.signing_keys().await?;
        let public: Option<Vec<PublicKey>> = keys.iter().map(SigningKey::public).collect();
        public.ok_or_else(|| Error::internal("a public key is not RSA's"))
    }

    /// Adds a key that signs from now on; older ones go on to verify.
    ///
    /// # Errors
    /// `Internal` when the database fails.
    pub async fn add_signing_key(&self) -> Result<String> {
        let (key_id, wrapped) = self.make_signing_key().await?;
        let (row_id, now) = (key_id.clone(), self.now());
        self.store()
            .write(move |tx| store::insert_signing_key(tx, &row_id, &wrapped, now))
            .await?;
        *self.inner.identity.signing.0.lock().await = None;
        Ok(key_id)
    }

    /// All keys, the signing one first; makes the first one.
    pub(super) async fn signing_keys(&self) -> Result<Arc<[SigningKey]>> {
        // Held while the key is made, so that one is made.
        let mut cache = self.inner.identity.signing.0.lock().await;
        let now = self.now();
        if let Some((loaded_at, keys)) = cache.as_ref()
            && loaded_at.plus_seconds(RELOAD_SECONDS) > now
        {
            return Ok(Arc::clone(keys));
        }
        let mut rows = self.store().read(store::list_signing_keys).await?;
        if rows.is_empty() {
            let (key_id, wrapped) = self.make_signing_key().await?;
            rows = self
                .store()
                .write(move |tx| {
                    let rows = store::list_signing_keys(tx)?;
                    if rows.is_empty() {
                        store::insert_signing_key(tx, &key_id, &wrapped, now)?;
                        return store::list_signing_keys(tx);
                    }
                    Ok(rows)
                })
                .await?;
        }
        let keys: Result<Vec<SigningKey>> = rows
            .into_iter()
            .map(|(key_id, wrapped)| self.open_signing_key(key_id, &wrapped))
            .collect();
        let keys: Arc<[SigningKey]> = keys?.into();
        *cache = Some((now, Arc::clone(&keys)));
        Ok(keys)
    }

    /// A new key's id and its wrapped private half.
    async fn make_signing_key(&self) -> Result<(String, Vec<u8>)> {
        let pair = spawn_blocking(|| RsaKeyPair::generate(KeySize::Rsa2048))
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        let mut key_id = URL_SAFE_NO_PAD.encode(hash(&hex::encode(pair.public_key().as_ref())));
        key_id.truncate(KEY_ID_LENGTH);
        let private: Pkcs8V1Der<'_> = pair.as_der().map_err(Error::internal)?;
        let wrapped = self.inner.keys.wrap(&context(&key_id), private.as_ref())?;
        Ok((key_id, wrapped))
    }

    fn open_signing_key(&self, key_id: String, wrapped: &[u8]) -> Result<SigningKey> {
        let private = self
            .inner
            .keys
            .unwrap(&context(&key_id), wrapped)
            .ok_or_else(|| Error::internal("a signing key cannot be unwrapped"))?;
        let pair = RsaKeyPair::from_pkcs8(&private).map_err(Error::internal)?;
        Ok(SigningKey { key_id, pair })
    }
}

fn context(key_id: &str) -> String {
    format!("signing key {key_id}")
}

/// Modulus and exponent in the DER of an `RSAPublicKey` (RFC 8017 A.1.1), without leading zeros.
fn rsa_numbers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, rest) = element(der, 0x30)?;
    let (modulus, after) = element(sequence, 0x02)?;
    let (exponent, end) = element(after, 0x02)?;
    let plain = |number: &'_ [u8]| number.iter().position(|byte| *byte != 0);
    let numbers = (&modulus[plain(modulus)?..], &exponent[plain(exponent)?..]);
    (rest.is_empty() && end.is_empty()).then_some(numbers)
}

/// The content of the first element, which has this tag, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 | 0x82 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (length, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    (found == tag).then_some((content, rest))
}
