//! Configuration: one table of keys, filled from defaults, one TOML file and the environment.
//!
//! [`KEYS`] is the only list of keys. Reading, `coffer config show`, `coffer.example.toml` and
//! `docs/configuration.md` are all made from it.

mod check;
mod document;
mod key;
mod load;
mod network;
mod settings;
mod show;
mod suggest;
mod table;
#[cfg(test)]
mod tests;

pub use document::{example_toml, markdown};
pub use key::{Key, Kind, Preset, Secrecy, Value};
pub use load::{Config, ConfigError, Effective, Origin};
pub use network::Network;
pub use settings::{
    Admin, BlobPlace, Database, Limits, Log, LogFormat, Login, Settings, Tls, Uploads,
};
pub use table::KEYS;
