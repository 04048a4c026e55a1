//! Ids of spaces as clients see them: `IAA…`, which names the tenant too and can be made by nobody else.

use coffer_core::{Opaque, OpaqueKind};
use coffer_model::{SpaceId, TenantId};

/// Characters of the tenant's part.
pub const TENANT_PART: usize = 12;
/// Characters of the whole: `IAA`, the tenant's part, the space.
const LENGTH: usize = 3 + TENANT_PART + 32;

/// The part of an id that names the tenant.
#[must_use]
pub fn tenant_part(opaque: &Opaque, tenant: TenantId) -> String {
    let mut part = opaque.seal(OpaqueKind::Tenant, tenant.0);
    part.truncate(TENANT_PART);
    part
}

/// `IAA…`, 47 characters.
#[must_use]
pub fn write(opaque: &Opaque, tenant: TenantId, space: SpaceId) -> String {
    let space = opaque.seal(OpaqueKind::Space, space.0);
    format!("IAA{}{space}", tenant_part(opaque, tenant))
}

/// The space of an id; `None` for anything that is not one of ours.
#[must_use]
pub fn read(opaque: &Opaque, text: &str) -> Option<SpaceId> {
    Some(text)
        .filter(|text| text.len() == LENGTH && text.starts_with("IAA"))
        .and_then(|text| text.get(3 + TENANT_PART..))
        .and_then(|text| opaque.open(OpaqueKind::Space, text))
        .map(SpaceId)
}
