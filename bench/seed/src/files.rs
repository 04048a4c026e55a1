//! Folders with many files, as uploads of contents that are known already.

use anyhow::{Result, bail};
use bytes::Bytes;
use coffer_core::files::CreateFolder;
use coffer_core::uploads::{BeginUpload, Begun, Proof};
use coffer_core::{Ctx, Drive, NodeRef};
use coffer_model::node::OnClash;
use coffer_model::space::SpaceKind;
use coffer_model::{NodeId, SpaceId};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};

/// Different contents; their sizes differ too, so that the order by size is one.
const CONTENTS: usize = 64;
/// Uploads at once: as many as the writer takes in a group.
const AT_ONCE: usize = 256;
/// What the files are called, so that kinds and scripts are mixed.
const NAMES: [(&str, &str); 6] = [
    ("报告", "docx"),
    ("report", "pdf"),
    ("照片", "jpg"),
    ("李四的文件", "xlsx"),
    ("Backup", "zip"),
    ("张三 备份", "mp4"),
];

/// A content that the tenant has.
#[derive(Clone)]
struct Content {
    bytes: Bytes,
    sha256: [u8; 32],
}

/// Somebody's personal space, and as whom everything in it is made.
pub struct Seeder {
    drive: Drive,
    ctx: Ctx,
    space: SpaceId,
    contents: Vec<Content>,
}

impl Seeder {
    /// For the personal space of whoever asks; uploads the contents there.
    pub async fn new(drive: Drive, ctx: Ctx) -> Result<Self> {
        let space = drive
            .space_of_owner(&ctx, SpaceKind::Personal, ctx.user().0)
            .await?;
        let mut seeder = Self {
            drive,
            ctx,
            space: space.id,
            contents: Vec::new(),
        };
        seeder.upload_contents().await?;
        Ok(seeder)
    }

    async fn upload_contents(&mut self) -> Result<()> {
        let folder = self.folder("seed-contents").await?;
        for number in 0..CONTENTS {
            let bytes = Bytes::from(vec![number as u8; 100 + 61 * number]);
            let content = Content {
                sha256: Sha256::digest(&bytes).into(),
                bytes,
            };
            let name = format!("content {number}.bin");
            let command = self.file(folder, name, &content, false);
            let Begun::Open(upload) = self.drive.begin_upload(&self.ctx, command).await? else {
                bail!("the contents are there already: a folder can be filled once");
            };
            let body = Box::pin(stream::iter([Ok(content.bytes.clone())]));
            let size = content.bytes.len() as u64;
            let now = self.drive.now();
            self.drive
                .receive_part(upload.id, 1, size, body, now)
                .await?;
            self.drive
                .complete_upload(&self.ctx, upload.node, None)
                .await?;
            self.contents.push(content);
        }
        Ok(())
    }

    /// Makes a folder with so many files. Names come in no order, as people make them.
    pub async fn fill(&self, count: usize) -> Result<()> {
        let folder = self.folder(&format!("seed-{count}")).await?;
        let mut made = stream::iter(0..count)
            .map(|index| async move {
                let number = index.wrapping_mul(7_919) % count;
                let (word, kind) = NAMES[index % NAMES.len()];
                let content = &self.contents[index % CONTENTS];
                let name = format!("{word} {number}-{index}.{kind}");
                let command = self.file(folder, name, content, true);
                match self.drive.begin_upload(&self.ctx, command).await? {
                    Begun::Stored { .. } => Ok(()),
                    other => bail!("not an instant upload: {other:?}"),
                }
            })
            .buffer_unordered(AT_ONCE);
        while let Some(outcome) = made.next().await {
            outcome?;
        }
        Ok(())
    }

    async fn folder(&self, name: &str) -> Result<NodeId> {
        let command = CreateFolder {
            space: self.space,
            parent: NodeRef::Root,
            name: name.to_owned(),
            on_clash: OnClash::Refuse,
            description: String::new(),
            created_at: None,
            edited_at: None,
        };
        Ok(self.drive.create_folder(&self.ctx, command).await?.0)
    }

    fn file(&self, folder: NodeId, name: String, content: &Content, known: bool) -> BeginUpload {
        let proof = Proof {
            offset: 0,
            bytes: content.bytes[..8].to_vec(),
        };
        BeginUpload {
            space: self.space,
            parent: NodeRef::Id(folder),
            name,
            on_clash: OnClash::Refuse,
            file_type: None,
            media_type: None,
            description: String::new(),
            size: content.bytes.len() as u64,
            sha256: known.then_some(content.sha256),
            head_sha256: None,
            proof: known.then_some(proof),
            parts: Vec::new(),
            created_at: None,
        }
    }
}
