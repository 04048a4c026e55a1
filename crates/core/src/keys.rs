//! The installation's keys.
//!
//! Made once, at the first start, and kept in the database wrapped by the server key, which is not
//! in the database. They never change: opaque ids and links are spelled with them.

use crate::clock::random;
use crate::ids::Opaque;
use crate::signing::QuerySigner;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use coffer_model::{Error, Result};
use coffer_store::{Store, settings};
use hmac::{Hmac, Mac};
use sha2::Sha256;

const SETTING: &str = "installation_key";
const NONCE: usize = 12;

/// Keys derived from the installation's secret.
pub(crate) struct Keys {
    pub(crate) opaque: Opaque,
    pub(crate) objects: QuerySigner,
    /// Key of the marks on paging cursors.
    pub(crate) cursors: [u8; 32],
    installation: [u8; 32],
}

impl Keys {
    /// Reads the keys, making them when there are none.
    pub(crate) async fn load_or_make(store: &Store, server_key: [u8; 32]) -> Result<Self> {
        let fresh: [u8; 32] = random()?;
        let wrapped_fresh = wrap(&server_key, SETTING, &fresh)?;
        let wrapped = store
            .write(move |tx| settings::get_or_insert(tx, SETTING, &wrapped_fresh))
            .await?;
        let installation: [u8; 32] = unwrap(&server_key, SETTING, &wrapped)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| {
                Error::internal("the server key is not the one that this database was made with")
            })?;
        Ok(Self {
            opaque: Opaque::new(
                &derive(&installation, "opaque ids"),
                &derive(&installation, "opaque id checks"),
            ),
            objects: QuerySigner::new(
                hex::encode(&derive(&installation, "object key id")[..10]).to_uppercase(),
                &hex::encode(derive(&installation, "object links")),
                "coffer",
            ),
            cursors: derive(&installation, "cursors"),
            installation,
        })
    }

    /// A key for `purpose` that differs from every other purpose's.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        derive(&self.installation, purpose)
    }

    /// Wraps `secret` with the installation's key; `context` must be given again to open it.
    pub(crate) fn wrap(&self, context: &str, secret: &[u8]) -> Result<Vec<u8>> {
        wrap(&self.derive("wrapping"), context, secret)
    }

    /// Opens what `wrap` made; `None` when it is not whole or of another context.
    pub(crate) fn unwrap(&self, context: &str, wrapped: &[u8]) -> Option<Vec<u8>> {
        unwrap(&self.derive("wrapping"), context, wrapped)
    }
}

/// Whether the database was made already, with a server key that must then be at hand.
///
/// # Errors
/// What the database says.
pub async fn has_keys(store: &Store) -> Result<bool> {
    store
        .read(move |tx| Ok::<_, Error>(settings::find(tx, SETTING)?.is_some()))
        .await
}

/// HMAC-SHA-256 of `purpose`: keys of one root that tell nothing of each other.
fn derive(root: &[u8; 32], purpose: &str) -> [u8; 32] {
    hmac_sha256(root, purpose.as_bytes())
}

fn wrap(key: &[u8; 32], context: &str, secret: &[u8]) -> Result<Vec<u8>> {
    let nonce: [u8; NONCE] = random()?;
    let payload = Payload {
        msg: secret,
        aad: context.as_bytes(),
    };
    let sealed = Aes256Gcm::new(key.into())
        .encrypt(&Nonce::from(nonce), payload)
        .map_err(|_| Error::internal("a key could not be wrapped"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn unwrap(key: &[u8; 32], context: &str, wrapped: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = wrapped.split_at_checked(NONCE)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let payload = Payload {
        msg: sealed,
        aad: context.as_bytes(),
    };
    Aes256Gcm::new(key.into())
        .decrypt(&Nonce::from(nonce), payload)
        .ok()
}

/// A key shorter than the block is padded with zeros, as HMAC itself would.
fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}
