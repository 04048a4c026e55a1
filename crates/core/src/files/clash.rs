//! What happens when a sibling has the name.

use coffer_model::node::OnClash;
use coffer_model::{Code, Error, NodeId, Result, Timestamp, VersionId};
use coffer_store::nodes::{self, Sibling, StoredName};
use coffer_store::{ReadTx, contents};

/// Attempts to find a free name with a counter before giving up.
const ATTEMPTS: u32 = 100;

/// The outcome of asking for a name in a folder.
#[derive(Debug)]
pub(crate) enum Placed {
    /// This name is free.
    Free(StoredName),
    /// A file of that name has the same content already.
    Same(NodeId),
}

/// Finds the name under which something goes into `folder`. `digest` is the content's, when the
/// clash policy asks for it; `itself` is left out of the comparison.
pub(crate) fn place(
    tx: &mut ReadTx<'_>,
    folder: NodeId,
    wanted: &StoredName,
    on_clash: OnClash,
    digest: Option<&[u8; 32]>,
    itself: Option<NodeId>,
    now: Timestamp,
) -> Result<Placed> {
    let Some(sibling) = other_sibling(tx, folder, &wanted.key, itself)? else {
        return Ok(Placed::Free(wanted.clone()));
    };
    match on_clash {
        OnClash::Refuse => {
            return Err(taken(wanted, &sibling));
        }
        OnClash::RenameUnlessSame if has_digest(tx, &sibling, digest)? => {
            return Ok(Placed::Same(sibling.id));
        }
        OnClash::Rename | OnClash::RenameUnlessSame => {}
    }
    for attempt in 0..ATTEMPTS {
        let candidate = StoredName::from(wanted.name.with_timestamp(now, attempt));
        if other_sibling(tx, folder, &candidate.key, itself)?.is_none() {
            return Ok(Placed::Free(candidate));
        }
    }
    Err(taken(wanted, &sibling))
}

/// The name is taken. By what is said only where that is not hidden from anybody who sees the folder.
fn taken(wanted: &StoredName, sibling: &Sibling) -> Error {
    let error = Error::new(Code::NameTaken).with_name(wanted.name.as_str());
    if sibling.marks.breaks() {
        error
    } else {
        error.with_node(sibling.id)
    }
}

fn other_sibling(
    tx: &mut ReadTx<'_>,
    folder: NodeId,
    key: &str,
    itself: Option<NodeId>,
) -> Result<Option<Sibling>> {
    Ok(nodes::find_sibling(tx, folder, key)?.filter(|sibling| Some(sibling.id) != itself))
}

fn has_digest(tx: &mut ReadTx<'_>, sibling: &Sibling, digest: Option<&[u8; 32]>) -> Result<bool> {
    let (Some(version), Some(digest)) = (sibling.version, digest) else {
        return Ok(false);
    };
    // What may be hidden from the caller answers nothing about its content.
    if sibling.marks.breaks() {
        return Ok(false);
    }
    Ok(digest_of(tx, version)?.is_some_and(|known| known == *digest))
}

fn digest_of(tx: &mut ReadTx<'_>, version: VersionId) -> Result<Option<[u8; 32]>> {
    Ok(contents::find_download(tx, version)?.map(|row| row.sha256))
}
