//! Copies: what the copier could take, and nothing that was said of it.

use super::{Checked, Play, compare, key};
use crate::permissions::acts::{Goal, Which};
use crate::permissions::tree::{Outcome, refuse};
use coffer_core::files::StartCopy;
use coffer_model::NodeId;
use proptest::prelude::*;

impl Play {
    pub(super) async fn copy(&mut self, by: Which, node: Which, goal: Goal) -> Checked {
        let (person, node) = (self.person(by), self.node(node));
        if self.is_full() {
            return Ok(());
        }
        let (space, source) = self.space_of(node);
        let (target, place) = self.goal(goal, space);
        let (target_space, target_id) = self.space_of(target);
        let command = StartCopy {
            source,
            nodes: vec![self.id(node)],
            target_space: target_id,
            target: place,
        };
        let (ctx, drive) = (self.cast.ctx(person), self.cast.world.drive.clone());
        let started = key(drive.start_copy(&ctx, command).await);
        let rules = &self.rules;
        let entered = rules
            .enter(person, space)
            .and_then(|()| rules.enter(person, target_space));
        compare(
            &started.clone().map(drop),
            &entered,
            &("copy", person, node),
        )?;
        let Ok(job) = started else {
            return Ok(());
        };
        let expected = self.expect_copied(person, (space, node), (target_space, target));
        let mut outcomes = drive.job(&ctx, job).await.unwrap().outcomes;
        let outcome = outcomes.pop().unwrap();
        let done = outcome.failure.map_or(Ok(()), Err);
        compare(
            &done,
            &expected.clone().map(drop),
            &("copy", person, node, target),
        )?;
        match (expected, outcome.copy) {
            (Ok(name), Some(copy)) => self.note_copy(person, node, (target, &name), copy).await,
            _ => Ok(()),
        }
    }

    fn expect_copied(
        &self,
        person: usize,
        (space, node): (usize, usize),
        (target_space, target): (usize, usize),
    ) -> Outcome<String> {
        let (rules, tree) = (&self.rules, &self.rules.tree);
        rules.find(person, space, node, "downloadable")?;
        self.live_child(node)?;
        rules.find_target(person, target_space, target, "uploadable")?;
        if tree.way(target).contains(&node) {
            return refuse("target_below_source");
        }
        // Roots are added in pairs, the safe second.
        let safe = |node: usize| tree.root_of(node) % 2 == 1;
        if safe(target) != safe(node) {
            return refuse("target_invalid");
        }
        tree.place(target, &tree.nodes[node].name, self.now(), false, None)
    }

    /// The copy, found by its names: just what the copier could take, with nothing granted.
    async fn note_copy(
        &mut self,
        person: usize,
        top: usize,
        (target, name): (usize, &str),
        id: NodeId,
    ) -> Checked {
        let rows = self.rows().await;
        let space = self.rules.tree.nodes[target].space;
        let mut copies: Vec<(usize, usize)> = Vec::new();
        for from in self.rules.taken(person, top) {
            let node = self.rules.tree.nodes[from].clone();
            let size = (!node.folder).then_some(node.size);
            let copied = copies
                .iter()
                .find(|(source, _)| Some(*source) == node.parent);
            let copy = match copied.filter(|_| from != top) {
                None => self.rules.tree.add((id, space), Some(target), name, size),
                Some((_, parent)) => {
                    let above = self.id(*parent);
                    let row = rows
                        .iter()
                        .find(|row| row.parent == Some(above) && row.name == node.name);
                    prop_assert!(row.is_some(), "{} is not in the copy of {top}", node.name);
                    let id = row.map_or(NodeId(0), |row| row.id);
                    let parent = *parent;
                    self.rules
                        .tree
                        .add((id, space), Some(parent), &node.name, size)
                }
            };
            copies.push((from, copy));
        }
        Ok(())
    }
}
