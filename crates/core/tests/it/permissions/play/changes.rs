//! Acts that change a tree.

use super::{Checked, Job, Play, compare, key};
use crate::permissions::acts::{Act, NAMES, Which};
use crate::permissions::tree::{Outcome, refuse};
use coffer_core::NodeRef;
use coffer_core::files::{BatchAct, CreateFolder, Rename, StartBatch};
use coffer_core::uploads::{BeginUpload, Begun};
use coffer_model::node::OnClash;
use coffer_model::{NodeId, Result};
use proptest::prelude::*;

impl Play {
    pub(super) async fn change(&mut self, act: &Act) -> Checked {
        match act {
            Act::Folder {
                by,
                parent,
                name,
                refuse,
            } => self.folder(*by, *parent, NAMES[*name], *refuse).await,
            Act::File {
                by,
                parent,
                name,
                size,
            } => self.file(*by, *parent, NAMES[*name], *size).await,
            Act::Rename {
                by,
                node,
                name,
                refuse,
            } => self.rename(*by, *node, NAMES[*name], *refuse).await,
            Act::Copy { by, node, goal } => self.copy(*by, *node, *goal).await,
            Act::EmptyBin { by, space } => self.empty_bin(*by, *space).await,
            Act::Move { by, nodes, goal } => {
                let space = self.space_of(self.node(nodes[0])).0;
                let (target, place) = self.goal(*goal, space);
                let target_act = BatchAct::Move {
                    target: place.into(),
                };
                self.batch(*by, target_act, nodes, |play, person, space, node| {
                    play.move_to(person, space, node, target)
                })
                .await
            }
            Act::Recycle { by, nodes } => {
                self.batch(*by, BatchAct::Recycle, nodes, Self::recycle)
                    .await
            }
            Act::Restore { by, nodes } => {
                self.batch(*by, BatchAct::Restore, nodes, Self::restore)
                    .await
            }
            Act::Erase { by, nodes } => self.batch(*by, BatchAct::Erase, nodes, Self::erase).await,
            _ => Ok(()),
        }
    }

    async fn folder(&mut self, by: Which, parent: Which, name: &str, strict: bool) -> Checked {
        let (person, parent) = (self.person(by), self.node(parent));
        if self.is_full() {
            return Ok(());
        }
        let (space, id) = self.space_of(parent);
        let expected = self.expect_new(person, space, parent, name, strict);
        let command = CreateFolder {
            space: id,
            parent: NodeRef::Id(self.id(parent)),
            name: name.to_owned(),
            on_clash: on_clash(strict),
            description: String::new(),
            created_at: None,
            edited_at: None,
        };
        let ctx = self.cast.ctx(person);
        let made = key(self.cast.world.drive.create_folder(&ctx, command).await);
        let id = made.as_ref().map_or(NodeId(0), |(id, _)| *id);
        let made = made.map(|(_, name)| name.as_str().to_owned());
        compare(&made, &expected, &("create", person, parent))?;
        if let Ok(name) = expected {
            self.rules.tree.add((id, space), Some(parent), &name, None);
        }
        Ok(())
    }

    /// What making something in a folder must come to: its name.
    fn expect_new(
        &self,
        person: usize,
        space: usize,
        parent: usize,
        name: &str,
        strict: bool,
    ) -> Outcome<String> {
        self.rules.enter(person, space)?;
        self.rules
            .find_target(person, space, parent, "uploadable")?;
        self.rules
            .tree
            .place(parent, name, self.now(), strict, None)
    }

    async fn file(&mut self, by: Which, parent: Which, name: &str, size: usize) -> Checked {
        let (person, parent) = (self.person(by), self.node(parent));
        if self.is_full() {
            return Ok(());
        }
        let space = self.space_of(parent).0;
        let expected =
            self.expect_new(person, space, parent, name, false)
                .map_err(|keys| match keys[..] {
                    ["target_recycled"] => vec!["upload_target_recycled"],
                    _ => keys,
                });
        let place = NodeRef::Id(self.id(parent));
        let mut command = self.cast.world.file(place, name, &vec![7; size]);
        command.space = self.cast.spaces[space].id;
        let made = key(self.upload(person, command, size).await);
        let id = made.as_ref().map_or(NodeId(0), |(id, _)| *id);
        compare(
            &made.map(|(_, name)| name),
            &expected,
            &("upload", person, parent),
        )?;
        if let Ok(name) = expected {
            self.rules
                .tree
                .add((id, space), Some(parent), &name, Some(size));
        }
        Ok(())
    }

