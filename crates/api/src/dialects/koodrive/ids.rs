//! The shapes of KooDrive's ids: container ids `IAA…`, roots `DE…Aroot…`, file ids `F…`.

use crate::kit::container_id;
use coffer_core::{Drive, NodeRef, Opaque, OpaqueKind};
use coffer_model::space::SpaceView;
use coffer_model::{Code, Error, NodeId, Result, SpaceId, TenantId};

/// Characters of a root id before the container id: `DE`, 9 of the tenant's part, `A`, `root` or `sbox`.
const ROOT_PREFIX: usize = 16;

/// Reads and writes ids.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids<'a> {
    opaque: &'a Opaque,
}

impl<'a> Ids<'a> {
    pub(super) fn of(drive: &'a Drive) -> Self {
        Self {
            opaque: drive.opaque(),
        }
    }

    /// `IAA…`, 47 characters.
    pub(super) fn container(&self, tenant: TenantId, space: SpaceId) -> String {
        container_id::write(self.opaque, tenant, space)
    }

    /// The space of a container id.
    ///
    /// # Errors
    /// `SpaceNotFound` for anything that is not one of ours.
    pub(super) fn read_container(&self, text: &str) -> Result<SpaceId> {
        container_id::read(self.opaque, text).ok_or_else(|| Error::new(Code::SpaceNotFound))
    }

    fn root(&self, space: &SpaceView, word: &str) -> String {
        let mut tenant = container_id::tenant_part(self.opaque, space.tenant);
        tenant.truncate(ROOT_PREFIX - 7);
        format!(
            "DE{tenant}A{word}{}",
            self.container(space.tenant, space.id)
        )
    }

    /// The id of the folder of everything that is not in the safe.
    pub(super) fn biz_root(&self, space: &SpaceView) -> String {
        self.root(space, "root")
    }

    /// The id of the safe.
    pub(super) fn biz_safe(&self, space: &SpaceView) -> String {
        self.root(space, "sbox")
    }

    /// The id of the root as a node: `H…`, 33 characters.
    pub(super) fn root_node(&self, space: &SpaceView) -> String {
        format!("H{}", self.opaque.seal(OpaqueKind::Node, space.root.0))
    }

    /// `F…`, 33 characters; the long form for roots.
    pub(super) fn node(&self, space: &SpaceView, node: NodeId) -> String {
        if node == space.root {
            self.biz_root(space)
        } else if node == space.safe {
            self.biz_safe(space)
        } else {
            self.file(node)
        }
    }

    /// `F…` of a folder or file that is not a root.
    pub(super) fn file(&self, node: NodeId) -> String {
        format!("F{}", self.opaque.seal(OpaqueKind::Node, node.0))
    }

    /// The folder or file that an id or an alias names.
    pub(super) fn read_node(&self, space: SpaceId, text: &str) -> Option<NodeRef> {
        match text {
            "root" => return Some(NodeRef::Root),
            "sbox" | "sbbox" => return Some(NodeRef::Safe),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix(['F', 'H']) {
            return self
                .opaque
                .open(OpaqueKind::Node, rest)
                .map(|id| NodeRef::Id(NodeId(id)));
        }
        let (prefix, container) = text.split_at_checked(ROOT_PREFIX)?;
        if !prefix.starts_with("DE") || self.read_container(container).ok()? != space {
            return None;
        }
        match prefix.get(ROOT_PREFIX - 5..)? {
            "Aroot" => Some(NodeRef::Root),
            "Asbox" => Some(NodeRef::Safe),
            _ => None,
        }
    }

    /// A file or folder that is asked for by id.
    ///
    /// # Errors
    /// `NodeNotFound` for anything that is not one of ours.
    pub(super) fn read_file(&self, text: &str) -> Result<NodeId> {
        let id = text
            .strip_prefix('F')
            .and_then(|rest| self.opaque.open(OpaqueKind::Node, rest));
        id.map(NodeId).ok_or_else(|| Error::new(Code::NodeNotFound))
    }

    /// A target folder: an id, an alias, or a path of ids whose last counts.
    ///
    /// # Errors
    /// `TargetInvalid` for anything that is none of them.
    pub(super) fn read_target(&self, space: SpaceId, text: &str) -> Result<NodeRef> {
        let last = text
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        self.read_node(space, last)
            .ok_or_else(|| Error::new(Code::TargetInvalid))
    }
}

#[cfg(test)]
mod tests;
