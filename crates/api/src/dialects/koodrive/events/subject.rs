//! The folders that a page shows, as it names them.

use crate::dialects::koodrive::ids::Ids;
use crate::dialects::koodrive::state::Koo;
use coffer_core::NodeRef;
use coffer_core::watch::MOST_FOLDERS;
use coffer_model::{Code, Error, Result, SpaceId};

/// The folders, and what the page calls each.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) folders: Vec<(SpaceId, NodeRef)>,
    pub(super) names: Vec<String>,
}

impl Subject {
    /// Reads `CONTAINER.FOLDER`, where the folder is an id, `root` or `sbox`.
    ///
    /// # Errors
    /// `BadRequest` for another form and for too many, `SpaceNotFound` and `TargetInvalid` for ids that
    /// are not ours.
    pub(super) fn read(koo: &Koo, names: Vec<String>) -> Result<Self> {
        if names.len() > MOST_FOLDERS {
            return Err(Error::parameter("folder").with_limit(MOST_FOLDERS));
        }
        let ids = Ids::of(&koo.drive);
        let folders = names.iter().map(|name| {
            let named = name.split_once('.');
            let (container, folder) = named.ok_or_else(|| Error::parameter("folder"))?;
            let space = ids.read_container(container)?;
            let folder = ids.read_node(space, folder).ok_or(Code::TargetInvalid)?;
            Ok((space, folder))
        });
        Ok(Self {
            folders: folders.collect::<Result<_>>()?,
            names,
        })
    }
}
