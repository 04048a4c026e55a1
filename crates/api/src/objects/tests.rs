//! The endpoint over a drive in memory, with a clock that the test turns.

mod conditions;
mod contents;
mod origins;
mod parts;
mod pictures;
mod ranges;
mod refusals;
mod wire;

use super::*;
use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use coffer_core::files::DownloadLink;
use coffer_core::identity::NewTenant;
use coffer_core::uploads::{AnnouncedPart, BeginUpload, Begun, OpenUpload};
use coffer_core::{Access, Actor, Clock, Ctx, NodeRef, Settings};
use coffer_model::node::OnClash;
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::user::Role;
use coffer_model::{DepartmentId, Locale, Timestamp, VersionId};
use coffer_store::{DatabaseUrl, Store, StoreSettings};
use http::{HeaderMap, StatusCode};
use std::sync::atomic::{AtomicI64, Ordering};
use tower::ServiceExt;

/// 2026-01-01T00:00Z.
const START: i64 = 1_767_225_600_000_000;
const PUBLIC_URL: &str = "https://drive.example.com";
const HOST: &str = "drive.example.com";
const PAGE: &str = "https://office.example.com";
const ATTACHMENT: &str = "attachment; filename=\"a.bin\"";
const MIB: usize = 1 << 20;

struct World {
    drive: Drive,
    router: Router,
    ctx: Ctx,
    space: SpaceView,
    time: Arc<AtomicI64>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl World {
    async fn new() -> Self {
        let store = Store::open(StoreSettings::new(DatabaseUrl::Memory))
            .await
            .unwrap();
        let time = Arc::new(AtomicI64::new(START));
        let settings = Settings {
            public_url: PUBLIC_URL.to_owned(),
            ..Settings::default()
        };
        let blobs = Arc::new(coffer_blobs::Memory::new());
        let clock = Clock::Fixed(Arc::clone(&time));
        let drive = Drive::open(store, blobs, clock, [7; 32], settings)
            .await
            .unwrap();
        let first = NewTenant {
            name: "Example".to_owned(),
            login: "admin".to_owned(),
            password: "correct horse".to_owned(),
        };
        let (tenant, user) = drive.create_first_tenant(first).await.unwrap();
        let ctx = Ctx {
            tenant,
            actor: Actor {
                user,
                role: Role::SuperAdministrator,
                department: DepartmentId(0),
                app: None,
                access: Access::Full,
            },
            locale: Locale::En,
            now: Timestamp(START),
            address: "192.0.2.1".to_owned(),
        };
        let space = drive
            .space_of_owner(&ctx, SpaceKind::Personal, user.0)
            .await
            .unwrap();
        let counter = AtomicI64::new(0);
        let settings = ObjectSettings {
            cors: Origins::new(vec![PAGE.to_owned()]),
            random: RandomSource::new(move |bytes| {
                let number = counter.fetch_add(1, Ordering::SeqCst).to_le_bytes();
                let cycle = number.iter().cycle();
                bytes
                    .iter_mut()
                    .zip(cycle)
                    .for_each(|(to, from)| *to = *from);
            }),
            idle: Duration::from_secs(30),
        };
        Self {
            router: router(drive.clone(), settings),
            drive,
            ctx,
            space,
            time,
        }
    }

    fn pass(&self, seconds: i64) {
        self.time.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    async fn begin(&self, name: &str, size: usize, parts: &[usize]) -> OpenUpload {
        self.begin_as(name, size, parts, None).await
    }

    async fn begin_as(
        &self,
        name: &str,
        size: usize,
        parts: &[usize],
        media_type: Option<&str>,
    ) -> OpenUpload {
        let parts = parts.iter().zip(1..).map(|(length, number)| AnnouncedPart {
            number,
            length: *length as u64,
            offset: None,
            state: None,
        });
        let command = BeginUpload {
            space: self.space.id,
            parent: NodeRef::Root,
            name: name.to_owned(),
            on_clash: OnClash::Refuse,
            file_type: None,
            media_type: media_type.map(str::to_owned),
            description: String::new(),
            size: size as u64,
            sha256: None,
            head_sha256: None,
            proof: None,
            parts: parts.collect(),
            created_at: None,
        };
        match self.drive.begin_upload(&self.ctx, command).await.unwrap() {
            Begun::Open(open) => open,
            other => panic!("{other:?}"),
        }
    }

    fn part_url(&self, open: &OpenUpload, number: u32) -> String {
        let length = open.parts[number as usize - 1].length;
        self.drive
            .part_url(open.id, number, length, self.drive.now())
    }

    /// Makes what was uploaded visible.
    async fn complete(&self, open: &OpenUpload) -> VersionId {
        let completed = self.drive.complete_upload(&self.ctx, open.node, None);
        completed.await.unwrap();
        let mut links = self
            .drive
            .download_links(&self.ctx, self.space.id, vec![open.node])
            .await
            .unwrap();
        let DownloadLink { version, .. } = links.remove(0).unwrap();
        version
    }

    async fn upload(&self, name: &str, bytes: impl Into<Bytes>) -> VersionId {
        self.upload_as(name, bytes, None).await
    }

    async fn upload_as(
        &self,
        name: &str,
        bytes: impl Into<Bytes>,
        media_type: Option<&str>,
    ) -> VersionId {
        let bytes: Bytes = bytes.into();
        let open = self.begin_as(name, bytes.len(), &[], media_type).await;
        let request = put(&self.part_url(&open, 1), bytes);
        assert_eq!(self.ask(request).await.status, StatusCode::OK);
        self.complete(&open).await
    }

    fn url(&self, version: VersionId) -> String {
        self.drive
            .content_url(version, ATTACHMENT, None, self.drive.now())
    }

    async fn ask(&self, request: Request) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: head.status,
            headers: head.headers,
            body,
        }
    }

    async fn get(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(with(get_request("GET", url), headers)).await
    }

    async fn head(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(with(get_request("HEAD", url), headers)).await
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a failure, after looking at its form.
    #[track_caller]
    fn failure(&self) -> (u16, &str) {
        assert_eq!(self.header("content-type"), "application/xml");
        let text = std::str::from_utf8(&self.body).unwrap();
        let between = |from: &str, to: &str| {
            let rest = text.split_once(from).unwrap().1;
            rest.split_once(to).unwrap().0
        };
        assert!(
            text.starts_with("<?xml") && text.ends_with("</Error>"),
            "{text}"
        );
        assert!(!between("<Message>", "</Message>").is_empty());
        assert_eq!(
            between("<RequestId>", "</RequestId>"),
            self.header("x-amz-request-id")
        );
        (self.status.as_u16(), between("<Code>", "</Code>"))
    }
}

/// The request target of a link.
fn target(url: &str) -> &str {
    url.strip_prefix(PUBLIC_URL).unwrap()
}

fn get_request(method: &str, url: &str) -> Request {
    http::Request::builder()
        .method(method)
        .uri(target(url))
        .header("host", HOST)
        .body(Body::empty())
        .unwrap()
}

fn put(url: &str, body: impl Into<Bytes>) -> Request {
    let body: Bytes = body.into();
    http::Request::put(target(url))
        .header("host", HOST)
        .header("content-length", body.len())
        .body(Body::from(body))
        .unwrap()
}

fn with(mut request: Request, headers: &[(&str, &str)]) -> Request {
    for (name, value) in headers {
        let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
        request.headers_mut().append(name, value.parse().unwrap());
    }
    request
}

/// Bytes without a period that divides any buffer.
fn noise(length: usize) -> Bytes {
    (0..length).map(|index| (index % 251) as u8).collect()
}
