//! Folders and files as rows: their places, names and states.

use crate::rights::Marks;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, json, statements};
use coffer_model::{Name, NodeId, SpaceId, TenantId, Timestamp, UserId, VersionId};

statements! {
    "nodes":
    INSERT = both "insert",
    FIND = both "find",
    ANCESTORS = both "ancestors",
    // How a JSON array becomes rows.
    WITH_ANCESTORS = split "with_ancestors.sqlite" "with_ancestors.postgres",
    FIND_SIBLING = both "find_sibling",
    SET_NAME = both "set_name",
    SET_PARENT = both "set_parent",
    SET_HEIGHT = both "set_height",
    TOUCH_CHILDREN = both "touch_children",
    RECYCLE = both "recycle",
    RESTORE = both "restore",
    ERASE = both "erase",
    RELEASE_RECYCLED = both "release_recycled",
    DELETE = both "delete",
    FIRST_CHILD_FOLDER = both "first_child_folder",
    CHILD_FILES = both "child_files",
    CHILD_FOLDERS = both "child_folders",
    NEXT_RECYCLED = both "next_recycled",
}

/// A name with the forms in which it is stored, computed before the transaction.
#[derive(Debug, Clone)]
pub struct StoredName {
    /// As given.
    pub name: Name,
    /// Unique among live siblings.
    pub key: String,
    /// The order of listings.
    pub sort: Vec<u8>,
    /// For the search index.
    pub pairs: crate::search::Pairs,
}

impl From<Name> for StoredName {
    fn from(name: Name) -> Self {
        let key = name.key();
        let pairs = crate::search::Pairs::of(&key);
        Self {
            sort: name.sort_key(),
            key,
            pairs,
            name,
        }
    }
}

/// A folder or file about to be made.
#[derive(Debug, Clone)]
pub struct NewNode {
    /// The id.
    pub id: NodeId,
    /// The tenant.
    pub tenant: TenantId,
    /// The space.
    pub space: SpaceId,
    /// The root that it lies under.
    pub root: NodeId,
    /// The folder that holds it.
    pub parent: NodeId,
    /// Whether it is a folder.
    pub folder: bool,
    /// The name.
    pub name: StoredName,
    /// The number of its kind.
    pub file_type: i64,
    /// The media type.
    pub media_type: String,
    /// Free text.
    pub description: String,
    /// Bytes of content.
    pub size: u64,
    /// The content of a file.
    pub version: Option<VersionId>,
    /// Who makes it.
    pub creator: UserId,
    /// When, as the creator says.
    pub created_at: Timestamp,
    /// When, by our clock.
    pub edited_at: Timestamp,
}

/// What decisions need of a node.
#[derive(Debug, Clone)]
pub struct NodeRow {
    /// The id.
    pub id: NodeId,
    /// The tenant.
    pub tenant: TenantId,
    /// The space.
    pub space: SpaceId,
    /// The root that it lies under.
    pub root: NodeId,
    /// The folder that holds it; `None` for roots.
    pub parent: Option<NodeId>,
    /// Whether it is a folder.
    pub folder: bool,
    /// The name.
    pub name: Name,
    /// Bytes of content.
    pub size: u64,
    /// The content of a file.
    pub version: Option<VersionId>,
    /// Levels of folders below, at least.
    pub height: u32,
    /// When it was thrown away itself.
    pub recycled_at: Option<Timestamp>,
    /// When its erasing began.
    pub erased_at: Option<Timestamp>,
    /// What there may be of it: grants, a lock, broken inheritance.
    pub marks: Marks,
    /// How often its name, place or marks changed.
    pub revision: u64,
}

impl FromRow for NodeRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            space: row.get(2)?,
            root: row.get(3)?,
            parent: row.get(4)?,
            folder: row.get::<i64>(5)? == 0,
            name: Name::stored(row.get(6)?),
            size: row.get(7)?,
            version: row.get(8)?,
            height: row.get(9)?,
            recycled_at: row.get(10)?,
            erased_at: row.get(11)?,
            marks: Marks(row.get(12)?),
            revision: row.get(13)?,
        })
    }
}

