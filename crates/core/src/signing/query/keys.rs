//! Derived signing keys. Deriving one takes four rounds of HMAC; each serves a whole day.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::sync::{PoisonError, RwLock};

pub(super) type HmacSha256 = Hmac<Sha256>;

/// As many days as a URL can live, with one to spare on either side.
const KEPT_DAYS: usize = 9;

/// The keys of the last few days, of one secret and region.
pub(super) struct SigningKeys {
    /// Keyed with the secret, before anything was fed.
    root: HmacSha256,
    region: String,
    days: RwLock<Vec<([u8; 8], HmacSha256)>>,
}

impl SigningKeys {
    pub(super) fn new(secret: &str, region: &str) -> Self {
        let root = keyed(format!("AWS4{secret}").as_bytes());
        Self {
            root,
            region: region.to_owned(),
            days: RwLock::default(),
        }
    }

    /// The key of the day `YYYYMMDD`, ready to be fed.
    pub(super) fn for_day(&self, day: &str) -> HmacSha256 {
        let Ok(name) = <[u8; 8]>::try_from(day.as_bytes()) else {
            return self.derive(day);
        };
        let cached = self.days.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = cached.iter().find(|(cached, _)| *cached == name) {
            return key.clone();
        }
        drop(cached);
        let key = self.derive(day);
        let mut days = self.days.write().unwrap_or_else(PoisonError::into_inner);
        if !days.iter().any(|(cached, _)| *cached == name) {
            if days.len() >= KEPT_DAYS
                && let Some(oldest) = (0..days.len()).min_by_key(|&index| days[index].0)
            {
                days.swap_remove(oldest);
            }
            days.push((name, key.clone()));
        }
        key
    }

    fn derive(&self, day: &str) -> HmacSha256 {
        let mut first = self.root.clone();
        first.update(day.as_bytes());
        let mut key = keyed(&first.finalize().into_bytes());
        for part in [self.region.as_bytes(), b"s3", b"aws4_request"] {
            key.update(part);
            key = keyed(&key.finalize().into_bytes());
        }
        key
    }

    #[cfg(test)]
    pub(super) fn cached(&self) -> usize {
        self.days.read().unwrap().len()
    }
}

fn keyed(key: &[u8]) -> HmacSha256 {
    // HMAC takes keys of any length; the fallback is never reached and signs like the empty key.
    HmacSha256::new_from_slice(key).unwrap_or_else(|_| HmacSha256::new(&Default::default()))
}