    async fn upload(
        &self,
        person: usize,
        command: BeginUpload,
        size: usize,
    ) -> Result<(NodeId, String)> {
        let (ctx, drive) = (self.cast.ctx(person), &self.cast.world.drive);
        let open = match drive.begin_upload(&ctx, command).await? {
            Begun::Open(open) => open,
            other => panic!("not open: {other:?}"),
        };
        self.cast.world.send_all(&open, &vec![7; size]).await;
        drive.complete_upload(&ctx, open.node, None).await?;
        Ok((open.node, open.name.as_str().to_owned()))
    }

    async fn rename(&mut self, by: Which, node: Which, name: &str, strict: bool) -> Checked {
        let (person, node) = (self.person(by), self.node(node));
        let (space, id) = self.space_of(node);
        let expected = self.expect_renamed(person, space, node, name, strict);
        let command = Rename {
            space: id,
            node: self.id(node),
            name: name.to_owned(),
            on_clash: on_clash(strict),
        };
        let ctx = self.cast.ctx(person);
        let renamed = key(self.cast.world.drive.rename(&ctx, command).await);
        let renamed = renamed.map(|name| name.as_str().to_owned());
        compare(&renamed, &expected, &("rename", person, node))?;
        if let Ok(name) = expected {
            self.rules.tree.nodes[node].name = name;
        }
        Ok(())
    }

    fn expect_renamed(
        &self,
        person: usize,
        space: usize,
        node: usize,
        name: &str,
        strict: bool,
    ) -> Outcome<String> {
        self.rules.enter(person, space)?;
        self.rules.find(person, space, node, "editable")?;
        let parent = self.live_child(node)?;
        self.rules.require_all(person, node, "editable")?;
        let tree = &self.rules.tree;
        tree.place(parent, name, self.now(), strict, Some(node))
    }

    /// The folder that holds what is not in the recycle bin.
    pub(super) fn live_child(&self, node: usize) -> Outcome<usize> {
        if !self.rules.tree.is_live(node) {
            return refuse("node_recycled");
        }
        self.rules.tree.nodes[node].parent.ok_or(vec!["forbidden"])
    }

    async fn batch(
        &mut self,
        by: Which,
        act: BatchAct,
        nodes: &[Which],
        mut expect: impl FnMut(&mut Self, usize, usize, usize) -> Outcome<()>,
    ) -> Checked {
        let person = self.person(by);
        let nodes: Vec<usize> = nodes.iter().map(|which| self.node(*which)).collect();
        let (space, id) = self.space_of(nodes[0]);
        let command = StartBatch {
            space: id,
            act,
            nodes: nodes.iter().map(|node| self.id(*node)).collect(),
        };
        let (ctx, drive) = (self.cast.ctx(person), self.cast.world.drive.clone());
        let started = key(drive.start_batch(&ctx, command).await);
        let expected = self.rules.enter(person, space);
        compare(&started.clone().map(drop), &expected, &(act, person))?;
        let Ok(job) = started else {
            return Ok(());
        };
        let outcomes = drive.job(&ctx, job).await.unwrap().outcomes;
        prop_assert_eq!(outcomes.len(), nodes.len());
        for (node, outcome) in nodes.into_iter().zip(outcomes) {
            let expected = expect(self, person, space, node);
            let done = outcome.failure.map_or(Ok(()), Err);
            compare(&done, &expected, &(act, person, node))?;
        }
        Ok(())
    }

