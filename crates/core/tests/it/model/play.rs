//! Does acts to the drive and to the model and compares what both say.

mod checks;
mod uploads;

use super::acts::{Act, CONTENTS, NAMES, Which, content};
use super::tree::{ROOT, SAFE, Tree};
use crate::world::{LONG, World};
use coffer_core::NodeRef;
use coffer_core::files::BatchAct;
use coffer_model::node::OnClash;
use coffer_model::{NodeId, Result, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use uploads::Upload;

const CAPACITY: u64 = 30_000;
/// An id that nothing has.
const NOBODY: NodeId = NodeId(17);
const OPEN_SECONDS: i64 = 24 * 3_600;

type Checked = Result<(), TestCaseError>;

enum Job {
    Erase(usize),
    EmptyBin(Timestamp),
}

pub(super) struct Play {
    world: World,
    tree: Tree,
    uploads: Vec<Upload>,
    jobs: VecDeque<Job>,
    /// Stored contents, in the safe or not: when the last reference went, if it did.
    stored: BTreeMap<(usize, bool), Option<Timestamp>>,
    contents: Vec<Vec<u8>>,
}

fn key<T>(result: Result<T>) -> Result<T, String> {
    result.map_err(|error| error.code().key().to_owned())
}

impl Play {
    pub(super) async fn new() -> Self {
        let world = World::new().await;
        world.set_capacity(CAPACITY).await;
        let view = world.view().await;
        let mut tree = Tree::default();
        tree.add(view.root, None, "", None);
        tree.add(view.safe, None, "", None);
        Self {
            world,
            tree,
            uploads: Vec::new(),
            jobs: VecDeque::new(),
            stored: BTreeMap::new(),
            contents: (0..CONTENTS).map(content).collect(),
        }
    }

    pub(super) async fn perform(&mut self, act: &Act) -> Checked {
        self.world.pass(1);
        match act {
            Act::Folder {
                parent,
                name,
                on_clash,
            } => {
                let parent = self.node(*parent);
                self.folder(parent, NAMES[*name], *on_clash).await.map(drop)
            }
            Act::Chain { parent, count } => self.chain(*parent, *count).await,
            Act::Upload {
                parent,
                name,
                content,
                on_clash,
                knows,
                then,
            } => {
                let begun = self
                    .begin(*parent, NAMES[*name], *content, *on_clash, *knows)
                    .await?;
                match begun {
                    Some(upload) => self.finish(upload, *then).await,
                    None => Ok(()),
                }
            }
            Act::Complete { which } => match self.uploads.len() {
                0 => Ok(()),
                count => self.complete(which.0.index(count)).await,
            },
            Act::Rename {
                which,
                name,
                on_clash,
            } => self.rename(*which, NAMES[*name], *on_clash).await,
            Act::Move { which, target } => self.move_to(which, *target).await,
            Act::Recycle { which } => {
                self.batch(BatchAct::Recycle, which, |tree, node, now| {
                    tree.recycle(node, now)
                })
                .await
            }
            Act::Restore { which } => {
                self.batch(BatchAct::Restore, which, |tree, node, now| {
                    tree.restore(node, now)
                })
                .await
            }
            Act::Erase { which } => self.erase(which).await,
            Act::EmptyBin => self.empty_bin().await,
            Act::RunJobs { count } => self.run_jobs(*count).await,
            Act::Expire => self.expire().await,
            Act::Sweep => self.sweep().await,
        }
    }

    /// The node that is meant; `None` for one that never was.
    fn node(&self, which: Which) -> Option<usize> {
        let index = which.0.index(self.tree.nodes.len() + 1);
        (index < self.tree.nodes.len()).then_some(index)
    }

    fn id(&self, node: Option<usize>) -> NodeId {
        node.map_or(NOBODY, |node| self.tree.nodes[node].id)
    }

    /// Roots are also named as such.
    fn reference(&self, node: Option<usize>) -> NodeRef {
        match node {
            Some(ROOT) => NodeRef::Root,
            Some(SAFE) => NodeRef::Safe,
            node => NodeRef::Id(self.id(node)),
        }
    }

    async fn folder(
        &mut self,
        parent: Option<usize>,
        name: &str,
        on_clash: OnClash,
    ) -> Result<Option<usize>, TestCaseError> {
        let now = self.world.now();
        let expected = match parent {
            Some(parent) => self.tree.create_folder(parent, name, on_clash, now),
            None => Err("target_invalid"),
        };
        let made = key(self
            .world
            .try_folder(self.reference(parent), name, on_clash)
            .await);
        let id = made.as_ref().map_or(NOBODY, |(id, _)| *id);
        let made = made.map(|(_, name)| name);
        prop_assert_eq!(&made, &expected.clone().map_err(str::to_owned));
        Ok(expected
            .ok()
            .map(|name| self.tree.add(id, parent, &name, None)))
    }

    async fn chain(&mut self, parent: Which, count: usize) -> Checked {
        let mut parent = self.node(parent);
        for _ in 0..count {
            parent = self.folder(parent, "deeper", OnClash::Rename).await?;
            if parent.is_none() {
                break;
            }
        }
        Ok(())
    }

    async fn rename(&mut self, which: Which, name: &str, on_clash: OnClash) -> Checked {
        let (node, now) = (self.node(which), self.world.now());
        let expected = match node {
            Some(node) => self.tree.rename(node, name, on_clash, now),
            None => Err("node_not_found"),
        };
        let command = coffer_core::files::Rename {
            space: self.world.space,
            node: self.id(node),
            name: name.to_owned(),
            on_clash,
        };
        let renamed = key(self.world.drive.rename(&self.world.ctx(), command).await);
        let renamed = renamed.map(|name| name.as_str().to_owned());
        prop_assert_eq!(renamed, expected.map_err(str::to_owned));
        Ok(())
    }

    async fn move_to(&mut self, which: &[Which], target: Which) -> Checked {
        let target = self.node(target);
        let act = BatchAct::Move {
            target: self.reference(target).into(),
        };
        self.batch(act, which, |tree, node, now| match target {
            Some(target) => tree.move_to(node, target, now),
            // What is wrong with the node itself is told first.
            None => tree
                .move_to(node, node, now)
                .and(Err("target_invalid"))
                .map_err(|key| {
                    if matches!(key, "node_not_found" | "node_recycled" | "forbidden") {
                        key
                    } else {
                        "target_invalid"
                    }
                }),
        })
        .await
    }

    async fn batch(
        &mut self,
        act: BatchAct,
        which: &[Which],
        mut expect: impl FnMut(&mut Tree, usize, Timestamp) -> Result<(), &'static str>,
    ) -> Checked {
        let now = self.world.now();
        let nodes: Vec<_> = which.iter().map(|which| self.node(*which)).collect();
        let ids: Vec<_> = nodes.iter().map(|node| self.id(*node)).collect();
        let outcomes = self.world.batch(act, &ids).await;
        prop_assert_eq!(outcomes.len(), nodes.len());
        for (node, outcome) in nodes.into_iter().zip(outcomes) {
            let expected = match node {
                Some(node) => expect(&mut self.tree, node, now),
                None => Err("node_not_found"),
            };
            let failure = outcome.failure.as_deref();
            prop_assert_eq!(failure, expected.err(), "{:?} of {:?}", act, node);
        }
        Ok(())
    }

    async fn erase(&mut self, which: &[Which]) -> Checked {
        let mut erased = Vec::new();
        self.batch(BatchAct::Erase, which, |tree, node, now| {
            tree.erase(node, now)?;
            erased.push(Job::Erase(node));
            Ok(())
        })
        .await?;
        self.jobs.extend(erased);
        Ok(())
    }

    async fn empty_bin(&mut self) -> Checked {
        self.world
            .drive
            .empty_bin(&self.world.ctx(), self.world.space)
            .await
            .unwrap();
        self.jobs.push_back(Job::EmptyBin(self.world.now()));
        Ok(())
    }

    async fn run_jobs(&mut self, count: usize) -> Checked {
        for _ in 0..count {
            let job = self.jobs.pop_front();
            prop_assert_eq!(self.world.run_job().await, job.is_some());
            match job {
                Some(Job::Erase(top)) => self.remove(top),
                Some(Job::EmptyBin(until)) => {
                    for node in 0..self.tree.nodes.len() {
                        if self.tree.nodes[node]
                            .recycled_at
                            .is_some_and(|at| at <= until)
                        {
                            self.remove(node);
                        }
                    }
                }
                None => {}
            }
        }
        Ok(())
    }

    fn remove(&mut self, top: usize) {
        for file in self.tree.remove(top) {
            let stored = (
                self.tree.nodes[file].content.unwrap(),
                self.tree.root_of(file) == SAFE,
            );
            if !self.referred().contains(&stored) {
                self.stored.entry(stored).and_modify(|at| {
                    at.get_or_insert(self.world.now());
                });
            }
        }
    }

    /// The contents that files have.
    fn referred(&self) -> BTreeSet<(usize, bool)> {
        let nodes = self
            .tree
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| !node.removed);
        nodes
            .filter_map(|(at, node)| Some((node.content?, self.tree.root_of(at) == SAFE)))
            .collect()
    }

    async fn sweep(&mut self) -> Checked {
        self.world.pass(LONG);
        self.world.drive.sweep().await.unwrap();
        self.abandon_expired();
        let until = self.world.now().plus_seconds(-OPEN_SECONDS);
        self.stored.retain(|_, at| at.is_none_or(|at| at > until));
        Ok(())
    }

    /// Everything that waits is done, and everything that may go is gone.
    pub(super) async fn end(&mut self) -> Checked {
        self.run_jobs(self.jobs.len() + 1).await?;
        self.sweep().await?;
        self.sweep().await?;
        prop_assert_eq!(self.world.stored().await.len(), self.referred().len());
        prop_assert_eq!(self.world.staged().await, 0);
        prop_assert_eq!(self.world.view().await.reserved, 0);
        Ok(())
    }
}
