//! Does acts to the drive and to the model, and compares what both say.

mod changes;
mod checks;
mod copies;
mod settings;
mod views;

use super::acts::{Act, Goal, Which};
use super::cast::{Cast, STRANGER};
use super::rules::{Rules, Subject};
use super::tree::Outcome;
use coffer_core::NodeRef;
use coffer_model::{NodeId, Result, SpaceId, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::collections::VecDeque;

/// More than these there are not: looking at everything takes its time.
const MOST_NODES: usize = 70;

type Checked = Result<(), TestCaseError>;

enum Job {
    Erase(usize),
    /// Entries of a recycle bin.
    EmptyBin(Vec<usize>),
}

pub(super) struct Play {
    cast: Cast,
    rules: Rules,
    jobs: VecDeque<Job>,
}

/// What the drive says, with the failure's key.
fn key<T>(result: Result<T>) -> Result<T, String> {
    result.map_err(|error| error.code().key().to_owned())
}

/// Demands that what was done was to be done, or was refused with a key that fits.
fn compare<T: std::fmt::Debug + PartialEq>(
    done: &Result<T, String>,
    expected: &Outcome<T>,
    what: &dyn std::fmt::Debug,
) -> Checked {
    match (done, expected) {
        (Ok(done), Ok(expected)) => prop_assert_eq!(done, expected, "{:?}", what),
        (Err(key), Err(keys)) => {
            prop_assert!(keys.contains(&key.as_str()), "{key} for {keys:?}: {what:?}");
        }
        _ => prop_assert!(false, "{done:?} for {expected:?}: {what:?}"),
    }
    Ok(())
}

impl Play {
    pub(super) async fn new(roles: [Vec<usize>; 3]) -> Self {
        let (cast, mut rules) = Cast::assemble(roles).await;
        cast.furnish(&mut rules).await;
        Self {
            cast,
            rules,
            jobs: VecDeque::new(),
        }
    }

    pub(super) async fn perform(&mut self, act: &Act) -> Checked {
        self.cast.world.pass(1);
        self.rules.now = self.cast.world.now();
        match act {
            Act::Grant { .. }
            | Act::Take { .. }
            | Act::Break { .. }
            | Act::Lock { .. }
            | Act::Unlock { .. }
            | Act::Member { .. }
            | Act::Transfer { .. }
            | Act::Emergency { .. } => {
                self.set(act).await;
                Ok(())
            }
            Act::Share { .. } | Act::Link { .. } => self.show(act).await,
            Act::Work => self.work().await,
            _ => self.change(act).await,
        }
    }

    /// All jobs are done.
    pub(super) async fn end(&mut self) -> Checked {
        self.work().await?;
        self.check_rows().await?;
        // Nothing but this play grants anything to somebody of another tenant.
        self.take_all_of(Subject::Person(STRANGER)).await;
        self.cast.world.assert_whole().await;
        Ok(())
    }

    async fn work(&mut self) -> Checked {
        self.cast.world.run_jobs().await;
        while let Some(job) = self.jobs.pop_front() {
            match job {
                Job::Erase(top) => self.remove(top),
                Job::EmptyBin(entries) => entries.into_iter().for_each(|top| self.remove(top)),
            }
        }
        Ok(())
    }

    /// Rows go, and what was said of them.
    fn remove(&mut self, top: usize) {
        self.rules.tree.remove(top);
        let nodes = &self.rules.tree.nodes;
        self.rules.grants.retain(|grant| !nodes[grant.node].removed);
    }

    /// The node that is meant, of those that there are or were.
    fn node(&self, which: Which) -> usize {
        which.index(self.rules.tree.nodes.len())
    }

    fn person(&self, which: Which) -> usize {
        which.index(self.rules.people.len())
    }

    fn id(&self, node: usize) -> NodeId {
        self.rules.tree.nodes[node].id
    }

    fn space_of(&self, node: usize) -> (usize, SpaceId) {
        let space = self.rules.tree.nodes[node].space;
        (space, self.cast.spaces[space].id)
    }

    /// The node that something is to go to.
    fn goal(&self, goal: Goal, space: usize) -> (usize, NodeRef) {
        let nodes = &self.rules.tree.nodes;
        let mut open: Vec<usize> = (0..nodes.len()).collect();
        if !goal.astray {
            open.retain(|node| nodes[*node].space == space && nodes[*node].folder);
        }
        let node = *goal.which.get(&open);
        (node, NodeRef::Id(self.id(node)))
    }

    fn is_full(&self) -> bool {
        self.rules.tree.nodes.len() >= MOST_NODES
    }

    fn now(&self) -> Timestamp {
        self.rules.now
    }
}
