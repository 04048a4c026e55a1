//! The naive model of the trees: a list of nodes that know their parents. It knows nothing of rights.

use coffer_model::{Name, NodeId, Timestamp};

/// Refused with one of these keys; where two rules are broken, either may be told.
pub(super) type Refused = Vec<&'static str>;
pub(super) type Outcome<T> = Result<T, Refused>;

pub(super) fn refuse<T>(key: &'static str) -> Outcome<T> {
    Err(vec![key])
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: NodeId,
    /// Number of its space.
    pub(super) space: usize,
    pub(super) parent: Option<usize>,
    pub(super) name: String,
    pub(super) folder: bool,
    pub(super) size: usize,
    pub(super) recycled_at: Option<Timestamp>,
    pub(super) erased: bool,
    /// Its row is gone.
    pub(super) removed: bool,
    pub(super) breaks: bool,
    /// Number of the person who locked it.
    pub(super) holder: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    pub(super) fn add(
        &mut self,
        (id, space): (NodeId, usize),
        parent: Option<usize>,
        name: &str,
        size: Option<usize>,
    ) -> usize {
        self.nodes.push(Node {
            id,
            space,
            parent,
            name: name.to_owned(),
            folder: size.is_none(),
            size: size.unwrap_or(0),
            recycled_at: None,
            erased: false,
            removed: false,
            breaks: false,
            holder: None,
        });
        self.nodes.len() - 1
    }

    /// The node itself, then those above it.
    pub(super) fn way(&self, node: usize) -> Vec<usize> {
        std::iter::successors(Some(node), |at| self.nodes[*at].parent).collect()
    }

    pub(super) fn root_of(&self, node: usize) -> usize {
        self.way(node).pop().unwrap()
    }

    pub(super) fn is_below(&self, node: usize, top: usize) -> bool {
        self.way(node)[1..].contains(&top)
    }

    /// Whether it is there, in the recycle bin or not.
    pub(super) fn exists(&self, node: usize) -> bool {
        let way = self.way(node);
        let thrown_away = way.iter().find(|at| self.nodes[**at].recycled_at.is_some());
        !self.nodes[node].removed && thrown_away.is_none_or(|at| !self.nodes[*at].erased)
    }

    pub(super) fn is_live(&self, node: usize) -> bool {
        let mut way = self.way(node).into_iter();
        self.exists(node) && way.all(|at| self.nodes[at].recycled_at.is_none())
    }

    /// Whether it has its own entry in the recycle bin.
    pub(super) fn is_entry(&self, node: usize) -> bool {
        self.exists(node) && self.nodes[node].recycled_at.is_some()
    }

    pub(super) fn existing(&self) -> Vec<usize> {
        (0..self.nodes.len())
            .filter(|node| self.exists(*node))
            .collect()
    }

    /// What is listed in a folder: entries that were not thrown away on their own.
    pub(super) fn children(&self, folder: usize) -> Vec<usize> {
        let mut children = self.existing();
        children.retain(|node| {
            let node = &self.nodes[*node];
            node.parent == Some(folder) && node.recycled_at.is_none()
        });
        children
    }

    /// The name under which something goes into a folder, beside `itself`.
    pub(super) fn place(
        &self,
        folder: usize,
        name: &str,
        now: Timestamp,
        strict: bool,
        itself: Option<usize>,
    ) -> Outcome<String> {
        let taken = |name: &str| {
            let children = self.children(folder);
            let mut others = children.iter().filter(|child| Some(**child) != itself);
            others.any(|child| self.nodes[*child].name == name)
        };
        if !taken(name) {
            return Ok(name.to_owned());
        }
        if strict {
            return refuse("name_taken");
        }
        let plain = Name::stored(name.to_owned());
        let mut dated = (0..).map(|attempt| plain.with_timestamp(now, attempt).as_str().to_owned());
        Ok(dated.find(|name| !taken(name)).unwrap())
    }

    /// Removes the rows of an erased tree. What was thrown away from it before has an entry of its own and
    /// stays.
    pub(super) fn remove(&mut self, top: usize) {
        let goes = |node: usize| {
            let way = self.way(node);
            let Some(end) = way.iter().position(|at| *at == top) else {
                return false;
            };
            let kept =
                |at: &usize| self.nodes[*at].recycled_at.is_some() && !self.nodes[*at].erased;
            !self.nodes[node].removed && !way[..end].iter().any(kept)
        };
        let gone: Vec<usize> = (0..self.nodes.len()).filter(|node| goes(*node)).collect();
        for node in 0..self.nodes.len() {
            let parent = self.nodes[node].parent;
            if parent.is_some_and(|parent| gone.contains(&parent)) && !gone.contains(&node) {
                self.nodes[node].parent = Some(self.root_of(node));
            }
        }
        for node in gone {
            self.nodes[node].removed = true;
        }
    }
}
