//! Beginning an upload, or finding that there is nothing to upload.

use super::ahead::Ahead;
use super::finish::{self, FinishFile};
use super::plan::{AnnouncedPart, Plan, PlannedPart, require_state};
use super::proof::Proof;
use crate::access::{self, Expect, Located, NodeRef, SpaceHandle};
use crate::files::{Clash, Placed, place};
use crate::{Ctx, Drive};
use coffer_model::file_type::{FileType, media_type_of_name};
use coffer_model::node::OnClash;
use coffer_model::rights::Right;
use coffer_model::space::SpaceView;
use coffer_model::{
    BlobId, Code, Error, Name, NodeId, Result, SpaceId, Timestamp, UploadId, VersionId,
};
use coffer_store::contents::{self, BlobRow, NewBlob};
use coffer_store::nodes::StoredName;
use coffer_store::spaces::{self, Touched};
use coffer_store::uploads::{self, UploadRow};
use coffer_store::{ReadTx, Tx};

/// A file to upload.
#[derive(Debug, Clone)]
pub struct BeginUpload {
    /// The space.
    pub space: SpaceId,
    /// The folder.
    pub parent: NodeRef,
    /// The name.
    pub name: String,
    /// What to do when the name is taken, now or at the end.
    pub on_clash: OnClash,
    /// The kind; derived from the name when absent.
    pub file_type: Option<FileType>,
    /// The media type; derived from the name when absent.
    pub media_type: Option<String>,
    /// Free text.
    pub description: String,
    /// Bytes.
    pub size: u64,
    /// The digest of the content, if the client knows it.
    pub sha256: Option<[u8; 32]>,
    /// The digest of the first KiB, to learn whether hashing the whole is worth while.
    pub head_sha256: Option<[u8; 32]>,
    /// Proof that the client has the content that `sha256` names.
    pub proof: Option<Proof>,
    /// The client's plan; ours when empty.
    pub parts: Vec<AnnouncedPart>,
    /// When the file was made, as the client says.
    pub created_at: Option<Timestamp>,
}

/// An upload that waits for its parts.
#[derive(Debug, Clone)]
pub struct OpenUpload {
    /// The id.
    pub id: UploadId,
    /// The file that it becomes.
    pub node: NodeId,
    /// The name that the file will have.
    pub name: Name,
    /// The folder.
    pub parent: NodeId,
    /// The space.
    pub space: SpaceView,
    /// The parts.
    pub parts: Vec<PlannedPart>,
}

/// What beginning an upload comes to.
#[derive(Debug, Clone)]
pub enum Begun {
    /// Parts are to be sent.
    Open(OpenUpload),
    /// The content was here already: the file is complete.
    Stored {
        /// The file.
        node: NodeId,
        /// Its name.
        name: Name,
        /// Its folder.
        parent: NodeId,
        /// Its space.
        space: SpaceView,
    },
    /// A file of this name and content is there: nothing was made.
    Exists {
        /// That file.
        node: NodeId,
        /// Its name.
        name: Name,
        /// Its folder.
        parent: NodeId,
        /// Its space.
        space: SpaceView,
    },
    /// Content that begins so is known: worth sending the digest of the whole. Nothing was made.
    HeadKnown {
        /// The space.
        space: SpaceView,
        /// The folder.
        parent: NodeId,
    },
}

/// Everything that the transaction needs, prepared before it.
struct Prepared {
    ctx: Ctx,
    command: BeginUpload,
    wanted: StoredName,
    plan: Plan,
    upload: UploadId,
    node: NodeId,
    blob: BlobId,
    version: VersionId,
    known: Option<BlobRow>,
    seal: Option<Vec<u8>>,
    expires_at: Timestamp,
}

