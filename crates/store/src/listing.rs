//! Nodes with everything that is shown of them.

use crate::rights::Marks;
use crate::{FromRow, ReadTx, Row, StoreError, args, json, statements};
use coffer_model::file_type::FileType;
use coffer_model::node::{Content, NodeView, Person};
use coffer_model::rights::Rights;
use coffer_model::{BlobId, Name, NodeId, TenantId, Timestamp, VersionId};

statements! {
    "listing":
    VIEW = both "view",
    // How a JSON array becomes rows.
    VIEWS = split "views.sqlite" "views.postgres",
    BY_NAME_ASCENDING = both "by_name_ascending",
    BY_NAME_DESCENDING = both "by_name_descending",
    KEYS_OF_CHILDREN = both "keys_of_children",
    NUMBERS_OF_CHILDREN = both "numbers_of_children",
    KEYS_OF_RECYCLED = both "keys_of_recycled",
    CHILDREN_STAMP = both "children_stamp",
}

/// A node to show, with its place in the order of names.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What is shown. Whether a folder above was thrown away is for the caller to find out.
    pub view: NodeView,
    /// The root that it lies under.
    pub root: NodeId,
    /// The order of names.
    pub sort_key: Vec<u8>,
    /// What there may be of it: grants, a lock, broken inheritance.
    pub marks: Marks,
}

impl FromRow for Entry {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let recycled_at: Option<Timestamp> = row.get(18)?;
        let content = match (
            row.get::<Option<VersionId>>(20)?,
            row.get::<Option<BlobId>>(22)?,
        ) {
            (Some(version), Some(blob)) => Some(Content {
                version,
                number: row.get(21)?,
                blob,
                sha256: row.get(23)?,
                created_at: row.get(24)?,
            }),
            _ => None,
        };
        let view = NodeView {
            id: row.get(0)?,
            space: row.get(1)?,
            parent: row.get(3)?,
            name: Name::stored(row.get(5)?),
            file_type: FileType::from_number(row.get(6)?).unwrap_or(FileType::Other),
            media_type: row.get(7)?,
            description: row.get(8)?,
            size: row.get(9)?,
            content,
            creator: Person {
                id: row.get(10)?,
                name: row.get(11)?,
                subject: row.get(12)?,
            },
            editor: Person {
                id: row.get(13)?,
                name: row.get(14)?,
                subject: row.get(15)?,
            },
            created_at: row.get(16)?,
            edited_at: row.get(17)?,
            recycled_at,
            recycled_directly: recycled_at.is_some(),
            favourite: false,
            rights: Rights::NONE,
        };
        Ok(Self {
            view,
            root: row.get(2)?,
            sort_key: row.get(19)?,
            marks: Marks(row.get(25)?),
        })
    }
}

/// Where a page begins: behind this place of the order of names.
#[derive(Debug, Clone)]
pub struct NamePlace {
    /// Whether among the folders or the files.
    pub folder: bool,
    /// The sort key of the last entry seen.
    pub sort_key: Vec<u8>,
    /// Its id.
    pub id: NodeId,
}

/// What sorting needs of an entry.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The id.
    pub id: NodeId,
    /// Whether it is a folder.
    pub folder: bool,
    /// The name.
    pub name: String,
    /// The order of names.
    pub sort_key: Vec<u8>,
    /// The number of its kind.
    pub file_type: i64,
    /// Bytes of content.
    pub size: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was changed.
    pub edited_at: i64,
    /// When it was thrown away; 0 for live ones.
    pub recycled_at: i64,
}

impl FromRow for Keys {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            folder: row.get::<i64>(1)? == 0,
            name: row.get(2)?,
            sort_key: row.get(3)?,
            file_type: row.get(4)?,
            size: row.get(5)?,
            created_at: row.get(6)?,
            edited_at: row.get(7)?,
            recycled_at: row.get(8)?,
        })
    }
}

/// One node of the tenant that is not erased itself.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: NodeId,
) -> Result<Option<Entry>, StoreError> {
    tx.find(&VIEW, args![id, tenant])
}

/// As [`find`], for each of `ids`, which names none twice; in no order.
///
/// # Errors
/// What the database says.
pub fn list_views(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    ids: &[NodeId],
) -> Result<Vec<Entry>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = json::array(ids.iter().map(ToString::to_string));
    tx.list(&VIEWS, args![ids, tenant])
}

/// A page of the live children of a folder by name: folders first, behind `after`, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn list_by_name(
    tx: &mut ReadTx<'_>,
    parent: NodeId,
    descending: bool,
    after: Option<&NamePlace>,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let statement = if descending {
        &BY_NAME_DESCENDING
    } else {
        &BY_NAME_ASCENDING
    };
    // No sort key is empty or begins with this byte.
    let beginning = if descending {
        vec![0xff_u8; 4]
    } else {
        Vec::new()
    };
    let mut entries = Vec::new();
    for folders in [true, false] {
        let (sort_key, id) = match after {
            Some(place) if place.folder == folders => (place.sort_key.clone(), place.id),
            Some(place) if folders && !place.folder => continue,
            _ => (beginning.clone(), NodeId(0)),
        };
        let room = limit.saturating_sub(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        if room == 0 {
            break;
        }
        entries.extend(tx.list::<Entry>(
            statement,
            args![parent, i64::from(!folders), sort_key, id, room],
        )?);
    }
    Ok(entries)
}

/// Sorting facts of every live child of a folder, without the names, which are most of the bytes.
///
/// # Errors
/// What the database says.
pub fn list_numbers_of_children(
    tx: &mut ReadTx<'_>,
    parent: NodeId,
) -> Result<Vec<Keys>, StoreError> {
    let rows = tx.list::<(NodeId, i64, i64, i64, i64, i64)>(&NUMBERS_OF_CHILDREN, args![parent])?;
    let keys = |(id, kind, file_type, size, created_at, edited_at)| Keys {
        id,
        folder: kind == 0,
        name: String::new(),
        sort_key: Vec::new(),
        file_type,
        size,
        created_at,
        edited_at,
        recycled_at: 0,
    };
    Ok(rows.into_iter().map(keys).collect())
}

/// Sorting facts of every live child of a folder.
///
/// # Errors
/// What the database says.
pub fn list_keys_of_children(tx: &mut ReadTx<'_>, parent: NodeId) -> Result<Vec<Keys>, StoreError> {
    tx.list(&KEYS_OF_CHILDREN, args![parent])
}

/// Sorting facts of everything under `root` that was thrown away itself.
///
/// # Errors
/// What the database says.
pub fn list_keys_of_recycled(tx: &mut ReadTx<'_>, root: NodeId) -> Result<Vec<Keys>, StoreError> {
    tx.list(&KEYS_OF_RECYCLED, args![root])
}

/// The stamp of the last change among the direct children of a folder.
///
/// # Errors
/// What the database says.
pub fn children_stamp(tx: &mut ReadTx<'_>, folder: NodeId) -> Result<i64, StoreError> {
    Ok(tx
        .find::<(i64,)>(&CHILDREN_STAMP, args![folder])?
        .map_or(0, |(stamp,)| stamp))
}
