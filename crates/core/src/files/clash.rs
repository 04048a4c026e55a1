//! What happens when a sibling has the name.

use coffer_model::node::OnClash;
use coffer_model::rights::{Right, Rights};
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

/// What is to happen on a clash, and what may be said of the sibling.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clash<'a> {
    /// The policy.
    pub(crate) policy: OnClash,
    /// The digest of the content, where the policy asks for it.
    pub(crate) digest: Option<&'a [u8; 32]>,
    /// What the caller may do in the folder: the sibling is named to who sees it, and its content is compared
    /// for who may fetch it.
    pub(crate) rights: Rights,
    /// What is left out of the comparison.
    pub(crate) itself: Option<NodeId>,
    /// What names that are taken get appended.
    pub(crate) now: Timestamp,
}

impl Clash<'_> {
    /// Something always finds a place, under another name if need be.
    pub(crate) fn renaming(now: Timestamp) -> Self {
        Self::by(OnClash::Rename, Rights::NONE, now)
    }

    /// As the caller says, who has these rights in the folder.
    pub(crate) fn by(policy: OnClash, rights: Rights, now: Timestamp) -> Self {
        Self {
            policy,
            digest: None,
            rights,
            itself: None,
            now,
        }
    }

    /// Whether the caller has a right to a sibling. Broken inheritance may hide it: then he has none.
    fn lets(&self, sibling: &Sibling, right: Right) -> bool {
        self.rights.has(right) && !sibling.marks.breaks()
    }

    /// The name is taken; by what is said only to who may see it.
    fn taken(&self, wanted: &StoredName, sibling: &Sibling) -> Error {
        let error = Error::new(Code::NameTaken).with_name(wanted.name.as_str());
        if self.lets(sibling, Right::Read) {
            error.with_node(sibling.id)
        } else {
            error
        }
    }

    fn is_same(&self, tx: &mut ReadTx<'_>, sibling: &Sibling) -> Result<bool> {
        let (Some(version), Some(digest)) = (sibling.version, self.digest) else {
            return Ok(false);
        };
        // Who may not fetch it could guess at its content here.
        if !self.lets(sibling, Right::Download) {
            return Ok(false);
        }
        Ok(digest_of(tx, version)?.is_some_and(|known| known == *digest))
    }
}

/// Finds the name under which something goes into `folder`.
///
/// # Errors
/// `NameTaken`.
pub(crate) fn place(
    tx: &mut ReadTx<'_>,
    folder: NodeId,
    wanted: &StoredName,
    clash: Clash<'_>,
) -> Result<Placed> {
    let Clash { itself, now, .. } = clash;
    let Some(sibling) = other_sibling(tx, folder, &wanted.key, itself)? else {
        return Ok(Placed::Free(wanted.clone()));
    };
    match clash.policy {
        OnClash::Refuse => {
            return Err(clash.taken(wanted, &sibling));
        }
        OnClash::RenameUnlessSame if clash.is_same(tx, &sibling)? => {
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
    Err(clash.taken(wanted, &sibling))
}

fn other_sibling(
    tx: &mut ReadTx<'_>,
    folder: NodeId,
    key: &str,
    itself: Option<NodeId>,
) -> Result<Option<Sibling>> {
    Ok(nodes::find_sibling(tx, folder, key)?.filter(|sibling| Some(sibling.id) != itself))
}

fn digest_of(tx: &mut ReadTx<'_>, version: VersionId) -> Result<Option<[u8; 32]>> {
    Ok(contents::find_download(tx, version)?.map(|row| row.sha256))
}
