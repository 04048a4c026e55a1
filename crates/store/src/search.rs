//! The index of names.
//!
//! A folded name is stored as the overlapping pairs of its characters, in order. A phrase of pairs is
//! then exactly a substring, in any script and at any position; a single character is found as the
//! beginning of a pair, because the last character is paired with an end mark.

use crate::rights::Marks;
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::{NodeId, SpaceId, Timestamp, UserId};
use std::fmt::Write;

statements! {
    "search":
    INSERT = split "insert.sqlite" "insert.postgres",
    INSERT_MANY = split "insert_many.sqlite" "insert_many.postgres",
    UPDATE = split "update.sqlite" "update.postgres",
    DELETE = split "delete.sqlite" "delete.postgres",
    MATCHES = split "matches.sqlite" "matches.postgres",
    CHILDREN = both "children",
    RECYCLED = both "recycled",
    FACTS = both "facts",
}

/// A name as the index stores it.
#[derive(Debug, Clone)]
pub struct Pairs {
    sqlite: String,
    postgres: String,
}

impl Pairs {
    /// The pairs of a folded name.
    #[must_use]
    pub fn of(folded: &str) -> Self {
        let characters: Vec<char> = folded.chars().chain(std::iter::once('\0')).collect();
        let mut sqlite = String::with_capacity(characters.len() * 11);
        let mut postgres = String::with_capacity(characters.len() * 14);
        for (position, pair) in characters.windows(2).enumerate() {
            let token = token(pair);
            // Writing to a String cannot fail.
            let _ = write!(sqlite, "{token} ");
            let _ = write!(postgres, "{token}:{} ", position + 1);
        }
        Self { sqlite, postgres }
    }
}

/// A pair as ten letters, so that neither database's tokenizer takes it apart.
fn token(pair: &[char]) -> String {
    pair.iter().map(|c| letters(*c)).collect()
}

/// A character as five letters of equal meaning in both databases: base 16 in `a..=p` (5 × 4 bits hold
/// every code point below 2^20; the private planes above share letters with it, which is harmless).
fn letters(c: char) -> String {
    (0..5)
        .rev()
        .map(|place| char::from(b'a' + ((u32::from(c) >> (place * 4)) & 15) as u8))
        .collect()
}

/// What to look for, as both databases spell it.
fn phrase(folded: &str, postgres: bool) -> String {
    let characters: Vec<char> = folded.chars().collect();
    match (characters.as_slice(), postgres) {
        ([single], false) => format!("{}*", letters(*single)),
        ([single], true) => format!("{}:*", letters(*single)),
        (many, false) => format!(
            "\"{}\"",
            many.windows(2).map(token).collect::<Vec<_>>().join(" ")
        ),
        (many, true) => many.windows(2).map(token).collect::<Vec<_>>().join(" <-> "),
    }
}

fn scope_token(space: SpaceId) -> String {
    format!("s{:x}", space.0)
}

/// What deciding and sorting need of a match.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The id.
    pub id: NodeId,
    /// The folder that holds it.
    pub parent: Option<NodeId>,
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
    pub created_at: Timestamp,
    /// When it was changed.
    pub edited_at: Timestamp,
    /// When it was thrown away itself.
    pub recycled_at: Option<Timestamp>,
    /// When its erasing began.
    pub erased_at: Option<Timestamp>,
    /// Who made it.
    pub creator: UserId,
    /// The root that it lies under.
    pub root: NodeId,
    /// What there may be of it: grants, a lock, broken inheritance.
    pub marks: Marks,
}

impl FromRow for Candidate {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            parent: row.get(1)?,
            folder: row.get::<i64>(2)? == 0,
            name: row.get(3)?,
            sort_key: row.get(4)?,
            file_type: row.get(5)?,
            size: row.get(6)?,
            created_at: row.get(7)?,
            edited_at: row.get(8)?,
            recycled_at: row.get(9)?,
            erased_at: row.get(10)?,
            creator: row.get(11)?,
            root: row.get(12)?,
            marks: Marks(row.get(13)?),
        })
    }
}

