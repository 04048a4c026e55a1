//! Rules between keys.

use super::settings::{Admin, Oidc, Settings, Tls};

/// What is wrong between settings that are right one by one.
pub(super) fn faults(settings: &Settings) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(Tls { certificate, key }) = &settings.tls
        && (certificate.as_os_str().is_empty() || key.as_os_str().is_empty())
    {
        faults.push("tls.certificate and tls.key have to be set together".to_owned());
    }
    if let Some(Admin { user, password }) = &settings.admin
        && (user.is_empty() || password.is_empty())
    {
        faults.push("admin.user and admin.password have to be set together".to_owned());
    }
    let Oidc {
        issuer, client_id, ..
    } = &settings.oidc;
    if issuer.is_empty() != client_id.is_empty() {
        faults.push("oidc.issuer and oidc.client_id have to be set together".to_owned());
    }
    if settings.oidc.only && issuer.is_empty() {
        faults.push("oidc.only needs an oidc.issuer, or nobody could log in".to_owned());
    }
    faults
}