impl Drive {
    /// Begins an upload: checks name, place, plan and quota, and reserves the bytes. Content that the
    /// tenant has already is taken over at once when the client proves that it has it too; a wrong
    /// proof is an ordinary upload, so that nobody learns what others store.
    ///
    /// # Errors
    /// `NameInvalid`, `NameTooLong`, `NameTaken`, `BadRequest`, `QuotaExceeded`, `TargetInvalid`,
    /// `UploadTargetRecycled`, and what loading the space fails with.
    pub async fn begin_upload(&self, ctx: &Ctx, command: BeginUpload) -> Result<Begun> {
        let wanted = StoredName::from(Name::parse(&command.name)?);
        let plan = Plan::new(command.size, &command.parts)?;
        let Ahead {
            space,
            parent,
            sealed,
            head_known,
        } = self.look_ahead(ctx, &command).await?;
        if head_known {
            return Ok(Begun::HeadKnown { space, parent });
        }
        let known = self.proven(ctx, &command, sealed).await?;
        // Also for known content, which may be gone when the transaction comes to it.
        let seal = if sealed {
            Some(self.fresh_seal(ctx.tenant).await?.wrapped)
        } else {
            None
        };
        let prepared = Prepared {
            ctx: ctx.clone(),
            wanted,
            plan,
            upload: UploadId(self.next_id()),
            node: self.next_node(),
            blob: BlobId(self.next_id()),
            version: VersionId(self.next_id()),
            known,
            seal,
            expires_at: self.upload_deadline(ctx.now),
            command,
        };
        let begun = self.store().write(move |tx| begin(tx, &prepared)).await?;
        if let Begun::Stored { node, .. } = &begun {
            self.note_edit(ctx, *node);
        }
        Ok(begun)
    }

    /// When an upload that is touched `now` is given up.
    pub(super) fn upload_deadline(&self, now: Timestamp) -> Timestamp {
        let abandon = self.settings().abandon_after.as_secs();
        now.plus_seconds(i64::try_from(abandon).unwrap_or(i64::MAX))
    }
}

/// The folder to upload into: like any target, but what is in the recycle bin has a code of its own.
pub(super) fn target(tx: &mut ReadTx<'_>, space: &SpaceHandle, parent: NodeRef) -> Result<Located> {
    access::locate_target(tx, space, parent, Right::Upload).map_err(|error| match error.code() {
        Code::TargetRecycled => Error::new(Code::UploadTargetRecycled),
        _ => error,
    })
}

