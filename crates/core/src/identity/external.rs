//! Logging in at an external OpenID Connect issuer: Coffer is its client.
//!
//! HTTP, and the proof that the issuer said what it said, are the caller's. Here is what it means:
//! which browser was sent on which errand, which member a subject is, and what ends with a session of
//! the issuer.

mod enter;
mod errand;
mod leave;

pub use enter::ExternalPerson;
pub use errand::{Departure, Errand};
pub use leave::ExternalReference;

use coffer_model::{Error, Result, TenantId};
use coffer_store::{ReadTx, tenants};

/// What the operator decides about people whom the issuer knows.
#[derive(Debug, Clone, Default)]
pub struct Admission {
    /// The tenant whose people log in there; `None` for the only one that there is.
    pub tenant: Option<TenantId>,
    /// Whether somebody who is no member becomes one at the first login.
    pub auto_provision: bool,
}

/// The tenant whose people log in at the issuer: the one that the operator named, else the only one.
///
/// # Errors
/// `Internal` when it is not there, or there is none or more than one: the configuration is wrong.
fn find_tenant(tx: &mut ReadTx<'_>, named: Option<TenantId>) -> Result<TenantId> {
    let found = match named {
        Some(tenant) => tenants::find(tx, tenant)?.map(|tenant| tenant.id),
        None => match tenants::list(tx, TenantId(0), 2)?.as_slice() {
            [only] => Some(only.id),
            _ => None,
        },
    };
    found
        .ok_or_else(|| Error::internal("oidc.tenant names no tenant, and there is not exactly one"))
}
