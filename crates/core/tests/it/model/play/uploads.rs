//! Uploads of a play, and what beginning and completing them must come to.

use super::{CAPACITY, Checked, OPEN_SECONDS, Play, key};
use crate::model::acts::{Knows, Then, Which};
use crate::model::tree::SAFE;
use crate::world::{LONG, proof, sha256};
use coffer_core::uploads::{BeginUpload, Begun, OpenUpload, Proof};
use coffer_model::node::OnClash;
use coffer_model::{NodeId, Timestamp, UploadId};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// An upload that was begun.
pub(super) struct Upload {
    id: UploadId,
    node: NodeId,
    parent: usize,
    name: String,
    on_clash: OnClash,
    content: usize,
    size: u64,
    sent: bool,
    expires_at: Timestamp,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// The file is this node of the tree.
    Done(usize),
    Abandoned,
}

impl Play {
    pub(super) fn reserved(&self) -> u64 {
        let open = self
            .uploads
            .iter()
            .filter(|upload| upload.state == State::Open);
        open.map(|upload| upload.size).sum()
    }

    /// What beginning must come to: a name to upload under, a node that is made or there already.
    fn expect_begin(
        &self,
        parent: Option<usize>,
        command: &BeginUpload,
        content: usize,
    ) -> Result<(String, Option<usize>), &'static str> {
        let parent = parent.ok_or("target_invalid")?;
        self.expect_target(parent)?;
        let sibling = self.tree.sibling(parent, &command.name, None);
        let same = |sibling: &usize| {
            command.on_clash == OnClash::RenameUnlessSame
                && command.sha256.is_some()
                && self.tree.nodes[*sibling].content == Some(content)
        };
        if let Some(same) = sibling.filter(same) {
            return Ok((command.name.clone(), Some(same)));
        }
        let now = self.world.now();
        let name = self
            .tree
            .place(parent, &command.name, command.on_clash, None, now)?;
        if self.tree.used() + self.reserved() + command.size > CAPACITY {
            return Err("quota_exceeded");
        }
        Ok((name, None))
    }

    fn expect_target(&self, parent: usize) -> Result<(), &'static str> {
        self.tree.find_target(parent).map_err(|key| match key {
            "target_recycled" => "upload_target_recycled",
            key => key,
        })
    }

    pub(super) async fn begin(
        &mut self,
        parent: Which,
        name: &str,
        content: usize,
        on_clash: OnClash,
        knows: Knows,
    ) -> Result<Option<usize>, TestCaseError> {
        let parent = self.node(parent);
        let bytes = &self.contents[content];
        let mut command = self.world.file(self.reference(parent), name, bytes);
        command.on_clash = on_clash;
        command.sha256 = (knows != Knows::Nothing).then(|| sha256(bytes));
        command.proof = match knows {
            Knows::Nothing | Knows::Digest => None,
            Knows::Proof => Some(proof(bytes)),
            Knows::WrongProof => Some(Proof {
                offset: 0,
                bytes: vec![0xee; 9],
            }),
        };
        let expected = self.expect_begin(parent, &command, content);
        let begun = key(self.world.begin(command).await);
        let (begun, name, there, parent) = match (begun, expected, parent) {
            (Ok(begun), Ok((name, there)), Some(parent)) => (begun, name, there, parent),
            (begun, expected, _) => {
                let begun = begun.err();
                prop_assert_eq!(begun, expected.err().map(str::to_owned));
                return Ok(None);
            }
        };
        let sealed = self.tree.root_of(parent) == SAFE;
        let known = knows == Knows::Proof && self.stored.contains_key(&(content, sealed));
        match begun {
            Begun::Exists { node, .. } => {
                prop_assert_eq!(Some(node), there.map(|at| self.id(Some(at))))
            }
            Begun::Stored {
                node, name: got, ..
            } => {
                prop_assert!(known && there.is_none());
                prop_assert_eq!(got.as_str(), &name);
                self.add_file(node, parent, &name, content);
            }
            Begun::Open(open) => {
                prop_assert!(!known && there.is_none());
                prop_assert_eq!(open.name.as_str(), &name);
                self.note_upload(&open, parent, content, on_clash);
                return Ok(Some(self.uploads.len() - 1));
            }
            Begun::HeadKnown { .. } => prop_assert!(false, "nobody asked"),
        }
        Ok(None)
    }

    fn note_upload(&mut self, open: &OpenUpload, parent: usize, content: usize, on_clash: OnClash) {
        self.uploads.push(Upload {
            id: open.id,
            node: open.node,
            parent,
            name: open.name.as_str().to_owned(),
            on_clash,
            content,
            size: self.contents[content].len() as u64,
            sent: false,
            expires_at: self.world.now().plus_seconds(OPEN_SECONDS),
            state: State::Open,
        });
    }

    fn add_file(&mut self, node: NodeId, parent: usize, name: &str, content: usize) -> usize {
        let sealed = self.tree.root_of(parent) == SAFE;
        self.stored.insert((content, sealed), None);
        let size = self.contents[content].len() as u64;
        self.tree
            .add(node, Some(parent), name, Some((content, size)))
    }

    pub(super) async fn finish(&mut self, upload: usize, then: Then) -> Checked {
        let content = self.contents[self.uploads[upload].content].clone();
        if then == Then::Forget {
            return Ok(());
        }
        if then == Then::CompleteWrong && !content.is_empty() {
            let mut wrong = content.clone();
            wrong[0] ^= 1;
            self.send(upload, &wrong).await;
            let (ctx, node) = (self.world.ctx(), self.uploads[upload].node);
            let digest = Some(sha256(&content));
            let refused = self.world.drive.complete_upload(&ctx, node, digest).await;
            prop_assert_eq!(key(refused), Err("digest_mismatch".to_owned()));
        }
        for _ in 0..=usize::from(then == Then::CompleteTwice) {
            self.send(upload, &content).await;
        }
        self.uploads[upload].sent = true;
        if then == Then::Leave {
            return Ok(());
        }
        self.complete(upload).await?;
        if then == Then::CompleteTwice {
            self.complete(upload).await?;
        }
        Ok(())
    }

    async fn send(&self, upload: usize, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.world
                .send(self.uploads[upload].id, 1, bytes)
                .await
                .unwrap();
        }
    }

    /// What completing must come to: the name of a new file, or nothing new.
    fn expect_complete(&self, upload: &Upload) -> Result<Option<String>, &'static str> {
        match upload.state {
            State::Done(node) => {
                let node = &self.tree.nodes[node];
                if node.removed || node.erased {
                    Err("upload_not_found")
                } else {
                    Ok(None)
                }
            }
            State::Abandoned => Err("upload_not_found"),
            State::Open if upload.expires_at <= self.world.now() => Err("upload_not_found"),
            State::Open if !upload.sent && upload.size > 0 => Err("upload_incomplete"),
            State::Open => {
                self.expect_target(upload.parent)?;
                let (parent, name) = (upload.parent, &upload.name);
                let now = self.world.now();
                self.tree
                    .place(parent, name, upload.on_clash, None, now)
                    .map(Some)
            }
        }
    }

    pub(super) async fn complete(&mut self, index: usize) -> Checked {
        let upload = &self.uploads[index];
        let expected = self.expect_complete(upload);
        let completed = key(self.world.complete(upload.node).await);
        prop_assert_eq!(
            &completed,
            &expected.clone().map(drop).map_err(str::to_owned)
        );
        if let Ok(Some(name)) = expected {
            let (node, parent, content) = (upload.node, upload.parent, upload.content);
            let made = self.add_file(node, parent, &name, content);
            self.uploads[index].state = State::Done(made);
        }
        Ok(())
    }

    pub(super) fn abandon_expired(&mut self) {
        let now = self.world.now();
        for upload in &mut self.uploads {
            if upload.state == State::Open && upload.expires_at <= now {
                upload.state = State::Abandoned;
            }
        }
    }

    pub(super) async fn expire(&mut self) -> Checked {
        self.world.pass(LONG);
        self.world.drive.abandon_expired_uploads().await.unwrap();
        self.abandon_expired();
        Ok(())
    }
}