fn begin(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<Begun> {
    let Prepared { ctx, command, .. } = prepared;
    let space = access::load_space(tx, ctx, command.space, Expect::Any)?;
    let touched = access::lock_space(tx, &space, ctx.now)?;
    let parent = target(tx, &space, command.parent)?;
    let clash = Clash {
        digest: command.sha256.as_ref(),
        ..Clash::by(command.on_clash, parent.rights, ctx.now)
    };
    let placed = place(tx, parent.node.id, &prepared.wanted, clash)?;
    let name = match placed {
        Placed::Free(name) => name,
        Placed::Same(node) => {
            let name = prepared.wanted.name.clone();
            return Ok(Begun::Exists {
                node,
                name,
                parent: parent.node.id,
                space: space.view,
            });
        }
    };
    require_room(&touched, command.size)?;
    if let Some(blob) = &prepared.known
        && contents::reference(tx, blob.id)?
    {
        return take_over(tx, prepared, &space, &touched, &parent, name, blob);
    }
    open(tx, prepared, space, &parent, name)
}

fn require_room(touched: &Touched, size: u64) -> Result<()> {
    let taken = touched.used.saturating_add(touched.reserved);
    if taken.saturating_add(size) <= touched.capacity {
        Ok(())
    } else {
        Err(Error::new(Code::QuotaExceeded))
    }
}

/// Makes the file at once from content that is here. Its blob has been referred to already.
fn take_over(
    tx: &mut Tx<'_>,
    prepared: &Prepared,
    space: &SpaceHandle,
    touched: &Touched,
    parent: &Located,
    name: StoredName,
    blob: &BlobRow,
) -> Result<Begun> {
    let Prepared { ctx, command, .. } = prepared;
    let answer = name.name.clone();
    let file = FinishFile {
        node: prepared.node,
        version: prepared.version,
        blob: blob.id,
        file_type: file_type(command, &name),
        media_type: media_type(command, &name),
        description: command.description.clone(),
        size: command.size,
        reserved: 0,
        created_at: command.created_at.unwrap_or(ctx.now),
        name,
    };
    finish::write(tx, ctx, space, touched.stamp, parent, &file)?;
    Ok(Begun::Stored {
        node: prepared.node,
        name: answer,
        parent: parent.node.id,
        space: space.view.clone(),
    })
}

fn open(
    tx: &mut Tx<'_>,
    prepared: &Prepared,
    space: SpaceHandle,
    parent: &Located,
    name: StoredName,
) -> Result<Begun> {
    let Prepared {
        ctx, command, plan, ..
    } = prepared;
    spaces::reserve(
        tx,
        space.view.id,
        i64::try_from(command.size).unwrap_or(i64::MAX),
    )?;
    uploads::insert(
        tx,
        &UploadRow {
            id: prepared.upload,
            tenant: ctx.tenant,
            space: space.view.id,
            node: prepared.node,
            parent: parent.node.id,
            blob: prepared.blob,
            member: ctx.user(),
            name: name.name.as_str().to_owned(),
            on_clash: clash_number(command.on_clash),
            file_type: file_type(command, &name),
            media_type: media_type(command, &name),
            description: command.description.clone(),
            size: command.size,
            sha256: command.sha256,
            parts: plan.to_text(),
            seal: prepared.seal.clone(),
            client_created_at: command.created_at,
            created_at: ctx.now,
            expires_at: prepared.expires_at,
        },
    )?;
    for part in &command.parts {
        announce(tx, prepared.upload, plan, part)?;
    }
    Ok(Begun::Open(OpenUpload {
        id: prepared.upload,
        node: prepared.node,
        name: name.name,
        parent: parent.node.id,
        space: space.view,
        parts: plan.parts().collect(),
    }))
}

/// Notes the state that the client announces before a part.
pub(super) fn announce(
    tx: &mut Tx<'_>,
    upload: UploadId,
    plan: &Plan,
    part: &AnnouncedPart,
) -> Result<()> {
    let planned = plan
        .part(part.number)
        .ok_or_else(|| Error::parameter("partNumber"))?;
    if planned.length != part.length {
        return Err(Error::parameter("partSize").with_limit(planned.length));
    }
    require_state(part, planned.offset)?;
    let Some(words) = part.state.filter(|_| planned.offset > 0) else {
        return Ok(());
    };
    let state = coffer_blobs::Sha256State::from_words(words, planned.offset)
        .ok_or_else(|| Error::parameter("hashCtx"))?;
    Ok(uploads::announce_part(
        tx,
        upload,
        part.number,
        &state.to_bytes(),
    )?)
}

fn file_type(command: &BeginUpload, name: &StoredName) -> i64 {
    let given = command.file_type.filter(|kind| *kind != FileType::Folder);
    given
        .unwrap_or_else(|| FileType::of_name(name.name.as_str()))
        .number()
}

fn media_type(command: &BeginUpload, name: &StoredName) -> String {
    command
        .media_type
        .clone()
        .unwrap_or_else(|| media_type_of_name(name.name.as_str()).to_owned())
}

fn clash_number(on_clash: OnClash) -> i64 {
    match on_clash {
        OnClash::Rename => 2,
        OnClash::Refuse => 3,
        OnClash::RenameUnlessSame => 4,
    }
}

/// The policy that the database keeps as a number.
pub(super) fn clash_of_number(number: i64) -> OnClash {
    match number {
        3 => OnClash::Refuse,
        4 => OnClash::RenameUnlessSame,
        _ => OnClash::Rename,
    }
}

/// A blob to record for bytes that were uploaded.
pub(super) fn new_blob(
    upload: &UploadRow,
    sha256: [u8; 32],
    sha1: Option<[u8; 20]>,
    head_sha256: [u8; 32],
    seal: Option<Vec<u8>>,
) -> NewBlob {
    NewBlob {
        id: upload.blob,
        tenant: upload.tenant,
        size: upload.size,
        sha256,
        sha1,
        head_sha256,
        seal,
    }
}
