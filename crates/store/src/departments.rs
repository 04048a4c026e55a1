//! Departments: a tree for each tenant.

use crate::spaces::SpaceRow;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::organisation::DepartmentView;
use coffer_model::space::SpaceView;
use coffer_model::{DepartmentId, TenantId, Timestamp};

statements! {
    "departments":
    FIND = both "find",
    FIND_ROOT = both "find_root",
    LIST_CHILDREN = both "list_children",
    LIST_SUBTREE = both "list_subtree",
    FIND_SIBLING = both "find_sibling",
    UPDATE = both "update",
    DELETE = both "delete",
    COUNT_CHILDREN = both "count_children",
    COUNT_MEMBERS = both "count_members",
    LIST_SPACES = both "list_spaces",
    COUNT_SPACES = both "count_spaces",
    LEVEL = both "level",
    HEIGHT = both "height",
}

/// A department, read.
struct DepartmentColumns(DepartmentView);

impl FromRow for DepartmentColumns {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(DepartmentView {
            id: row.get(0)?,
            tenant: row.get(1)?,
            parent: row.get(2)?,
            name: row.get(3)?,
        }))
    }
}

/// The department `id` of the tenant.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: DepartmentId,
) -> Result<Option<DepartmentView>, StoreError> {
    let found: Option<DepartmentColumns> = tx.find(&FIND, args![tenant, id])?;
    Ok(found.map(|columns| columns.0))
}

/// The root of the tenant's tree, when its name matches `pattern`: folded, as LIKE takes it, with
/// `\` before what is meant to the letter; empty for any.
///
/// # Errors
/// What the database says.
pub fn find_root(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    pattern: &str,
) -> Result<Option<DepartmentView>, StoreError> {
    let found: Option<DepartmentColumns> = tx.find(&FIND_ROOT, args![tenant, pattern])?;
    Ok(found.map(|columns| columns.0))
}

/// The departments directly below one, oldest first, with a `pattern` as [`find_root`] takes it.
///
/// # Errors
/// What the database says.
pub fn list_children(
    tx: &mut ReadTx<'_>,
    parent: DepartmentId,
    pattern: &str,
    limit: i64,
) -> Result<Vec<DepartmentView>, StoreError> {
    let found: Vec<DepartmentColumns> = tx.list(&LIST_CHILDREN, args![parent, pattern, limit])?;
    Ok(found.into_iter().map(|columns| columns.0).collect())
}

/// A department of a subtree: id, the department above, name.
pub type SubtreeRow = (DepartmentId, Option<DepartmentId>, String);

/// A department and what is below it, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn list_subtree(
    tx: &mut ReadTx<'_>,
    top: DepartmentId,
    limit: i64,
) -> Result<Vec<SubtreeRow>, StoreError> {
    tx.list(&LIST_SUBTREE, args![top, limit])
}

/// The child of `parent` that has the folded name.
///
/// # Errors
/// What the database says.
pub fn find_sibling(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    parent: DepartmentId,
    name_key: &str,
) -> Result<Option<DepartmentId>, StoreError> {
    let found: Option<(DepartmentId,)> = tx.find(&FIND_SIBLING, args![tenant, parent, name_key])?;
    Ok(found.map(|(id,)| id))
}

/// Writes name and place of a department.
///
/// # Errors
/// What the database says; a unique violation when a sibling has the name.
pub fn update(
    tx: &mut Tx<'_>,
    department: &DepartmentView,
    name_key: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = args![
        department.id,
        &department.name,
        name_key,
        department.parent,
        now
    ];
    tx.execute(&UPDATE, values).map(drop)
}

/// Removes a department that nothing refers to.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut Tx<'_>, id: DepartmentId) -> Result<(), StoreError> {
    tx.execute(&DELETE, args![id]).map(drop)
}

/// How many departments are directly below.
///
/// # Errors
/// What the database says.
pub fn count_children(tx: &mut ReadTx<'_>, id: DepartmentId) -> Result<i64, StoreError> {
    let found: Option<(i64,)> = tx.find(&COUNT_CHILDREN, args![id])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// How many people are directly in it.
///
/// # Errors
/// What the database says.
pub fn count_members(tx: &mut ReadTx<'_>, id: DepartmentId) -> Result<i64, StoreError> {
    let found: Option<(i64,)> = tx.find(&COUNT_MEMBERS, args![id])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// Departments from it up to the root, both counted.
///
/// # Errors
/// What the database says.
pub fn level(tx: &mut ReadTx<'_>, id: DepartmentId) -> Result<i64, StoreError> {
    let found: Option<(Option<i64>,)> = tx.find(&LEVEL, args![id])?;
    Ok(found.and_then(|(level,)| level).unwrap_or(0))
}

/// Departments from it down to the deepest, both counted.
///
/// # Errors
/// What the database says.
pub fn height(tx: &mut ReadTx<'_>, id: DepartmentId) -> Result<i64, StoreError> {
    let found: Option<(Option<i64>,)> = tx.find(&HEIGHT, args![id])?;
    Ok(found.and_then(|(height,)| height).unwrap_or(0))
}

/// A department with its space.
#[derive(Debug, Clone)]
pub struct DepartmentSpaceRow {
    /// The department.
    pub department: DepartmentView,
    /// People directly in it.
    pub members: u64,
    /// The space, if there is one.
    pub space: Option<SpaceView>,
}

impl FromRow for DepartmentSpaceRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let id: Option<i64> = row.get(5)?;
        Ok(Self {
            department: DepartmentColumns::from_row(row)?.0,
            members: row.get(4)?,
            space: match id {
                None => None,
                Some(_) => Some(SpaceRow::read(row, 5)?.view),
            },
        })
    }
}

/// Departments at and below `top` whose name or whose administrator's name matches `pattern`.
#[derive(Debug, Clone)]
pub struct SpacesFilter {
    /// The highest department.
    pub top: DepartmentId,
    /// As [`find_root`] takes it.
    pub pattern: String,
}

/// A page of departments with their spaces, the newest first.
///
/// # Errors
/// What the database says.
pub fn list_spaces(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    filter: &SpacesFilter,
    offset: u64,
    limit: u32,
) -> Result<Vec<DepartmentSpaceRow>, StoreError> {
    let values = args![tenant, filter.top, &filter.pattern, offset, limit];
    tx.list(&LIST_SPACES, values)
}

/// How many departments match.
///
/// # Errors
/// What the database says.
pub fn count_spaces(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    filter: &SpacesFilter,
) -> Result<u64, StoreError> {
    let values = args![tenant, filter.top, &filter.pattern];
    let found: Option<(u64,)> = tx.find(&COUNT_SPACES, values)?;
    Ok(found.map_or(0, |(count,)| count))
}
