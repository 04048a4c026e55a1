//! The transaction behind a slice: files for what was stored, the folders that they need, and the rows.

use super::gather::Outcome;
use super::outflow::Failure;
use super::store::StoredContent;
use crate::access::{self, Expect, Located, NodeRef, SpaceHandle};
use crate::archives::work::{ArchiveCommand, Target};
use crate::files::{Clash, Placed, place};
use crate::record::{Act, Stamps, record};
use crate::uploads::{FinishFile, write_file};
use crate::{Ctx, Drive};
use coffer_model::error::{Kind, Reason};
use coffer_model::file_type::{FileType, media_type_of_name};
use coffer_model::rights::Right;
use coffer_model::{
    BlobId, Code, Error, JobId, Name, NodeId, Result, Timestamp, UploadId, VersionId,
};
use coffer_store::archives::{self, ArchiveEntryRow};
use coffer_store::nodes::{self, NewNode, StoredName};
use coffer_store::{Tx, contents};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// What a slice brings to the transaction.
#[derive(Clone)]
pub(super) struct Batch {
    pub(super) job: JobId,
    pub(super) target: Target,
    pub(super) rows: Arc<Vec<ArchiveEntryRow>>,
    /// Numbers of the rows: from, and up to but without.
    pub(super) range: std::ops::Range<usize>,
    pub(super) outcomes: HashMap<usize, Outcome>,
    /// The content of empty files.
    pub(super) empty: Option<StoredContent>,
    /// What is said of rows that nothing came for.
    pub(super) unread: Reason,
    /// Ids under which the next contents will be stored, and when those that were not are garbage.
    pub(super) fresh: Vec<BlobId>,
    pub(super) due: Timestamp,
}

/// What became of the rows: a node each, or the key of a failure.
pub(super) type Settled = Vec<(usize, std::result::Result<NodeId, String>)>;

/// Makes what the slice brought; answers what became of its rows.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    drive: &Drive,
    command: &ArchiveCommand,
    batch: &Batch,
    now: Timestamp,
) -> Result<Settled> {
    let ctx = command.ctx.renewed(tx, now)?;
    // Who loses the archive meanwhile gets no more of it.
    let archive = (command.space, command.archive);
    ArchiveCommand::require_readable(tx, &ctx, archive, command.right())?;
    let space = access::load_space(tx, &ctx, batch.target.space, Expect::Any)?;
    let touched = access::lock_space(tx, &space, now)?;
    let base = access::locate_target(
        tx,
        &space,
        NodeRef::from(batch.target.folder),
        Right::Upload,
    )?;
    let taken = touched.used.saturating_add(touched.reserved);
    let mut work = Settling {
        drive,
        ctx: &ctx,
        space: &space,
        batch,
        stamps: Stamps::after_lock(&touched),
        room: touched.capacity.saturating_sub(taken),
        places: HashMap::from([(None, base)]),
        made: HashMap::new(),
        settled: Vec::new(),
    };
    for id in &batch.fresh {
        contents::expect_garbage(tx, *id, UploadId(id.0), batch.due)?;
    }
    for number in batch.range.clone() {
        work.one(tx, number)?;
    }
    for (number, outcome) in &work.settled {
        let node = outcome.as_ref().ok().copied();
        let failure = outcome.as_ref().err().map(String::as_str);
        let number = i64::try_from(*number).map_err(Error::internal)?;
        archives::settle(tx, batch.job, number, node, failure)?;
    }
    Ok(work.settled)
}

struct Settling<'a> {
    drive: &'a Drive,
    ctx: &'a Ctx,
    space: &'a SpaceHandle,
    batch: &'a Batch,
    stamps: Stamps,
    /// Bytes that the space has left.
    room: u64,
    /// Folders by their numbers, as they are now; `None` is the target.
    places: HashMap<Option<usize>, Located>,
    /// Folders that this transaction made.
    made: HashMap<usize, NodeId>,
    settled: Settled,
}

