//! Who may write to a part's own place.
//!
//! Bytes that a receipt was given for are not touched again, even if the database has not heard of
//! the receipt yet. And a writer whose client is gone may still have a batch in hand: it must not
//! reach a file that meanwhile has become a blob. Therefore a place is claimed once, every write to
//! it is made under the claim's lock, and publishing revokes all claims first.

use super::folders::lock;
use crate::BlobError;
use crate::error::invalid;
use coffer_model::UploadId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// `true` once it is revoked.
type Slot = Arc<Mutex<bool>>;

/// The claims on the parts of open uploads.
#[derive(Default)]
pub(super) struct Slots {
    uploads: Mutex<HashMap<UploadId, HashMap<u32, Slot>>>,
}

/// The right to write to a part's own place. Dropping it gives the place free, unless it is kept.
pub(super) struct Claim {
    slots: Arc<Slots>,
    upload: UploadId,
    number: u32,
    slot: Slot,
    kept: bool,
}

impl Slots {
    /// Claims a part's place, unless somebody has or had it.
    pub(super) fn claim(self: &Arc<Self>, upload: UploadId, number: u32) -> Option<Claim> {
        let mut uploads = lock(&self.uploads);
        let parts = uploads.entry(upload).or_default();
        if parts.contains_key(&number) {
            return None;
        }
        let slot = Slot::default();
        parts.insert(number, Arc::clone(&slot));
        Some(Claim {
            slots: Arc::clone(self),
            upload,
            number,
            slot,
            kept: false,
        })
    }

    /// Ends the rights of all who write to this upload; waits for writes that have begun.
    pub(super) fn revoke(&self, upload: UploadId) {
        let slots: Vec<Slot> = lock(&self.uploads)
            .get(&upload)
            .map(|parts| parts.values().map(Arc::clone).collect())
            .unwrap_or_default();
        for slot in slots {
            *lock(&slot) = true;
        }
    }

    /// Forgets an upload that is at its end.
    pub(super) fn forget(&self, upload: UploadId) {
        lock(&self.uploads).remove(&upload);
    }
}

impl Claim {
    /// Does something to the place, if the right to it is still there.
    pub(super) fn with<T>(
        &self,
        act: impl FnOnce() -> Result<T, BlobError>,
    ) -> Result<T, BlobError> {
        let revoked = lock(&self.slot);
        if *revoked {
            return Err(invalid("the upload came to its end meanwhile"));
        }
        act()
    }

    /// The bytes count: nobody else gets this place while the upload is open.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let mut uploads = lock(&self.slots.uploads);
        let Some(parts) = uploads.get_mut(&self.upload) else {
            return;
        };
        if parts
            .get(&self.number)
            .is_some_and(|slot| Arc::ptr_eq(slot, &self.slot))
        {
            parts.remove(&self.number);
        }
        if parts.is_empty() {
            uploads.remove(&self.upload);
        }
    }
}