/// A live sibling that has a name.
#[derive(Debug, Clone, Copy)]
pub struct Sibling {
    /// The id.
    pub id: NodeId,
    /// Whether it is a folder.
    pub folder: bool,
    /// The content of a file.
    pub version: Option<VersionId>,
    /// What there may be of it: broken inheritance may hide it.
    pub marks: Marks,
}

impl FromRow for Sibling {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            folder: row.get::<i64>(1)? == 0,
            version: row.get(2)?,
            marks: Marks(row.get(3)?),
        })
    }
}

/// Makes a folder or file and its entry in the search index.
///
/// # Errors
/// What the database says; a unique violation when a live sibling has the name.
pub fn insert(tx: &mut Tx<'_>, node: &NewNode) -> Result<(), StoreError> {
    tx.execute(
        &INSERT,
        args![
            node.id,
            node.tenant,
            node.space,
            node.root,
            node.parent,
            i64::from(!node.folder),
            node.name.name.as_str(),
            &node.name.key,
            &node.name.sort,
            node.file_type,
            &node.media_type,
            &node.description,
            node.size,
            node.version,
            0_i64,
            node.creator,
            node.created_at,
            node.edited_at
        ],
    )?;
    crate::search::insert(tx, node.id, node.space, &node.name.pairs)
}

/// Makes a root of a space.
pub(crate) fn insert_root(
    tx: &mut Tx<'_>,
    id: NodeId,
    tenant: TenantId,
    space: SpaceId,
    creator: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let nothing: Option<i64> = None;
    tx.execute(
        &INSERT,
        args![
            id,
            tenant,
            space,
            id,
            nothing,
            0_i64,
            "",
            "",
            Vec::<u8>::new(),
            10_i64,
            "",
            "",
            0_i64,
            nothing,
            0_i64,
            creator,
            now,
            now
        ],
    )?;
    Ok(())
}

/// The node `id`, whatever its state and tenant: callers compare.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, id: NodeId) -> Result<Option<NodeRow>, StoreError> {
    tx.find(&FIND, args![id])
}

/// The way from `id` to its root, `id` first; empty when there is no such node.
///
/// # Errors
/// What the database says.
pub fn list_ancestors(tx: &mut ReadTx<'_>, id: NodeId) -> Result<Vec<NodeRow>, StoreError> {
    tx.list(&ANCESTORS, args![id])
}

/// The nodes of `ids` that there are and everything on their ways to their roots, each once.
///
/// # Errors
/// What the database says.
pub fn list_with_ancestors(
    tx: &mut ReadTx<'_>,
    ids: &[NodeId],
) -> Result<Vec<NodeRow>, StoreError> {
    let ids = json::array(ids.iter().map(ToString::to_string));
    tx.list(&WITH_ANCESTORS, args![ids])
}

/// The live child of `parent` that has the name.
///
/// # Errors
/// What the database says.
pub fn find_sibling(
    tx: &mut ReadTx<'_>,
    parent: NodeId,
    key: &str,
) -> Result<Option<Sibling>, StoreError> {
    tx.find(&FIND_SIBLING, args![parent, key])
}

/// What [`rename`] writes.
#[derive(Debug)]
pub struct Renamed<'a> {
    /// The new name.
    pub name: &'a StoredName,
    /// The kind that the new name tells.
    pub file_type: i64,
    /// The media type that the new name tells.
    pub media_type: &'a str,
    /// Who renames.
    pub editor: UserId,
    /// When.
    pub now: Timestamp,
}

/// Gives a node another name.
///
/// # Errors
/// What the database says.
pub fn rename(
    tx: &mut Tx<'_>,
    id: NodeId,
    space: SpaceId,
    to: &Renamed<'_>,
) -> Result<(), StoreError> {
    let name = to.name;
    tx.execute(
        &SET_NAME,
        args![
            id,
            name.name.as_str(),
            &name.key,
            &name.sort,
            to.file_type,
            to.media_type,
            to.editor,
            to.now
        ],
    )?;
    crate::search::update(tx, id, space, &name.pairs)
}

/// Puts a node into another folder of its space, under `name`.
///
/// # Errors
/// What the database says.
pub fn move_to(
    tx: &mut Tx<'_>,
    id: NodeId,
    space: SpaceId,
    parent: NodeId,
    name: &StoredName,
) -> Result<(), StoreError> {
    tx.execute(
        &SET_PARENT,
        args![id, parent, name.name.as_str(), &name.key, &name.sort],
    )?;
    crate::search::update(tx, id, space, &name.pairs)
}

