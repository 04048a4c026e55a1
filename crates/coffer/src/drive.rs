//! The drive as the configuration asks for it: database, content, the server's key.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use coffer_blobs::{BlobError, Blobs, Disk, Memory};
use coffer_core::archives::ArchiveLimits;
use coffer_core::identity::external::Admission;
use coffer_core::{Clock, Drive};
use coffer_model::TenantId;
use coffer_store::{DatabaseUrl, Store, StoreError, StoreSettings};

use crate::config::{BlobPlace, Settings};
use crate::keys::{self, KeyError};

/// Why the drive cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data folder cannot be made.
    #[error("the data folder {}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The server's key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There is no database where the configuration says.
    #[error("there is no database at {}; `coffer config show` says where it is looked for", .0.display())]
    NoDatabase(PathBuf),
    /// The database was made with a server key that is not there.
    #[error("the server key {} is missing, and the database cannot be opened without it", .0.display())]
    KeyLost(PathBuf),
    /// The database.
    #[error("the database cannot be opened")]
    Database(#[from] StoreError),
    /// The content.
    #[error("the content cannot be opened")]
    Content(#[from] BlobError),
    /// The drive itself.
    #[error("the drive cannot be opened")]
    Drive(#[from] coffer_model::Error),
}

/// Opens the drive; makes what is not there yet.
///
/// # Errors
/// When a part of it cannot be opened.
pub async fn open(settings: &Settings) -> Result<Drive, OpenError> {
    open_as(settings, false).await
}

/// Opens a drive that is there, for this process alone; makes nothing.
///
/// # Errors
/// When there is none, or a part of it cannot be opened.
pub async fn open_existing(settings: &Settings) -> Result<Drive, OpenError> {
    require_database(settings)?;
    open_as(settings, false).await
}

/// Opens a drive that is there for a command that changes a little, also while a server runs on it.
///
/// # Errors
/// When there is none, or a part of it cannot be opened.
pub async fn open_beside_server(settings: &Settings) -> Result<Drive, OpenError> {
    require_database(settings)?;
    open_as(settings, true).await
}

/// A mistyped folder is no new drive. PostgreSQL says itself when a database is not there.
fn require_database(settings: &Settings) -> Result<(), OpenError> {
    match &settings.database_url {
        DatabaseUrl::Sqlite(file) if !file.exists() => Err(OpenError::NoDatabase(file.clone())),
        _ => Ok(()),
    }
}

async fn open_as(settings: &Settings, beside_server: bool) -> Result<Drive, OpenError> {
    create_private(&settings.data_dir)?;
    let blobs: Arc<dyn Blobs> = match &settings.blobs {
        BlobPlace::Disk(folder) => Arc::new(Disk::open(folder)?),
        BlobPlace::Memory => Arc::new(Memory::new()),
    };
    let store = Store::open(StoreSettings {
        queue: settings.database.queue,
        workers: settings.database.postgres_workers,
        mmap_bytes: settings.database.mmap_bytes,
        beside_server,
        ..StoreSettings::new(settings.database_url.clone())
    })
    .await?;
    let server_key = server_key(settings, &store).await?;
    Ok(Drive::open(store, blobs, Clock::System, server_key, behaviour(settings)).await?)
}

/// The key that the configuration gives, else the one in the data folder. It is made with the database
/// and never again: a new key beside an old database opens nothing and hides that the old one is lost.
async fn server_key(settings: &Settings, store: &Store) -> Result<[u8; 32], OpenError> {
    if let Some(key) = settings.server_key {
        return Ok(key);
    }
    let file = settings.server_key_file();
    if !file.exists() && coffer_core::has_keys(store).await? {
        return Err(OpenError::KeyLost(file));
    }
    Ok(keys::load_or_create(&file)?)
}

fn behaviour(settings: &Settings) -> coffer_core::Settings {
    coffer_core::Settings {
        public_url: settings.public_url.clone(),
        abandon_after: settings.uploads.abandon,
        grace: settings.uploads.grace,
        login_attempts_account: settings.login.account_attempts,
        login_attempts_address: settings.login.address_attempts,
        login_window: settings.login.window,
        login_redirects: settings.login.redirects.clone(),
        external: Admission {
            tenant: settings.oidc.tenant.map(TenantId),
            auto_provision: settings.oidc.auto_provision,
        },
        image_pixels: settings.limits.image_pixels,
        image_parallel: settings.limits.image_parallel,
        watches: settings.limits.event_streams,
        archives: ArchiveLimits {
            entries: settings.limits.archive_entries,
            bytes: settings.limits.archive_size,
            ratio: settings.limits.archive_ratio,
            ..ArchiveLimits::default()
        },
    }
}

/// Others on the machine have no business in it.
fn create_private(folder: &Path) -> Result<(), OpenError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|source| OpenError::Folder {
            folder: folder.to_owned(),
            source,
        })
}
