//! The naive model: a list of nodes that know their parents, and rules in plain words. Outcomes are
//! the keys of failures.

use coffer_model::node::{MAX_DEPTH, OnClash};
use coffer_model::{Name, NodeId, Timestamp};

/// Index of the plain root and of the safe.
pub(super) const ROOT: usize = 0;
pub(super) const SAFE: usize = 1;

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: NodeId,
    pub(super) parent: Option<usize>,
    pub(super) name: String,
    /// The number of its content; `None` for folders.
    pub(super) content: Option<usize>,
    pub(super) size: u64,
    pub(super) recycled_at: Option<Timestamp>,
    pub(super) erased: bool,
    /// Its row is gone.
    pub(super) removed: bool,
}

pub(super) type Outcome<T> = Result<T, &'static str>;

#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    pub(super) fn add(
        &mut self,
        id: NodeId,
        parent: Option<usize>,
        name: &str,
        content: Option<(usize, u64)>,
    ) -> usize {
        self.nodes.push(Node {
            id,
            parent,
            name: name.to_owned(),
            content: content.map(|(number, _)| number),
            size: content.map_or(0, |(_, size)| size),
            recycled_at: None,
            erased: false,
            removed: false,
        });
        self.nodes.len() - 1
    }

    /// The node itself, then those above it.
    fn way(&self, node: usize) -> Vec<usize> {
        std::iter::successors(Some(node), |at| self.nodes[*at].parent).collect()
    }

    pub(super) fn root_of(&self, node: usize) -> usize {
        *self.way(node).last().unwrap()
    }

    pub(super) fn is_found(&self, node: usize) -> bool {
        let way = self.way(node);
        let thrown_away = way.iter().find(|at| self.nodes[**at].recycled_at.is_some());
        !self.nodes[node].removed && thrown_away.is_none_or(|at| !self.nodes[*at].erased)
    }

    pub(super) fn is_live(&self, node: usize) -> bool {
        self.way(node)
            .iter()
            .all(|at| self.nodes[*at].recycled_at.is_none())
    }

    fn find(&self, node: usize) -> Outcome<()> {
        if self.is_found(node) {
            Ok(())
        } else {
            Err("node_not_found")
        }
    }

    fn find_live(&self, node: usize) -> Outcome<()> {
        self.find(node)?;
        if self.is_live(node) {
            Ok(())
        } else {
            Err("node_recycled")
        }
    }

    fn find_child(&self, node: usize) -> Outcome<usize> {
        self.nodes[node].parent.ok_or("forbidden")
    }

    pub(super) fn find_target(&self, node: usize) -> Outcome<()> {
        if !self.is_found(node) || self.nodes[node].content.is_some() {
            return Err("target_invalid");
        }
        if self.is_live(node) {
            Ok(())
        } else {
            Err("target_recycled")
        }
    }

    fn depth(&self, node: usize) -> u32 {
        self.way(node).len() as u32 - 1
    }

    /// Levels of folders below, also of those that were thrown away and not erased.
    fn height(&self, node: usize) -> u32 {
        let below = (0..self.nodes.len()).filter(|at| {
            let child = &self.nodes[*at];
            let gone = child.removed || child.erased;
            child.parent == Some(node) && child.content.is_none() && !gone
        });
        below.map(|child| self.height(child) + 1).max().unwrap_or(0)
    }

    fn fits(&self, node: usize, target: usize) -> bool {
        let is_folder = self.nodes[node].content.is_none();
        !is_folder || self.depth(target) + 1 + self.height(node) <= MAX_DEPTH
    }

    /// The live entry of `folder` with this name, beside `itself`.
    pub(super) fn sibling(
        &self,
        folder: usize,
        name: &str,
        itself: Option<usize>,
    ) -> Option<usize> {
        let key = |name: &str| Name::stored(name.to_owned()).key();
        let wanted = key(name);
        (0..self.nodes.len()).find(|at| {
            let node = &self.nodes[*at];
            Some(*at) != itself
                && node.parent == Some(folder)
                && node.recycled_at.is_none()
                && !node.removed
                && key(&node.name) == wanted
        })
    }

    /// The name under which something goes into a folder.
    pub(super) fn place(
        &self,
        folder: usize,
        name: &str,
        on_clash: OnClash,
        itself: Option<usize>,
        now: Timestamp,
    ) -> Outcome<String> {
        if self.sibling(folder, name, itself).is_none() {
            return Ok(name.to_owned());
        }
        if on_clash == OnClash::Refuse {
            return Err("name_taken");
        }
        let name = Name::stored(name.to_owned());
        let dated = |attempt| name.with_timestamp(now, attempt).as_str().to_owned();
        Ok((0..)
            .map(dated)
            .find(|name| self.sibling(folder, name, itself).is_none())
            .unwrap())
    }

    pub(super) fn create_folder(
        &self,
        parent: usize,
        name: &str,
        on_clash: OnClash,
        now: Timestamp,
    ) -> Outcome<String> {
        self.find_target(parent)?;
        if self.depth(parent) + 1 > MAX_DEPTH {
            return Err("too_deep");
        }
        self.place(parent, name, on_clash, None, now)
    }

    pub(super) fn rename(
        &mut self,
        node: usize,
        name: &str,
        on_clash: OnClash,
        now: Timestamp,
    ) -> Outcome<String> {
        self.find_live(node)?;
        let parent = self.find_child(node)?;
        let name = self.place(parent, name, on_clash, Some(node), now)?;
        self.nodes[node].name.clone_from(&name);
        Ok(name)
    }

    pub(super) fn move_to(&mut self, node: usize, target: usize, now: Timestamp) -> Outcome<()> {
        self.find_live(node)?;
        let from = self.find_child(node)?;
        self.find_target(target)?;
        if self.way(target).contains(&node) {
            return Err("target_below_source");
        }
        if target == from {
            return Err("already_there");
        }
        if self.root_of(target) != self.root_of(node) {
            return Err("target_invalid");
        }
        if !self.fits(node, target) {
            return Err("too_deep");
        }
        self.put(node, target, now);
        Ok(())
    }

    fn put(&mut self, node: usize, target: usize, now: Timestamp) {
        let name = self.nodes[node].name.clone();
        let name = self
            .place(target, &name, OnClash::Rename, Some(node), now)
            .unwrap();
        let node = &mut self.nodes[node];
        (node.name, node.parent) = (name, Some(target));
    }

    pub(super) fn recycle(&mut self, node: usize, now: Timestamp) -> Outcome<()> {
        self.find_live(node)?;
        self.find_child(node)?;
        self.nodes[node].recycled_at = Some(now);
        Ok(())
    }

    pub(super) fn restore(&mut self, node: usize, now: Timestamp) -> Outcome<()> {
        self.find(node)?;
        if self.nodes[node].recycled_at.is_none() {
            return Err("node_not_recycled");
        }
        let old = self.find_child(node)?;
        let target = if self.find_target(old).is_ok() && self.fits(node, old) {
            old
        } else {
            self.root_of(node)
        };
        self.put(node, target, now);
        self.nodes[node].recycled_at = None;
        Ok(())
    }

    pub(super) fn erase(&mut self, node: usize, now: Timestamp) -> Outcome<()> {
        self.find(node)?;
        self.find_child(node)?;
        let node = &mut self.nodes[node];
        node.erased = true;
        node.recycled_at = node.recycled_at.or(Some(now));
        Ok(())
    }

    /// Removes the rows of a node and of everything below it, and answers what files there were.
    pub(super) fn remove(&mut self, top: usize) -> Vec<usize> {
        let gone: Vec<usize> = (0..self.nodes.len())
            .filter(|at| self.goes_with(*at, top))
            .collect();
        for node in 0..self.nodes.len() {
            let parent = self.nodes[node].parent;
            if parent.is_some_and(|parent| gone.contains(&parent)) && !gone.contains(&node) {
                self.nodes[node].parent = Some(self.root_of(node));
            }
        }
        for node in &gone {
            self.nodes[*node].removed = true;
        }
        gone.into_iter()
            .filter(|node| self.nodes[*node].content.is_some())
            .collect()
    }

    /// Whether `node` goes when `top` does: what was thrown away before has its own entry in the bin.
    fn goes_with(&self, node: usize, top: usize) -> bool {
        let way = self.way(node);
        let Some(end) = way.iter().position(|at| *at == top) else {
            return false;
        };
        let own_entry = |at: &usize| {
            let node = &self.nodes[*at];
            node.recycled_at.is_some() && !node.erased
        };
        !self.nodes[node].removed && !way[..end].iter().any(own_entry)
    }

    pub(super) fn used(&self) -> u64 {
        self.nodes
            .iter()
            .filter(|node| !node.removed)
            .map(|node| node.size)
            .sum()
    }
}
