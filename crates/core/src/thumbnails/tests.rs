use super::*;
use crate::{Clock, Settings};
use bytes::Bytes;
use coffer_blobs::{BlobError, BlobReader, ByteStream};
use coffer_model::{TenantId, Timestamp};
use coffer_store::{DatabaseUrl, Store, StoreSettings};
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

const SMALL: &str = "image/resize,m_lfit,h_64,w_64";

/// Content that counts how often it is read.
struct Counted {
    bytes: Bytes,
    reads: Arc<AtomicUsize>,
}

#[async_trait::async_trait]
impl BlobReader for Counted {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn stream(&self, _: Range<u64>) -> ByteStream {
        Box::pin(futures_util::stream::empty())
    }

    async fn read_at(&self, _: u64, _: usize) -> Result<Bytes, BlobError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        Ok(self.bytes.clone())
    }
}

struct World {
    drive: Drive,
    reads: Arc<AtomicUsize>,
}

impl World {
    async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    async fn with(settings: Settings) -> Self {
        let store = Store::open(StoreSettings::new(DatabaseUrl::Memory))
            .await
            .unwrap();
        let clock = Clock::Fixed(Arc::new(AtomicI64::new(1_767_225_600_000_000)));
        let blobs = Arc::new(coffer_blobs::Memory::new());
        let drive = Drive::open(store, blobs, clock, [7; 32], settings)
            .await
            .unwrap();
        Self {
            drive,
            reads: Arc::default(),
        }
    }

    fn content(&self, bytes: &Bytes, digest: u8) -> Content {
        Content {
            tenant: TenantId(1),
            name: "a.png".to_owned(),
            media_type: "image/png".to_owned(),
            size: bytes.len() as u64,
            sha256: [digest; 32],
            created_at: Timestamp(0),
            reader: Box::new(Counted {
                bytes: bytes.clone(),
                reads: Arc::clone(&self.reads),
            }),
        }
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }
}

fn png(width: u32, height: u32) -> Bytes {
    let picture = RgbImage::from_pixel(width, height, Rgb([200, 10, 10]));
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner().into()
}

fn code(result: Result<Rendered>) -> Option<Code> {
    result.err().map(|error| error.code())
}

#[tokio::test]
async fn a_picture_is_made_once_and_remembered() {
    let world = World::new().await;
    let content = world.content(&png(256, 128), 1);
    let first = world.drive.thumbnail(&content, SMALL).await.unwrap();
    let small = image::load_from_memory(&first.bytes).unwrap();
    assert_eq!((small.width(), small.height()), (64, 32));
    assert_eq!(world.drive.thumbnail(&content, SMALL).await.unwrap(), first);
    assert_eq!(world.reads(), 1);
    let other = world.drive.thumbnail(&content, "image/resize,w_32").await;
    assert_ne!(other.unwrap(), first);
    assert_eq!(world.reads(), 2);
}

#[tokio::test]
async fn what_is_no_picture_is_read_once() {
    let world = World::new().await;
    let mut bomb = png(256, 128).to_vec();
    // The header promises 65,536 × 65,536 pixels.
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    for (digest, bytes) in [
        (1, Bytes::from_static(b"text")),
        (2, Bytes::new()),
        (3, bomb.into()),
        (4, png(256, 128).slice(..60)),
    ] {
        let content = world.content(&bytes, digest);
        let before = world.reads();
        for _ in 0..2 {
            let refused = world.drive.thumbnail(&content, SMALL).await;
            assert_eq!(code(refused), Some(Code::ImageUnsupported));
        }
        assert_eq!(world.reads(), before + 1);
    }
}

#[tokio::test]
async fn what_is_too_long_or_asked_wrongly_is_never_read() {
    let world = World::new().await;
    let mut long = world.content(&png(8, 8), 1);
    long.size = MAX_SOURCE + 1;
    let refused = world.drive.thumbnail(&long, SMALL).await;
    assert_eq!(code(refused), Some(Code::ImageUnsupported));
    let content = world.content(&png(8, 8), 1);
    for text in ["", "image/resize", "image/format,png", "video/snapshot,t_1"] {
        let refused = world.drive.thumbnail(&content, text).await;
        assert_eq!(code(refused), Some(Code::ImageUnsupported), "{text}");
    }
    assert_eq!(world.reads(), 0);
}

#[tokio::test]
async fn the_operator_s_bound_of_pixels_holds() {
    let settings = Settings {
        image_pixels: 1_000,
        ..Settings::default()
    };
    let world = World::with(settings).await;
    let refused = world
        .drive
        .thumbnail(&world.content(&png(40, 40), 1), SMALL)
        .await;
    assert_eq!(code(refused), Some(Code::ImageUnsupported));
    let fits = world.content(&png(20, 20), 2);
    assert!(world.drive.thumbnail(&fits, SMALL).await.is_ok());
}

#[tokio::test]
async fn a_turn_is_given_back_when_it_was_used_and_when_it_was_not() {
    let world = World::new().await;
    let turns = world.drive.inner.images.available_permits();
    let taken = world.drive.take_turn().await.unwrap();
    assert_eq!(world.drive.inner.images.available_permits(), turns - 1);
    drop(taken);
    let content = world.content(&png(8, 8), 1);
    world.drive.thumbnail(&content, SMALL).await.unwrap();
    assert_eq!(world.drive.inner.images.available_permits(), turns);
}

#[tokio::test]
async fn who_waits_too_long_for_a_turn_is_told_to_come_back() {
    let world = World::new().await;
    let permits = world.drive.inner.images.available_permits();
    let all = world
        .drive
        .inner
        .images
        .acquire_many(u32::try_from(permits).unwrap())
        .await
        .unwrap();
    let content = world.content(&png(8, 8), 1);
    tokio::time::pause();
    let refused = world.drive.thumbnail(&content, SMALL).await.unwrap_err();
    assert_eq!(refused.code(), Code::Busy);
    assert_eq!(refused.facts().retry_after, Some(RETRY_AFTER));
    drop(all);
    assert!(world.drive.thumbnail(&content, SMALL).await.is_ok());
}