/// Sets how many levels of folders lie below at least.
///
/// # Errors
/// What the database says.
pub fn set_height(tx: &mut Tx<'_>, id: NodeId, height: u32) -> Result<(), StoreError> {
    tx.execute(&SET_HEIGHT, args![id, height])?;
    Ok(())
}

/// Notes that the direct children of a folder changed.
///
/// # Errors
/// What the database says.
pub fn touch_children(tx: &mut Tx<'_>, folder: NodeId, stamp: i64) -> Result<(), StoreError> {
    tx.execute(&TOUCH_CHILDREN, args![folder, stamp])?;
    Ok(())
}

/// Throws a node away, and with it what is below.
///
/// # Errors
/// What the database says.
pub fn recycle(tx: &mut Tx<'_>, id: NodeId, by: UserId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&RECYCLE, args![id, now, by])?;
    Ok(())
}

/// Takes a node out of the recycle bin into `parent` under `name`.
///
/// # Errors
/// What the database says.
pub fn restore(
    tx: &mut Tx<'_>,
    id: NodeId,
    space: SpaceId,
    parent: NodeId,
    name: &StoredName,
) -> Result<(), StoreError> {
    tx.execute(
        &RESTORE,
        args![id, parent, name.name.as_str(), &name.key, &name.sort],
    )?;
    crate::search::update(tx, id, space, &name.pairs)
}

/// Makes a node and what is below it vanish; the rows go later.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut Tx<'_>, id: NodeId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&ERASE, args![id, now])?;
    Ok(())
}

/// Removes the row of a node without children, and its entry in the search index.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut Tx<'_>, id: NodeId) -> Result<(), StoreError> {
    tx.execute(&DELETE, args![id])?;
    crate::rights::forget_node(tx, id)?;
    crate::search::delete(tx, id)
}

/// Hangs at most `limit` nodes that were thrown away from `folder` on `heir`, a folder above it or `root`,
/// where its way ends: they have entries of their own in the recycle bin and outlive the folder. Answers
/// how many.
///
/// # Errors
/// What the database says.
pub fn release_recycled(
    tx: &mut Tx<'_>,
    folder: NodeId,
    (heir, root): (NodeId, NodeId),
    limit: u32,
) -> Result<u32, StoreError> {
    let released = tx.execute(&RELEASE_RECYCLED, args![folder, limit, heir, root])?;
    Ok(u32::try_from(released).unwrap_or(limit))
}

/// Any folder directly below, live or thrown away, with its marks.
///
/// # Errors
/// What the database says.
pub fn find_child_folder(
    tx: &mut ReadTx<'_>,
    parent: NodeId,
) -> Result<Option<(NodeId, Marks)>, StoreError> {
    let found: Option<(NodeId, i64)> = tx.find(&FIRST_CHILD_FOLDER, args![parent])?;
    Ok(found.map(|(id, marks)| (id, Marks(marks))))
}

/// Files directly below, live or thrown away, with their sizes.
///
/// # Errors
/// What the database says.
pub fn list_child_files(
    tx: &mut ReadTx<'_>,
    parent: NodeId,
    limit: u32,
) -> Result<Vec<(NodeId, u64)>, StoreError> {
    tx.list(&CHILD_FILES, args![parent, limit])
}

/// Folders directly below, live or thrown away, but not being erased, with the levels that they
/// remember.
///
/// # Errors
/// What the database says.
pub fn list_child_folders(
    tx: &mut ReadTx<'_>,
    parent: NodeId,
) -> Result<Vec<(NodeId, u32)>, StoreError> {
    tx.list(&CHILD_FOLDERS, args![parent])
}

/// The node under `root` that was thrown away first behind `after`, not after `until`, erased or not, and
/// when.
///
/// # Errors
/// What the database says.
pub fn find_next_recycled(
    tx: &mut ReadTx<'_>,
    root: NodeId,
    until: Timestamp,
    after: (Timestamp, NodeId),
) -> Result<Option<(Timestamp, NodeId)>, StoreError> {
    tx.find(&NEXT_RECYCLED, args![root, until, after.0, after.1])
}
