//! The settings as the rest of the program reads them: parsed, checked, with units in the types.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use coffer_store::DatabaseUrl;

use super::network::Network;

/// Every setting. Made by [`super::Config::load`].
#[derive(Clone)]
pub struct Settings {
    /// The address the server listens on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address under which clients reach the server, without a slash at the end.
    pub public_url: String,
    /// The folder of everything that is not placed elsewhere.
    pub data_dir: PathBuf,
    /// Where the metadata is.
    pub database_url: DatabaseUrl,
    /// Where content is.
    pub blobs: BlobPlace,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Logging.
    pub log: Log,
    /// The first administrator, made at first start.
    pub admin: Option<Admin>,
    /// The certificate; without it the server speaks plain HTTP.
    pub tls: Option<Tls>,
    /// What one client may ask of the server.
    pub limits: Limits,
    /// The database's own settings.
    pub database: Database,
    /// Web origins that may read objects (`*` for any).
    pub cors_origins: Vec<String>,
    /// Web origins that may embed the picker and the preview.
    pub sdk_origins: Vec<String>,
    /// Clients that may read `/metrics`.
    pub metrics_allow: Vec<Network>,
    /// When what is left of uploads goes away.
    pub uploads: Uploads,
    /// Logging in.
    pub login: Login,
    /// The external issuer that people may log in at.
    pub oidc: Oidc,
    /// The key that wraps other keys, when it is not in a file of the data folder.
    pub server_key: Option<[u8; 32]>,
}

/// Where content is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobPlace {
    /// A folder.
    Disk(PathBuf),
    /// Nowhere: it is gone when the server ends.
    Memory,
}

/// Logging.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// Which lines, in the words of `tracing`'s filters.
    pub filter: String,
    /// How they look.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// The first administrator.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Admin {
    /// The login name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// The server's certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// PEM file with the certificate and those that lead to its authority.
    pub certificate: PathBuf,
    /// PEM file with the private key.
    pub key: PathBuf,
}

/// What one client may ask of the server.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Connections at once; more wait to be accepted.
    pub max_connections: usize,
    /// Bytes of a request's head.
    pub header_bytes: usize,
    /// Bytes of a JSON or form body.
    pub json_body_bytes: usize,
    /// How long a request's head may take.
    pub header_timeout: Duration,
    /// How long a request may show no progress.
    pub request_timeout: Duration,
    /// How long a connection may wait for its next request.
    pub keep_alive: Duration,
    /// How long running requests may take to finish at shutdown.
    pub shutdown: Duration,
    /// Pages that may wait for events at once.
    pub event_streams: usize,
    /// Pixels of a picture from which a thumbnail is made.
    pub image_pixels: u64,
    /// Pictures decoded at once.
    pub image_parallel: usize,
    /// The most entries of an archive.
    pub archive_entries: u32,
    /// The most bytes out of an archive.
    pub archive_size: u64,
    /// How many times as long something may become.
    pub archive_ratio: u64,
}

/// The database's own settings.
#[derive(Debug, Clone, Default)]
pub struct Database {
    /// Connections to PostgreSQL.
    pub postgres_workers: usize,
    /// Writes that may wait before clients are told to come back.
    pub queue: usize,
    /// Bytes of the SQLite file that are mapped into memory; 0 maps nothing.
    pub mmap_bytes: u64,
}

/// When what is left of uploads goes away.
#[derive(Debug, Clone, Default)]
pub struct Uploads {
    /// After this time without a part an unfinished upload is given up.
    pub abandon: Duration,
    /// Content that nothing refers to is kept for this time.
    pub grace: Duration,
}

/// Logging in.
#[derive(Debug, Clone, Default)]
pub struct Login {
    /// Failed logins of one account within the window.
    pub account_attempts: u32,
    /// Failed logins from one address within the window.
    pub address_attempts: u32,
    /// The window.
    pub window: Duration,
    /// Addresses to which a login may send the browser back.
    pub redirects: Vec<String>,
}

/// The external issuer.
#[derive(Clone, Default)]
pub struct Oidc {
    /// Its address, to the letter; empty when there is none.
    pub issuer: String,
    /// Our client id there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Option<String>,
    /// What people call it.
    pub name: String,
    /// What is asked for, with blanks between.
    pub scopes: String,
    /// The tenant whose people log in there.
    pub tenant: Option<i64>,
    /// Whether people become members by logging in.
    pub auto_provision: bool,
    /// Whether our own passwords are not asked for.
    pub only: bool,
    /// How far its clock may be off.
    pub clock_skew: Duration,
}

impl Settings {
    /// Settings that the table has not filled yet.
    pub(super) fn empty() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: String::new(),
            data_dir: PathBuf::new(),
            database_url: DatabaseUrl::Memory,
            blobs: BlobPlace::Memory,
            trusted_proxies: Vec::new(),
            log: Log::default(),
            admin: None,
            tls: None,
            limits: Limits::default(),
            database: Database::default(),
            cors_origins: Vec::new(),
            sdk_origins: Vec::new(),
            metrics_allow: Vec::new(),
            uploads: Uploads::default(),
            login: Login::default(),
            oidc: Oidc::default(),
            server_key: None,
        }
    }

    /// The file that holds the server's key when no setting does.
    #[must_use]
    pub fn server_key_file(&self) -> PathBuf {
        self.data_dir.join("server.key")
    }

    /// The address that is listened on in the end, which has another port than the settings when
    /// they ask for a free one. A public address that was made from theirs follows.
    pub fn listened_on(&mut self, address: SocketAddr) {
        if self.public_url == self.own_url() {
            self.listen = address;
            self.public_url = self.own_url();
        }
        self.listen = address;
    }

    /// The address under which clients on this machine reach the server.
    pub(super) fn own_url(&self) -> String {
        format!("{}://{}", self.scheme(), self.listen)
    }

    /// `http` or `https`, as this server itself speaks.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }
}

impl BlobPlace {
    /// Reads `disk:FOLDER` or `memory:`. The error is what was expected.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix("disk:") {
            Some(folder) if !folder.is_empty() => Ok(Self::Disk(PathBuf::from(folder))),
            None if text == "memory:" => Ok(Self::Memory),
            _ => Err("\"disk:FOLDER\" or \"memory:\"".to_owned()),
        }
    }
}

impl fmt::Debug for Admin {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admin")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