impl Settling<'_> {
    fn one(&mut self, tx: &mut Tx<'_>, number: usize) -> Result<()> {
        let Some(row) = self.batch.rows.get(number) else {
            return Ok(());
        };
        let done = row.node.is_some() || row.failure.is_some() || self.made.contains_key(&number);
        if done {
            return self.release(tx, number);
        }
        let outcome = if row.folder {
            self.folder(tx, number).map(drop)
        } else {
            let node = self.file(tx, number, row);
            node.map(|node| self.settled.push((number, Ok(node))))
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(error) if error.code().kind() == Kind::Server => Err(error),
            Err(error) => {
                let reason = error.facts().reason.map(Reason::key);
                let key = reason.unwrap_or(error.code().key());
                self.settled.push((number, Err(key.to_owned())));
                self.release(tx, number)
            }
        }
    }

    /// The bytes that came for a row which does not take them are garbage at once.
    fn release(&mut self, tx: &mut Tx<'_>, number: usize) -> Result<()> {
        if let Some(Outcome::Stored(content)) = self.batch.outcomes.get(&number) {
            let id = content.blob.id;
            contents::expect_garbage(tx, id, UploadId(id.0), Timestamp(0))?;
        }
        Ok(())
    }

    fn content(&self, number: usize, row: &ArchiveEntryRow) -> Result<&StoredContent> {
        let unreadable = |reason| Error::new(Code::ArchiveUnreadable).because(reason);
        match (self.batch.outcomes.get(&number), &self.batch.empty) {
            (Some(Outcome::Stored(content)), _) => Ok(content),
            (Some(Outcome::Failed(Failure::Fault(fault))), _) => Err((*fault).into()),
            (Some(Outcome::Failed(Failure::Size)), _) => Err(unreadable(Reason::EntrySize)),
            (None, Some(empty)) if row.size == 0 => Ok(empty),
            (None, _) => Err(unreadable(self.batch.unread)),
        }
    }

    fn file(&mut self, tx: &mut Tx<'_>, number: usize, row: &ArchiveEntryRow) -> Result<NodeId> {
        let content = self.content(number, row)?.clone();
        let parent = self.place(tx, parent_of(row))?;
        let wanted = StoredName::from(Name::stored(row.name.clone()));
        let name = free(tx, &parent, &wanted, self.ctx.now)?;
        if row.size > self.room {
            return Err(Code::QuotaExceeded.into());
        }
        self.room -= row.size;
        let blob = &content.blob;
        let stored = match content.damaged {
            Some(damaged) if contents::replace(tx, damaged, blob)? => blob.id,
            _ => contents::insert_or_reference(tx, blob)?,
        };
        if stored == blob.id {
            contents::delete_garbage(tx, stored)?;
        } else {
            self.release(tx, number)?;
        }
        let stamp = self.stamps.take(tx, self.ctx, self.space)?;
        let file = FinishFile {
            node: self.drive.next_node(),
            version: VersionId(self.drive.next_id()),
            blob: stored,
            file_type: FileType::of_name(name.name.as_str()).number(),
            media_type: media_type_of_name(name.name.as_str()).to_owned(),
            description: String::new(),
            size: row.size,
            reserved: 0,
            created_at: row.modified_at.unwrap_or(self.ctx.now),
            name,
        };
        write_file(tx, self.ctx, self.space, stamp, &parent, &file)?;
        Ok(file.node)
    }

    /// The folder with that number, or the target, as it is now.
    fn place(&mut self, tx: &mut Tx<'_>, number: Option<usize>) -> Result<Located> {
        if let Some(known) = self.places.get(&number) {
            return Ok(known.clone());
        }
        let node = match number {
            Some(number) => NodeRef::Id(self.folder(tx, number)?),
            None => NodeRef::from(self.batch.target.folder),
        };
        // Somebody may have thrown it away meanwhile.
        let located = access::locate_target(tx, self.space, node, Right::Upload)?;
        self.places.insert(number, located.clone());
        Ok(located)
    }

    /// The folder with that number, made when it is not there.
    fn folder(&mut self, tx: &mut Tx<'_>, number: usize) -> Result<NodeId> {
        let row = self.batch.rows.get(number).ok_or(Code::Internal)?;
        if let Some(node) = row.node.or_else(|| self.made.get(&number).copied()) {
            return Ok(node);
        }
        let parent = self.place(tx, parent_of(row))?;
        access::require_depth(parent.depth(), 0)?;
        let wanted = StoredName::from(Name::stored(row.name.clone()));
        let name = free(tx, &parent, &wanted, self.ctx.now)?;
        let node = self.drive.next_node();
        let stamp = self.stamps.take(tx, self.ctx, self.space)?;
        let detail = json!({"name": name.name.as_str(), "parent": parent.node.id});
        nodes::insert(tx, &self.new_folder(node, &parent, name, row))?;
        access::raise_heights(tx, &parent.way, 0)?;
        nodes::touch_children(tx, parent.node.id, stamp)?;
        record(
            tx,
            self.ctx,
            self.space,
            stamp,
            Act::CreateFolder,
            node,
            &detail,
        )?;
        // What is known of the folders above has other heights now.
        self.places.clear();
        self.made.insert(number, node);
        self.settled.push((number, Ok(node)));
        Ok(node)
    }

    fn new_folder(
        &self,
        id: NodeId,
        parent: &Located,
        name: StoredName,
        row: &ArchiveEntryRow,
    ) -> NewNode {
        NewNode {
            id,
            tenant: self.ctx.tenant,
            space: self.space.view.id,
            root: parent.node.root,
            parent: parent.node.id,
            folder: true,
            name,
            file_type: FileType::Folder.number(),
            media_type: String::new(),
            description: String::new(),
            size: 0,
            version: None,
            creator: self.ctx.user(),
            created_at: row.modified_at.unwrap_or(self.ctx.now),
            edited_at: self.ctx.now,
        }
    }
}

fn parent_of(row: &ArchiveEntryRow) -> Option<usize> {
    row.parent.and_then(|number| usize::try_from(number).ok())
}

fn free(
    tx: &mut Tx<'_>,
    parent: &Located,
    wanted: &StoredName,
    now: Timestamp,
) -> Result<StoredName> {
    match place(tx, parent.node.id, wanted, Clash::renaming(now))? {
        Placed::Free(name) => Ok(name),
        Placed::Same(_) => Err(Code::NameTaken.into()),
    }
}
