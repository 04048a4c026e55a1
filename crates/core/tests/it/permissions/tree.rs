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

    /// Whether it, or something on the way from it up to `top`, was thrown away apart from `top`.
    pub(super) fn is_apart(&self, node: usize, top: usize) -> bool {
        let way = self.way(node);
        let mut below = way.iter().take_while(|at| **at != top);
        below.any(|at| self.nodes[*at].recycled_at.is_some())
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
    /// stays: in the nearest folder above that inherits nothing, else in the root. Only what was hidden by a
    /// folder that goes is not shown to others now, and goes too.
    pub(super) fn remove(&mut self, top: usize) {
        let mut gone = Vec::new();
        let mut left = Vec::new();
        for node in 0..self.nodes.len() {
            let way = self.way(node);
            let end = way.iter().position(|at| *at == top);
            let Some(end) = end.filter(|_| !self.nodes[node].removed) else {
                continue;
            };
            let entry =
                |at: &usize| self.nodes[*at].recycled_at.is_some() && !self.nodes[*at].erased;
            // The last entry below the top is what leaves it, with all that is below that.
            match way[..end].iter().rposition(entry) {
                Some(at) if !way[at + 1..=end].iter().any(|at| self.nodes[*at].breaks) => {
                    left.push(way[at]);
                }
                _ => gone.push(node),
            }
        }
        let above = self.way(top);
        let private = above[1..].iter().find(|at| self.nodes[**at].breaks);
        let heir = private.copied().unwrap_or(self.root_of(top));
        for node in left {
            self.nodes[node].parent = Some(heir);
        }
        for node in gone {
            self.nodes[node].removed = true;
        }
    }
}