/// What walking up from a match needs of a folder.
#[derive(Debug, Clone)]
pub struct FolderFacts {
    /// The id.
    pub id: NodeId,
    /// The folder that holds it.
    pub parent: Option<NodeId>,
    /// The name.
    pub name: String,
    /// When it was thrown away itself.
    pub recycled_at: Option<Timestamp>,
    /// When its erasing began.
    pub erased_at: Option<Timestamp>,
    /// What there may be of it: grants, a lock, broken inheritance.
    pub marks: Marks,
}

impl FromRow for FolderFacts {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            parent: row.get(1)?,
            name: row.get(2)?,
            recycled_at: row.get(3)?,
            erased_at: row.get(4)?,
            marks: Marks(row.get(5)?),
        })
    }
}

/// Adds a name to the index.
///
/// # Errors
/// What the database says.
pub fn insert(
    tx: &mut Tx<'_>,
    node: NodeId,
    space: SpaceId,
    pairs: &Pairs,
) -> Result<(), StoreError> {
    write(tx, &INSERT, node, space, pairs)
}

/// Adds many folded names to the index.
///
/// # Errors
/// What the database says.
pub fn insert_many(
    tx: &mut Tx<'_>,
    space: SpaceId,
    names: &[(NodeId, String)],
) -> Result<(), StoreError> {
    // Pairs are made of letters, digits, colons and blanks: nothing that JSON has to escape.
    let postgres = tx.is_postgres();
    let mut rows = String::from("[");
    for (node, folded) in names {
        let pairs = Pairs::of(folded);
        let pairs = if postgres {
            pairs.postgres
        } else {
            pairs.sqlite
        };
        let separator = if rows.len() > 1 { "," } else { "" };
        let _ = write!(rows, "{separator}[{},\"{pairs}\"]", node.0);
    }
    rows.push(']');
    if postgres {
        tx.execute(&INSERT_MANY, args![rows, space])?;
    } else {
        tx.execute(&INSERT_MANY, args![rows, scope_token(space)])?;
    }
    Ok(())
}

/// Replaces a name in the index.
///
/// # Errors
/// What the database says.
pub fn update(
    tx: &mut Tx<'_>,
    node: NodeId,
    space: SpaceId,
    pairs: &Pairs,
) -> Result<(), StoreError> {
    write(tx, &UPDATE, node, space, pairs)
}

fn write(
    tx: &mut Tx<'_>,
    sql: &'static crate::Sql,
    node: NodeId,
    space: SpaceId,
    pairs: &Pairs,
) -> Result<(), StoreError> {
    if tx.is_postgres() {
        tx.execute(sql, args![node, &pairs.postgres, space])?;
    } else {
        tx.execute(sql, args![node, &pairs.sqlite, scope_token(space)])?;
    }
    Ok(())
}

/// Takes a name out of the index.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut Tx<'_>, node: NodeId) -> Result<(), StoreError> {
    tx.execute(&DELETE, args![node])?;
    Ok(())
}

/// Nodes of a space whose folded name contains `folded` (not empty), in no order, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn list_matches(
    tx: &mut ReadTx<'_>,
    space: SpaceId,
    folded: &str,
    limit: u32,
) -> Result<Vec<Candidate>, StoreError> {
    let phrase = phrase(folded, tx.is_postgres());
    let query = if tx.is_postgres() {
        phrase
    } else {
        format!("scope:{} AND pairs:{phrase}", scope_token(space))
    };
    tx.list(&MATCHES, args![query, space, limit])
}

/// Live nodes directly below a folder.
///
/// # Errors
/// What the database says.
pub fn list_children(tx: &mut ReadTx<'_>, folder: NodeId) -> Result<Vec<Candidate>, StoreError> {
    tx.list(&CHILDREN, args![folder])
}

/// Nodes under `root` that were thrown away themselves.
///
/// # Errors
/// What the database says.
pub fn list_recycled(tx: &mut ReadTx<'_>, root: NodeId) -> Result<Vec<Candidate>, StoreError> {
    tx.list(&RECYCLED, args![root])
}

/// What walking up needs of `folder`.
///
/// # Errors
/// What the database says.
pub fn find_facts(tx: &mut ReadTx<'_>, folder: NodeId) -> Result<Option<FolderFacts>, StoreError> {
    tx.find(&FACTS, args![folder])
}
