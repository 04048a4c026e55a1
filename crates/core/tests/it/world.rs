//! A drive with one person, and short ways to do things in that person's space.

use bytes::Bytes;
use coffer_blobs::{Blobs, ByteStream, Memory};
use coffer_core::files::{BatchAct, CreateFolder, ItemOutcome, StartBatch};
use coffer_core::fsck::{Finding, FsckOptions, Summary};
use coffer_core::identity::NewTenant;
use coffer_core::organisation::NewMember;
use coffer_core::uploads::{AnnouncedPart, BeginUpload, Begun, OpenUpload, Proof};
use coffer_core::{Access, Actor, Clock, Ctx, Drive, NodeRef, Settings};
use coffer_model::node::OnClash;
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::user::Role;
use coffer_model::{
    BlobId, Code, DepartmentId, Locale, NodeId, Result, SpaceId, TenantId, Timestamp, UploadId,
    UserId,
};
use coffer_store::{DatabaseUrl, Sql, Store, StoreSettings, args};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio_util::sync::CancellationToken;

/// 2026-01-01T00:00Z.
const START: i64 = 1_767_225_600_000_000;
/// Longer than uploads stay open and longer than the grace of unreferenced content.
pub(crate) const LONG: i64 = 25 * 3_600;

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) drive: Drive,
    pub(crate) store: Store,
    pub(crate) blobs: Memory,
    pub(crate) space: SpaceId,
    time: Arc<AtomicI64>,
    tenant: TenantId,
    pub(crate) user: UserId,
    pub(crate) department: DepartmentId,
    pub(crate) role: Role,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::on(DatabaseUrl::Memory, Settings::default()).await
    }

    pub(crate) async fn on(url: DatabaseUrl, settings: Settings) -> Self {
        let store = Store::open(StoreSettings::new(url)).await.unwrap();
        let time = Arc::new(AtomicI64::new(START));
        let clock = Clock::Fixed(Arc::clone(&time));
        let blobs = Memory::new();
        let content = Arc::new(blobs.clone());
        let drive = Drive::open(store.clone(), content, clock, [7; 32], settings)
            .await
            .unwrap();
        let first = NewTenant {
            name: "Example".to_owned(),
            login: "admin".to_owned(),
            password: "correct horse".to_owned(),
        };
        let (tenant, user) = drive.create_first_tenant(first).await.unwrap();
        let mut world = Self {
            drive,
            store,
            blobs,
            space: SpaceId(0),
            time,
            tenant,
            user,
            department: DepartmentId(0),
            role: Role::SuperAdministrator,
        };
        let spaces = world
            .drive
            .spaces_of_user(&world.ctx(), user, None)
            .await
            .unwrap();
        for space in spaces {
            match space.kind {
                SpaceKind::Personal => world.space = space.id,
                SpaceKind::Department => world.department = DepartmentId(space.owner),
                SpaceKind::Group => {}
            }
        }
        world
    }

    pub(crate) fn ctx(&self) -> Ctx {
        Ctx {
            tenant: self.tenant,
            actor: Actor {
                user: self.user,
                role: self.role,
                department: self.department,
                app: None,
                access: Access::Full,
            },
            locale: Locale::En,
            now: self.now(),
            address: "192.0.2.1".to_owned(),
        }
    }

    /// The same drive for somebody else, a new member of the same department.
    pub(crate) async fn somebody(&self, subject: &str) -> Self {
        let new = NewMember {
            subject: subject.to_owned(),
            department: Some(self.department),
            role: Role::Member,
            name: String::new(),
            mobile: String::new(),
            email: String::new(),
            account: None,
        };
        let user = self.drive.add_member(&self.ctx(), new).await.unwrap();
        let kind = SpaceKind::Personal;
        let space = self.drive.space_of_owner(&self.ctx(), kind, user.0).await;
        Self {
            user,
            role: Role::Member,
            space: space.unwrap().id,
            ..self.clone()
        }
    }

    /// One step of the next job, as before a server that is stopped; whether there was one.
    pub(crate) async fn step_job(&self) -> bool {
        let stop = CancellationToken::new();
        stop.cancel();
        self.drive.run_one_job(&stop).await.unwrap()
    }

    /// A server takes the next job and is killed. Progress is noted in the transaction of a step, so
    /// this is what every kill between two steps leaves behind.
    pub(crate) async fn take_job_and_die(&self) {
        let (now, lease) = (self.now(), self.now().plus_seconds(60));
        let taken = self
            .store
            .write(move |tx| {
                coffer_store::jobs::claim(tx, coffer_store::jobs::Lane::Rows, now, lease, 1)
            })
            .await;
        let taken = taken.unwrap().unwrap().id;
        // There may be other work; the job is left alone.
        self.run_job().await;
        let job = self
            .store
            .read(move |tx| coffer_store::jobs::find(tx, taken))
            .await
            .unwrap();
        let held = job.map(|job| (job.status, job.lease_until));
        assert_eq!(held, Some((coffer_store::jobs::JobStatus::Running, lease)));
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.drive.now()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.time.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(crate) async fn view(&self) -> SpaceView {
        self.drive.space(&self.ctx(), self.space).await.unwrap()
    }

    /// Nothing of the administrator's calls sets a capacity yet.
    pub(crate) async fn set_capacity(&self, bytes: u64) {
        static SET: Sql = Sql::both("UPDATE space SET capacity = ?2 WHERE id = ?1");
        let space = self.space;
        self.store
            .write(move |tx| tx.execute(&SET, args![space, bytes]))
            .await
            .unwrap();
    }

    pub(crate) async fn try_folder(
        &self,
        parent: NodeRef,
        name: &str,
        on_clash: OnClash,
    ) -> Result<(NodeId, String)> {
        let command = CreateFolder {
            space: self.space,
            parent,
            name: name.to_owned(),
            on_clash,
            description: String::new(),
            created_at: None,
            edited_at: None,
        };
        let (id, name) = self.drive.create_folder(&self.ctx(), command).await?;
        Ok((id, name.as_str().to_owned()))
    }

    pub(crate) async fn folder(&self, parent: NodeRef, name: &str) -> NodeId {
        self.try_folder(parent, name, OnClash::Refuse)
            .await
            .unwrap()
            .0
    }

    /// Folders `1`, `2`, … each in the one before.
    pub(crate) async fn chain(&self, parent: NodeRef, count: usize) -> Vec<NodeId> {
        let mut chain = Vec::new();
        let mut parent = parent;
        for number in 1..=count {
            let folder = self.folder(parent, &number.to_string()).await;
            chain.push(folder);
            parent = NodeRef::Id(folder);
        }
        chain
    }

    pub(crate) fn file(&self, parent: NodeRef, name: &str, content: &[u8]) -> BeginUpload {
        BeginUpload {
            space: self.space,
            parent,
            name: name.to_owned(),
            on_clash: OnClash::Rename,
            file_type: None,
            media_type: None,
            description: String::new(),
            size: content.len() as u64,
            sha256: None,
            head_sha256: None,
            proof: None,
            parts: Vec::new(),
            created_at: None,
        }
    }

    pub(crate) async fn begin(&self, command: BeginUpload) -> Result<Begun> {
        self.drive.begin_upload(&self.ctx(), command).await
    }

    pub(crate) async fn open(&self, command: BeginUpload) -> OpenUpload {
        match self.begin(command).await.unwrap() {
            Begun::Open(open) => open,
            other => panic!("not open: {other:?}"),
        }
    }

    pub(crate) async fn send(&self, upload: UploadId, number: u32, bytes: &[u8]) -> Result<()> {
        let length = bytes.len() as u64;
        self.drive
            .receive_part(upload, number, length, body(bytes), self.now())
            .await
    }

    /// Sends every part of an open upload.
    pub(crate) async fn send_all(&self, open: &OpenUpload, content: &[u8]) {
        for part in &open.parts {
            let from = usize::try_from(part.offset).unwrap();
            let bytes = &content[from..from + usize::try_from(part.length).unwrap()];
            if !content.is_empty() {
                self.send(open.id, part.number, bytes).await.unwrap();
            }
        }
    }

    pub(crate) async fn complete(&self, node: NodeId) -> Result<()> {
        self.drive.complete_upload(&self.ctx(), node, None).await
    }

    pub(crate) async fn upload(&self, parent: NodeRef, name: &str, content: &[u8]) -> NodeId {
        let open = self.open(self.file(parent, name, content)).await;
        self.send_all(&open, content).await;
        self.complete(open.node).await.unwrap();
        open.node
    }

    pub(crate) async fn batch(&self, act: BatchAct, nodes: &[NodeId]) -> Vec<ItemOutcome> {
        let command = StartBatch {
            space: self.space,
            act,
            nodes: nodes.to_vec(),
        };
        let job = self.drive.start_batch(&self.ctx(), command).await.unwrap();
        self.drive.job(&self.ctx(), job).await.unwrap().outcomes
    }

    /// Does an act to one node; the failure's code as its key.
    pub(crate) async fn act(&self, act: BatchAct, node: NodeId) -> Result<(), String> {
        let mut outcomes = self.batch(act, &[node]).await;
        outcomes.pop().unwrap().failure.map_or(Ok(()), Err)
    }

    pub(crate) async fn recycle(&self, node: NodeId) {
        self.act(BatchAct::Recycle, node).await.unwrap();
    }

    pub(crate) async fn move_to(&self, node: NodeId, target: NodeRef) -> Result<(), String> {
        self.act(
            BatchAct::Move {
                target: target.into(),
            },
            node,
        )
        .await
    }

    /// One job to its end; whether there was one.
    pub(crate) async fn run_job(&self) -> bool {
        self.drive
            .run_one_job(&CancellationToken::new())
            .await
            .unwrap()
    }

    pub(crate) async fn run_jobs(&self) {
        while self.run_job().await {}
    }

    /// Time enough for everything to be given up and removed, and the sweeps for it.
    pub(crate) async fn sweep_long(&self) {
        self.pass(LONG);
        self.drive.sweep().await.unwrap();
        self.pass(LONG);
        self.drive.sweep().await.unwrap();
    }

    pub(crate) async fn parent_of(&self, node: NodeId) -> Option<NodeId> {
        let detail = self
            .drive
            .node_detail(&self.ctx(), self.space, node)
            .await
            .unwrap();
        detail.node.parent
    }

    pub(crate) async fn read(&self, node: NodeId) -> Result<Vec<u8>> {
        let mut links = self
            .drive
            .download_links(&self.ctx(), self.space, vec![node])
            .await?;
        let link = links.pop().unwrap()?;
        let content = self.drive.open_content(link.version).await?;
        let chunks: Vec<_> = content.reader.stream(0..content.size).collect().await;
        let mut bytes = Vec::new();
        for chunk in chunks {
            bytes.extend_from_slice(&chunk.unwrap());
        }
        Ok(bytes)
    }

    pub(crate) async fn fsck(&self, repair: bool) -> (Vec<Finding>, Summary) {
        let mut findings = Vec::new();
        let options = FsckOptions { repair, full: true };
        let summary = self
            .drive
            .fsck(options, &mut |finding| findings.push(finding))
            .await
            .unwrap();
        (findings, summary)
    }

    pub(crate) async fn assert_whole(&self) {
        let (findings, _) = self.fsck(false).await;
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(findings.is_empty(), "{}", lines.join("\n"));
    }

    /// The ids of all stored bytes.
    pub(crate) async fn stored(&self) -> Vec<BlobId> {
        let mut stored = Vec::new();
        self.blobs
            .list_blobs(&mut |blob, _| stored.push(blob))
            .await
            .unwrap();
        stored.sort_unstable();
        stored
    }

    /// How many uploads have staged bytes.
    pub(crate) async fn staged(&self) -> usize {
        let mut staged = 0;
        self.blobs.list_uploads(&mut |_| staged += 1).await.unwrap();
        staged
    }
}

pub(crate) fn body(bytes: &[u8]) -> ByteStream {
    let bytes = Bytes::copy_from_slice(bytes);
    Box::pin(stream::once(async { Ok(bytes) }))
}

pub(crate) fn sha256(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}

/// The proof that a client has `content`.
pub(crate) fn proof(content: &[u8]) -> Proof {
    let offset = content.len() / 3;
    let end = content.len().min(offset + 8);
    Proof {
        offset: offset as u64,
        bytes: content[offset..end].to_vec(),
    }
}

/// A plan of parts with these lengths.
pub(crate) fn parts(lengths: &[u64]) -> Vec<AnnouncedPart> {
    (1..)
        .zip(lengths)
        .map(|(number, length)| AnnouncedPart {
            number,
            length: *length,
            offset: None,
            state: None,
        })
        .collect()
}

#[track_caller]
pub(crate) fn assert_code<T>(result: Result<T>, code: Code) {
    assert_eq!(result.err().map(|error| error.code()), Some(code));
}
