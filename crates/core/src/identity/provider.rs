//! The built-in OpenID Connect provider: clients, codes, tokens and the keys that sign id tokens.
//!
//! Whoever calls this has parsed the protocol; failures are the core's, and become words of OAuth
//! where HTTP is spoken. The protocol's pages: OpenID Connect Core 1.0, RFC 6749, 7636, 7009, 9700.

mod clients;
mod codes;
mod grants;
mod id_token;
mod keys;

pub use clients::{BUILT_IN_CLIENT, Client};
pub use codes::{CodeRequest, SCOPES, Scope};
pub use grants::{APP_TOKEN_SECONDS, PERSON_TOKEN_SECONDS, PersonTokens, UserInfo};
pub use id_token::IdTokenHint;
pub use keys::PublicKey;

pub(super) use codes::verifier_matches;
pub(super) use keys::SigningCache;
