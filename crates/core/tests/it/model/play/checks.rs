//! Comparing the drive with the model.

use super::{CAPACITY, Checked, Play, key};
use coffer_core::Expect;
use coffer_core::files::ListFolder;
use coffer_model::NodeId;
use coffer_model::node::SortField;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::collections::BTreeSet;

impl Play {
    pub(in crate::model) async fn check_figures(&self) -> Checked {
        let view = self.world.view().await;
        prop_assert_eq!(
            (view.used, view.reserved),
            (self.tree.used(), self.reserved())
        );
        prop_assert!(view.used + view.reserved <= CAPACITY);
        Ok(())
    }

    /// Every node is where the model has it, every file has its bytes, and nothing else is wrong.
    pub(in crate::model) async fn check_all(&self) -> Checked {
        for node in 0..self.tree.nodes.len() {
            self.check_node(node).await?;
        }
        let (findings, _) = self.world.fsck(false).await;
        prop_assert!(findings.is_empty(), "{findings:?}");
        Ok(())
    }

    async fn check_node(&self, at: usize) -> Checked {
        let (world, node) = (&self.world, &self.tree.nodes[at]);
        let detail = key(world
            .drive
            .node_detail(&world.ctx(), world.space, node.id)
            .await);
        if !self.tree.is_found(at) {
            prop_assert_eq!(detail.err(), Some("node_not_found".to_owned()));
            return Ok(());
        }
        let found = detail.map_err(TestCaseError::fail)?.node;
        prop_assert_eq!(found.name.as_str(), &node.name);
        prop_assert_eq!(
            found.parent,
            node.parent.map(|parent| self.tree.nodes[parent].id)
        );
        prop_assert_eq!(found.recycled_at.is_none(), self.tree.is_live(at));
        prop_assert_eq!(found.recycled_directly, node.recycled_at.is_some());
        if !self.tree.is_live(at) {
            return Ok(());
        }
        match node.content {
            Some(number) => {
                let bytes = world.read(node.id).await;
                prop_assert_eq!(key(bytes), Ok(self.contents[number].clone()));
            }
            None => prop_assert_eq!(self.list(at).await, self.live_children(at)),
        }
        Ok(())
    }

    fn live_children(&self, folder: usize) -> BTreeSet<NodeId> {
        let nodes = self.tree.nodes.iter();
        nodes
            .filter(|node| {
                node.parent == Some(folder) && node.recycled_at.is_none() && !node.removed
            })
            .map(|node| node.id)
            .collect()
    }

    async fn list(&self, folder: usize) -> BTreeSet<NodeId> {
        let command = ListFolder {
            space: self.world.space,
            expect: Expect::Personal,
            folder: self.reference(Some(folder)),
            bin: false,
            sort: SortField::Name,
            descending: false,
            file_type: None,
            after: None,
            limit: 1_000,
        };
        let listed = self
            .world
            .drive
            .list_folder(&self.world.ctx(), command)
            .await
            .unwrap();
        listed.entries.into_iter().map(|node| node.id).collect()
    }
}
