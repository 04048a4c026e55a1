//! The drive: what every use case stands on.

use crate::clock::Clock;
use crate::ids::{Opaque, Snowflakes};
use crate::keys::Keys;
use crate::lease::NodeLease;
use crate::uploads::Flights;
use coffer_blobs::Blobs;
use coffer_model::{NodeId, Result};
use coffer_store::Store;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// What the operator decides about the drive's behaviour.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address under which clients reach the server, without a slash at the end.
    pub public_url: String,
    /// How long an upload may stay open.
    pub abandon_after: Duration,
    /// How long content stays after its last reference went.
    pub grace: Duration,
    /// Failed logins allowed per account within `login_window`.
    pub login_attempts_account: u32,
    /// Failed logins allowed per address within `login_window`.
    pub login_attempts_address: u32,
    /// The window in which failed logins count.
    pub login_window: Duration,
    /// Addresses beside those under `public_url` to which a login at the built-in provider may send
    /// the browser back: exact, as front ends on other hosts have them.
    pub login_redirects: Vec<String>,
    /// Who may come in from an external issuer.
    pub external: crate::identity::external::Admission,
    /// The most pixels that a picture may have to be processed.
    pub image_pixels: u64,
    /// Pictures processed at the same time.
    pub image_parallel: usize,
    /// What may come out of an archive.
    pub archives: crate::archives::ArchiveLimits,
    /// Pages that may be open at the same time.
    pub watches: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            abandon_after: Duration::from_secs(24 * 3_600),
            grace: Duration::from_secs(24 * 3_600),
            login_attempts_account: 10,
            login_attempts_address: 50,
            login_window: Duration::from_secs(15 * 60),
            login_redirects: Vec::new(),
            external: crate::identity::external::Admission::default(),
            image_pixels: 100_000_000,
            image_parallel: 2,
            archives: crate::archives::ArchiveLimits::default(),
            watches: 2_048,
        }
    }
}

/// Everything that use cases share. Cheap to clone; the use cases are its methods, one file each.
#[derive(Clone)]
pub struct Drive {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) blobs: Arc<dyn Blobs>,
    pub(crate) clock: Clock,
    pub(crate) snowflakes: Snowflakes,
    pub(crate) lease: NodeLease,
    pub(crate) flights: Flights,
    /// Rung when a job was recorded, by lane.
    pub(crate) work: [Notify; 2],
    pub(crate) keys: Keys,
    pub(crate) settings: Settings,
    pub(crate) listings: crate::files::Listings,
    pub(crate) recents: crate::recents::Waiting,
    pub(crate) images: tokio::sync::Semaphore,
    /// Turns at reading the directories of archives while somebody waits.
    pub(crate) archives: tokio::sync::Semaphore,
    /// Bounds on packs that are fetched.
    pub(crate) packs: crate::packs::Room,
    pub(crate) thumbnails: crate::thumbnails::Kept,
    pub(crate) identity: crate::identity::State,
    pub(crate) watch: crate::watch::Hub,
}

impl std::fmt::Debug for Drive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drive")
    }
}

impl Drive {
    /// Opens the drive on a migrated database: makes its keys at the first start and takes a part of
    /// the id space.
    ///
    /// # Errors
    /// `Internal` when the database refuses, or its keys were made with another server key.
    pub async fn open(
        store: Store,
        blobs: Arc<dyn Blobs>,
        clock: Clock,
        server_key: [u8; 32],
        settings: Settings,
    ) -> Result<Self> {
        let keys = Keys::load_or_make(&store, server_key).await?;
        let lease = NodeLease::take(&store, clock.now()).await?;
        let images = tokio::sync::Semaphore::new(settings.image_parallel.max(1));
        let watch = crate::watch::Hub::new(settings.watches);
        let inner = Inner {
            store,
            blobs,
            clock,
            snowflakes: Snowflakes::new(lease.number),
            lease,
            flights: Flights::default(),
            work: [Notify::new(), Notify::new()],
            keys,
            settings,
            listings: crate::files::Listings::default(),
            recents: crate::recents::Waiting::default(),
            images,
            archives: tokio::sync::Semaphore::new(crate::archives::PARALLEL),
            packs: crate::packs::Room::default(),
            thumbnails: crate::thumbnails::Kept::default(),
            identity: crate::identity::State::default(),
            watch,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The metadata database.
    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The content.
    pub(crate) fn blobs(&self) -> &Arc<dyn Blobs> {
        &self.inner.blobs
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> coffer_model::Timestamp {
        self.inner.clock.now()
    }

    /// The operator's decisions.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Seals and opens the opaque ids that clients see.
    #[must_use]
    pub fn opaque(&self) -> &Opaque {
        &self.inner.keys.opaque
    }

    /// The key of the marks on paging cursors.
    #[must_use]
    pub fn cursor_key(&self) -> &[u8; 32] {
        &self.inner.keys.cursors
    }

    /// A new id.
    pub(crate) fn next_id(&self) -> i64 {
        self.inner.snowflakes.next(self.now())
    }

    /// The first of `count` new ids in a row, at most 1,000.
    pub(crate) fn next_ids(&self, count: u32) -> i64 {
        self.inner.snowflakes.next_many(self.now(), count)
    }

    /// A new node id.
    pub(crate) fn next_node(&self) -> NodeId {
        NodeId(self.next_id())
    }

    /// Whether the database answers and content can be written.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn ready(&self) -> Result<()> {
        self.store().ping().await?;
        Ok(self.blobs().check().await?)
    }

    /// Ends the database's threads after everything else has stopped.
    pub async fn close(&self) {
        if let Err(error) = self.write_recents().await {
            tracing::warn!(error = %error, "what people used in the last second is lost");
        }
        if let Err(error) = self.inner.lease.give_up(self.store()).await {
            tracing::warn!(error = %error, "the part of the id space stays taken until its lease ends");
        }
        self.store().close().await;
    }
}
