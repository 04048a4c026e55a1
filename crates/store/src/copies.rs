//! Copies of trees, a slice of children at a time. Contents are shared, never copied.
//!
//! Whoever copies holds the locks of both spaces: the statements of one slice see the same children.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, search, statements};
use coffer_model::{JobId, NodeId, SpaceId, Timestamp, UserId, VersionId};

statements! {
    "copies":
    INSERT_TOP = both "insert_top",
    INSERT_TOP_VERSION = both "insert_top_version",
    INSERT_CHILDREN = both "insert_children",
    INSERT_VERSIONS = both "insert_versions",
    INSERT_FOLDERS = both "insert_folders",
    REFERENCE_BLOBS = both "reference_blobs",
    MEASURE = both "measure",
    BROKEN_CHILDREN = both "broken_children",
    COUNT_TREE = both "count_tree",
    LIST_NAMES = both "list_names",
    INSERT_FOLDER = both "insert_folder",
    FIND_FOLDER = both "find_folder",
    ADVANCE_FOLDER = both "advance_folder",
    DELETE_FOLDER = both "delete_folder",
    DELETE_FOLDERS = both "delete_folders",
    REVEAL = both "reveal",
}

/// When the top of a copy counts as thrown away until all of it is there: after everything that
/// empties a recycle bin.
const OUT_OF_SIGHT: Timestamp = Timestamp(i64::MAX);

/// Where copies go, and who makes them.
#[derive(Debug, Clone, Copy)]
pub struct Destination {
    /// The space.
    pub space: SpaceId,
    /// The root that the copies lie under.
    pub root: NodeId,
    /// The stamp of the change.
    pub stamp: i64,
    /// Who copies.
    pub creator: UserId,
    /// When.
    pub now: Timestamp,
}

/// Ids for a slice: as many nodes and versions in a row as the slice has entries.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    /// The first node.
    pub nodes: NodeId,
    /// The first version.
    pub versions: VersionId,
}

/// A folder whose children are still to come.
#[derive(Debug, Clone)]
pub struct PendingFolder {
    /// The copy.
    pub copy: NodeId,
    /// What it is a copy of.
    pub source: NodeId,
    /// Children up to this name are there.
    pub after: String,
}

impl FromRow for PendingFolder {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            copy: row.get(0)?,
            source: row.get(1)?,
            after: row.get(2)?,
        })
    }
}

/// The next children of a folder.
#[derive(Debug, Clone)]
pub struct Slice {
    /// How many there are.
    pub count: u32,
    /// The sum of their sizes.
    pub bytes: u64,
    /// The last name.
    pub last: String,
}

impl FromRow for Slice {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            count: row.get(0)?,
            bytes: row.get(1)?,
            last: row.get(2)?,
        })
    }
}

/// Nodes of a live tree, and the sum of their sizes.
///
/// # Errors
/// What the database says.
pub fn count_tree(tx: &mut ReadTx<'_>, top: NodeId) -> Result<(u64, u64), StoreError> {
    Ok(tx.find(&COUNT_TREE, args![top])?.unwrap_or_default())
}

/// Copies one node without what is below it, out of sight, into `parent`.
///
/// # Errors
/// What the database says.
pub fn insert_top(
    tx: &mut Tx<'_>,
    source: NodeId,
    ids: Ids,
    parent: NodeId,
    to: &Destination,
) -> Result<(), StoreError> {
    let values = args![
        ids.nodes,
        ids.versions,
        to.space,
        to.root,
        parent,
        to.stamp,
        to.creator,
        to.now,
        source,
        OUT_OF_SIGHT
    ];
    tx.execute(&INSERT_TOP, values)?;
    let values = args![ids.nodes, source, to.creator];
    tx.execute(&INSERT_TOP_VERSION, values)?;
    reference_and_name(tx, ids, 1, to.space)
}

/// The next children of a folder, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn measure(
    tx: &mut ReadTx<'_>,
    folder: &PendingFolder,
    before: Option<&str>,
    limit: u32,
) -> Result<Slice, StoreError> {
    // No name has this character, the last that there is.
    let before = before.unwrap_or("\u{10ffff}");
    let values = args![folder.source, &folder.after, before, limit];
    let slice = tx.find(&MEASURE, values)?;
    slice.ok_or_else(|| StoreError::refused("a sum without a row"))
}

