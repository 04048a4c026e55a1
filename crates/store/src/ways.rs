//! The ways of many nodes to their roots, read with one statement.

use crate::nodes::{self, NodeRow};
use crate::rights::Marks;
use crate::{ReadTx, StoreError};
use coffer_model::NodeId;
use std::collections::HashMap;

/// Steps of a way at most; more than folders nest.
const MAX_WAY: usize = 40;

/// Nodes with everything above them.
#[derive(Debug, Default)]
pub struct Ways(HashMap<NodeId, NodeRow>);

impl Ways {
    /// Reads those of `ids` that there are.
    ///
    /// # Errors
    /// What the database says.
    pub fn read(tx: &mut ReadTx<'_>, ids: &[NodeId]) -> Result<Self, StoreError> {
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let nodes = nodes::list_with_ancestors(tx, ids)?.into_iter();
        Ok(Self(nodes.map(|node| (node.id, node)).collect()))
    }

    /// Every node of the ways with its marks.
    pub fn marks(&self) -> impl Iterator<Item = (NodeId, Marks)> + '_ {
        self.0.values().map(|node| (node.id, node.marks))
    }

    /// The way from a node to its root, the node first; empty for what is not there.
    #[must_use]
    pub fn of(&self, id: NodeId) -> Vec<NodeRow> {
        let way = std::iter::successors(self.0.get(&id), |node| {
            node.parent.and_then(|parent| self.0.get(&parent))
        });
        way.take(MAX_WAY).cloned().collect()
    }
}
