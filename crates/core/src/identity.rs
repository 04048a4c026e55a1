//! Who people are: accounts and passwords, logins, sessions, views embedded elsewhere, apps, the built-in
//! OpenID Connect provider, and an external one that people may log in at.
//!
//! Everything that a client shows again (tokens, codes, cookies) is kept as its SHA-256; what the
//! server itself must use (secrets of apps, signing keys) is wrapped with the installation's key.

mod admission;
mod apps;
pub(crate) mod attempts;
mod embedding;
pub mod external;
mod login;
mod password;
mod people;
pub mod provider;
mod secret;
mod session;
mod sweep;

pub use crate::organisation::NewTenant;
pub(crate) use admission::{Room, insert_into, insert_person, open_space};
pub use apps::{AppCredential, AppIdentity, AppView, NewApp, RegisteredApp};
pub use embedding::{OfferedEmbedding, OpenedEmbedding, is_embedding_token};
pub use login::{BrowserLogin, LoggedIn};
pub use people::{LoginView, NewUser};
pub(crate) use people::{NewAccount, NewPerson, contact, display_name};
pub use session::{Identity, OpenedSession, ProfileView, SESSION_SECONDS};
pub(crate) use session::{find_live, session_key};

/// What the use cases of identity keep in memory. Losing it loses nothing.
pub(crate) struct State {
    passwords: password::Hasher,
    signing: provider::SigningCache,
}

impl Default for State {
    fn default() -> Self {
        Self {
            passwords: password::Hasher::new(),
            signing: provider::SigningCache::default(),
        }
    }
}

#[cfg(test)]
mod tests;
