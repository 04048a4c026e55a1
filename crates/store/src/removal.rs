//! Spaces that go: their rows are removed, or passed on to another space, a slice at a time.

use crate::nodes::StoredName;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, search, statements};
use coffer_model::space::SpaceStatus;
use coffer_model::{Name, NodeId, SpaceId, TenantId, Timestamp, UserId};

statements! {
    "removal":
    SET_STATUS = both "set_status",
    SET_HEIR = both "set_heir",
    FIND_BEGUN = both "find_begun",
    FIND_HEIR = both "find_heir",
    FIND_USED = both "find_used",
    IS_RECEIVING = both "is_receiving",
    EXPIRE_UPLOADS = both "expire_uploads",
    SLICE = both "slice",
    BYTES = both "bytes",
    RELEASE = both "release",
    DELETE_VERSIONS = both "delete_versions",
    // The key of the search index has another name in SQLite.
    DELETE_NAMES = split "delete_names.sqlite" "delete_names.postgres",
    DELETE_NODES = both "delete_nodes",
    HAS_CHILDREN = both "has_children",
    HAS_NODES = both "has_nodes",
    ADOPT_ROOT = both "adopt_root",
    LIST_PASSING = both "list_passing",
    PASS_NODE = both "pass_node",
}

/// Sets whether a space can be used.
///
/// # Errors
/// What the database says.
pub fn set_status(
    tx: &mut Tx<'_>,
    space: SpaceId,
    status: SpaceStatus,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&SET_STATUS, args![space, status as i64, now])
        .map(drop)
}

/// Notes the space that the content of another belongs to from now on.
///
/// # Errors
/// What the database says.
pub fn set_heir(
    tx: &mut Tx<'_>,
    space: SpaceId,
    heir: SpaceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&SET_HEIR, args![space, heir, now]).map(drop)
}

/// The space that the content of `space` belongs to: itself, unless it was handed over.
///
/// # Errors
/// What the database says.
pub fn find_heir(tx: &mut ReadTx<'_>, space: SpaceId) -> Result<SpaceId, StoreError> {
    let found: Option<(SpaceId,)> = tx.find(&FIND_HEIR, args![space])?;
    Ok(found.map_or(space, |(heir,)| heir))
}

/// Whether the rows of a space that was handed over are still on their way into this one.
///
/// # Errors
/// What the database says.
pub fn is_receiving(tx: &mut ReadTx<'_>, space: SpaceId) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = tx.find(&IS_RECEIVING, args![space])?;
    Ok(found.is_some())
}

/// Bytes that a space counts, whatever its state.
///
/// # Errors
/// What the database says.
pub fn find_used(tx: &mut ReadTx<'_>, space: SpaceId) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&FIND_USED, args![space])?;
    Ok(found.map_or(0, |(used,)| used))
}

/// Lets the open uploads of a space end: the sweeper gives them up.
///
/// # Errors
/// What the database says.
pub fn expire_uploads(tx: &mut Tx<'_>, space: SpaceId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&EXPIRE_UPLOADS, args![space, now]).map(drop)
}

/// What a slice of a removal took away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// Folders and files.
    pub nodes: u64,
    /// Bytes of their contents.
    pub bytes: u64,
}

/// Removes at most `limit` nodes of a space, whatever hangs on what: their contents' references,
/// their entries in the search index, themselves. A fixed number of statements.
///
/// # Errors
/// What the database says.
pub fn remove_slice(
    tx: &mut Tx<'_>,
    space: SpaceId,
    limit: u32,
    now: Timestamp,
) -> Result<Removed, StoreError> {
    let slice: Option<(u64, NodeId)> = tx.find(&SLICE, args![space, limit])?;
    let (nodes, last) = slice.unwrap_or((0, NodeId(0)));
    if nodes == 0 {
        return Ok(Removed { nodes, bytes: 0 });
    }
    let bytes: Option<(u64,)> = tx.find(&BYTES, args![space, last])?;
    tx.execute(&RELEASE, args![space, last, now])?;
    for statement in [&DELETE_VERSIONS, &DELETE_NAMES, &DELETE_NODES] {
        tx.execute(statement, args![space, last])?;
    }
    Ok(Removed {
        nodes,
        bytes: bytes.map_or(0, |(bytes,)| bytes),
    })
}

/// Whether anything hangs directly on a folder, live or thrown away.
///
/// # Errors
/// What the database says.
pub fn has_children(tx: &mut ReadTx<'_>, folder: NodeId) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = tx.find(&HAS_CHILDREN, args![folder])?;
    Ok(found.is_some())
}

/// Whether a space has any folder or file, its roots included.
///
/// # Errors
/// What the database says.
pub fn has_nodes(tx: &mut ReadTx<'_>, space: SpaceId) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = tx.find(&HAS_NODES, args![space])?;
    Ok(found.is_some())
}

/// Makes the root of one space a folder directly below the root of another.
///
/// # Errors
/// What the database says; a unique violation when a live sibling has the name.
pub fn adopt_root(
    tx: &mut Tx<'_>,
    root: NodeId,
    (space, parent): (SpaceId, NodeId),
    name: &StoredName,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = args![
        root,
        space,
        parent,
        name.name.as_str(),
        &name.key,
        &name.sort,
        by,
        now
    ];
    tx.execute(&ADOPT_ROOT, values)?;
    search::insert(tx, root, space, &name.pairs)
}

/// Where nodes of a space are passed on to.
#[derive(Debug, Clone, Copy)]
pub struct Passage {
    /// The space that they come from.
    pub from: SpaceId,
    /// What were its plain root and its safe.
    pub from_roots: [NodeId; 2],
    /// The space that they go to.
    pub to: SpaceId,
    /// Its plain root and its safe.
    pub to_roots: [NodeId; 2],
}

impl FromRow for Passage {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            from: row.get(0)?,
            from_roots: [row.get(1)?, row.get(2)?],
            to: row.get(3)?,
            to_roots: [row.get(4)?, row.get(5)?],
        })
    }
}

/// The passage of a person's space that has begun and not ended.
///
/// # Errors
/// What the database says.
pub fn find_begun(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    owner: UserId,
) -> Result<Option<Passage>, StoreError> {
    tx.find(&FIND_BEGUN, args![tenant, owner])
}

/// Writes the new space into at most `limit` nodes of the old one and into the search index.
/// Roots that nothing hangs on are removed.
///
/// # Errors
/// What the database says.
pub fn pass_slice(tx: &mut Tx<'_>, passage: &Passage, limit: u32) -> Result<(), StoreError> {
    let nodes: Vec<(NodeId, String, i64)> = tx.list(&LIST_PASSING, args![passage.from, limit])?;
    for (id, name, is_root) in &nodes {
        if *is_root == 1 {
            crate::nodes::delete(tx, *id)?;
            continue;
        }
        let ([from_root, from_safe], [to_root, to_safe]) = (passage.from_roots, passage.to_roots);
        let to = passage.to;
        let values = args![*id, to, from_root, to_root, from_safe, to_safe];
        tx.execute(&PASS_NODE, values)?;
        let pairs = search::Pairs::of(&Name::stored(name.clone()).key());
        search::update(tx, *id, to, &pairs)?;
    }
    Ok(())
}