    fn recycle(&mut self, person: usize, space: usize, node: usize) -> Outcome<()> {
        self.rules.find(person, space, node, "readable")?;
        self.live_child(node)?;
        self.rules.require_all(person, node, "deleteable")?;
        self.rules.tree.nodes[node].recycled_at = Some(self.now());
        Ok(())
    }

    fn erase(&mut self, person: usize, space: usize, node: usize) -> Outcome<()> {
        self.rules.find(person, space, node, "readable")?;
        if self.rules.tree.nodes[node].parent.is_none() {
            return refuse("forbidden");
        }
        self.rules
            .require_with_entries(person, node, "deleteable")?;
        self.mark_erased(node);
        self.jobs.push_back(Job::Erase(node));
        Ok(())
    }

    fn mark_erased(&mut self, node: usize) {
        let now = self.now();
        let node = &mut self.rules.tree.nodes[node];
        node.erased = true;
        node.recycled_at = node.recycled_at.or(Some(now));
    }

    fn restore(&mut self, person: usize, space: usize, node: usize) -> Outcome<()> {
        self.rules.find(person, space, node, "readable")?;
        if !self.rules.tree.is_entry(node) {
            return refuse("node_not_recycled");
        }
        self.rules.require_all(person, node, "restoreable")?;
        let old = self.rules.tree.nodes[node].parent.unwrap();
        let target = if self.rules.tree.is_live(old) {
            old
        } else {
            self.rules.require_all(person, node, "deleteable")?;
            self.rules.require_all(person, node, "downloadable")?;
            self.rules.tree.root_of(node)
        };
        self.rules
            .find_target(person, space, target, "uploadable")?;
        self.put(node, target);
        self.rules.tree.nodes[node].recycled_at = None;
        Ok(())
    }

    fn move_to(&mut self, person: usize, space: usize, node: usize, target: usize) -> Outcome<()> {
        let rules = &self.rules;
        rules.find(person, space, node, "readable")?;
        let from = self.live_child(node)?;
        rules.require_all(person, node, "deleteable")?;
        rules.require_all(person, node, "downloadable")?;
        rules.find_target(person, space, target, "uploadable")?;
        if rules.tree.way(target).contains(&node) {
            return refuse("target_below_source");
        }
        if target == from {
            return refuse("already_there");
        }
        if rules.tree.root_of(target) != rules.tree.root_of(node) {
            return refuse("target_invalid");
        }
        self.put(node, target);
        Ok(())
    }

    fn put(&mut self, node: usize, target: usize) {
        let name = self.rules.tree.nodes[node].name.clone();
        let name = self
            .rules
            .tree
            .place(target, &name, self.now(), false, Some(node))
            .unwrap();
        let node = &mut self.rules.tree.nodes[node];
        (node.name, node.parent) = (name, Some(target));
    }

    /// What somebody may erase all of goes; the rest stays.
    async fn empty_bin(&mut self, by: Which, space: Which) -> Checked {
        let (person, space) = (self.person(by), space.index(self.cast.spaces.len()));
        let root = space * 2;
        let rules = &self.rules;
        let expected = rules
            .enter(person, space)
            .and_then(|()| rules.find(person, space, root, "deleteable"));
        let (ctx, drive) = (self.cast.ctx(person), &self.cast.world.drive);
        let emptied = drive.empty_bin(&ctx, self.cast.spaces[space].id).await;
        compare(
            &key(emptied).map(drop),
            &expected,
            &("empty", person, space),
        )?;
        if expected.is_err() {
            return Ok(());
        }
        let mut entries = self.rules.tree.existing();
        entries.retain(|node| {
            let rules = &self.rules;
            let root = rules.tree.root_of(*node);
            rules.tree.is_entry(*node)
                && rules.tree.nodes[*node].space == space
                && rules.may(person, root, "deleteable")
                && rules
                    .require_with_entries(person, *node, "deleteable")
                    .is_ok()
        });
        // Nobody sees it go piece by piece.
        self.jobs.push_back(Job::EmptyBin(entries));
        self.work().await
    }
}

fn on_clash(strict: bool) -> OnClash {
    if strict {
        OnClash::Refuse
    } else {
        OnClash::Rename
    }
}
