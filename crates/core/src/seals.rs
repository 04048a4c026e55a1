//! Keys of encrypted content: a data key for each blob, wrapped by its tenant's key, which is wrapped
//! by the installation's.

use crate::Drive;
use crate::clock::random;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use coffer_blobs::{SealKey, Sealed};
use coffer_model::{BlobId, Code, Error, Result, TenantId};
use coffer_store::contents;

const NONCE: usize = 12;
/// Nonce, key and tag.
const WRAPPED: usize = NONCE + 32 + 16;

/// A data key, in clear and wrapped.
pub(crate) struct FreshSeal {
    pub(crate) wrapped: Vec<u8>,
}

fn context(tenant: TenantId) -> String {
    format!("tenant {tenant}")
}

impl Drive {
    /// A new tenant's key, wrapped for its row.
    pub(crate) fn fresh_tenant_key(&self, tenant: TenantId) -> Result<Vec<u8>> {
        self.inner.keys.wrap(&context(tenant), &random::<32>()?)
    }

    async fn tenant_key(&self, tenant: TenantId) -> Result<[u8; 32]> {
        let wrapped = self
            .store()
            .read(move |tx| Ok::<_, Error>(contents::find_tenant_key(tx, tenant)?))
            .await?
            .ok_or(Code::Internal)?;
        self.inner
            .keys
            .unwrap(&context(tenant), &wrapped)
            .and_then(|key| key.try_into().ok())
            .ok_or_else(|| Error::internal("the tenant's key cannot be opened"))
    }

    /// A new data key for content of the tenant.
    pub(crate) async fn fresh_seal(&self, tenant: TenantId) -> Result<FreshSeal> {
        let nonce: [u8; NONCE] = random()?;
        let data: [u8; 32] = random()?;
        let sealed = Aes256Gcm::new(&self.tenant_key(tenant).await?.into())
            .encrypt(&Nonce::from(nonce), data.as_slice())
            .map_err(|_| Error::internal("a data key could not be wrapped"))?;
        Ok(FreshSeal {
            wrapped: [nonce.as_slice(), &sealed].concat(),
        })
    }

    /// The data key in `wrapped`.
    pub(crate) async fn open_seal(&self, tenant: TenantId, wrapped: &[u8]) -> Result<SealKey> {
        let (nonce, sealed) = wrapped
            .split_at_checked(NONCE)
            .ok_or(Code::ContentDamaged)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Code::ContentDamaged)?;
        let data = Aes256Gcm::new(&self.tenant_key(tenant).await?.into())
            .decrypt(&Nonce::from(nonce), sealed)
            .map_err(|_| Error::new(Code::ContentDamaged))?;
        let data: [u8; 32] = data.try_into().map_err(|_| Code::ContentDamaged)?;
        Ok(SealKey::new(data))
    }

    /// How stored bytes are read: the key and the lengths of the parts, for encrypted ones.
    pub(crate) async fn blob_ref(
        &self,
        tenant: TenantId,
        id: BlobId,
        size: u64,
        seal: Option<&[u8]>,
    ) -> Result<coffer_blobs::BlobRef> {
        let sealed = match seal {
            None => None,
            Some(seal) => {
                let (wrapped, lengths) =
                    seal.split_at_checked(WRAPPED).ok_or(Code::ContentDamaged)?;
                let key = self.open_seal(tenant, wrapped).await?;
                let part_lengths = lengths
                    .as_chunks::<8>()
                    .0
                    .iter()
                    .map(|b| u64::from_be_bytes(*b))
                    .collect();
                Some(Sealed { key, part_lengths })
            }
        };
        Ok(coffer_blobs::BlobRef { id, size, sealed })
    }
}

/// What a blob's row keeps of its encryption.
pub(crate) fn stored_seal(wrapped: &[u8], part_lengths: &[u64]) -> Vec<u8> {
    let mut seal = wrapped.to_vec();
    for length in part_lengths {
        seal.extend_from_slice(&length.to_be_bytes());
    }
    seal
}