/// The live children of a folder behind where its copying is that take no rights from above, by the name
/// that they are compared by.
///
/// # Errors
/// What the database says.
pub fn list_broken_children(
    tx: &mut ReadTx<'_>,
    folder: &PendingFolder,
) -> Result<Vec<(NodeId, String)>, StoreError> {
    tx.list(&BROKEN_CHILDREN, args![folder.source, &folder.after])
}

/// Passes over the child of a folder that has this name.
///
/// # Errors
/// What the database says.
pub fn advance_folder(
    tx: &mut Tx<'_>,
    job: JobId,
    copy: NodeId,
    name_key: &str,
) -> Result<(), StoreError> {
    tx.execute(&ADVANCE_FOLDER, args![job, copy, name_key])?;
    Ok(())
}

/// Copies a slice of the children of a folder, and notes the folders among them.
///
/// # Errors
/// What the database says.
pub fn insert_children(
    tx: &mut Tx<'_>,
    job: JobId,
    folder: &PendingFolder,
    slice: &Slice,
    ids: Ids,
    to: &Destination,
) -> Result<(), StoreError> {
    let PendingFolder {
        copy,
        source,
        after,
    } = folder;
    let values = args![
        ids.nodes,
        ids.versions,
        to.space,
        to.root,
        copy,
        to.stamp,
        to.creator,
        to.now,
        source,
        after,
        &slice.last
    ];
    tx.execute(&INSERT_CHILDREN, values)?;
    let values = args![source, copy, after, &slice.last, to.creator];
    tx.execute(&INSERT_VERSIONS, values)?;
    let values = args![job, source, copy, after, &slice.last];
    tx.execute(&INSERT_FOLDERS, values)?;
    reference_and_name(tx, ids, slice.count, to.space)?;
    tx.execute(&ADVANCE_FOLDER, args![job, copy, &slice.last])?;
    Ok(())
}

/// Counts the new references to contents and puts the new names into the index.
fn reference_and_name(
    tx: &mut Tx<'_>,
    ids: Ids,
    count: u32,
    space: SpaceId,
) -> Result<(), StoreError> {
    let count = i64::from(count);
    let versions = args![ids.versions, ids.versions.0 + count];
    tx.execute(&REFERENCE_BLOBS, versions)?;
    let nodes = args![ids.nodes, ids.nodes.0 + count];
    let names: Vec<(NodeId, String)> = tx.list(&LIST_NAMES, nodes)?;
    search::insert_many(tx, space, &names)
}

/// Notes that the children of a folder are still to come.
///
/// # Errors
/// What the database says.
pub fn insert_folder(
    tx: &mut Tx<'_>,
    job: JobId,
    copy: NodeId,
    source: NodeId,
) -> Result<(), StoreError> {
    tx.execute(&INSERT_FOLDER, args![job, copy, source])?;
    Ok(())
}

/// A folder of the job whose children are still to come.
///
/// # Errors
/// What the database says.
pub fn find_folder(tx: &mut ReadTx<'_>, job: JobId) -> Result<Option<PendingFolder>, StoreError> {
    tx.find(&FIND_FOLDER, args![job])
}

/// Notes that all children of a folder are there.
///
/// # Errors
/// What the database says.
pub fn delete_folder(tx: &mut Tx<'_>, job: JobId, copy: NodeId) -> Result<(), StoreError> {
    tx.execute(&DELETE_FOLDER, args![job, copy])?;
    Ok(())
}

/// Notes that nothing more comes.
///
/// # Errors
/// What the database says.
pub fn delete_folders(tx: &mut Tx<'_>, job: JobId) -> Result<(), StoreError> {
    tx.execute(&DELETE_FOLDERS, args![job])?;
    Ok(())
}

/// Shows a copy, all of which is there, in `parent` under `name`.
///
/// # Errors
/// What the database says; a unique violation when a live sibling has the name.
pub fn reveal(
    tx: &mut Tx<'_>,
    top: NodeId,
    to: &Destination,
    parent: NodeId,
    name: &crate::nodes::StoredName,
) -> Result<(), StoreError> {
    let values = args![
        top,
        parent,
        to.root,
        name.name.as_str(),
        &name.key,
        &name.sort
    ];
    tx.execute(&REVEAL, values)?;
    search::update(tx, top, to.space, &name.pairs)
}
