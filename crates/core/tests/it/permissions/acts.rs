//! What is done in a sequence.

use super::rules::RIGHTS;
use proptest::prelude::*;
use proptest::sample::Index;

/// A node, person or grant: one of those that there are when the act is done.
pub(super) type Which = Index;

/// Few, so that they clash and are found together.
pub(super) const NAMES: [&str; 6] = ["ant", "bee", "cat", "antler", "beetle", "catbird"];

#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Person(Which),
    Group(Which),
    Department(Which),
}

/// Where something goes: a folder of the same space; or any node of any.
#[derive(Debug, Clone, Copy)]
pub(super) struct Goal {
    pub(super) which: Which,
    pub(super) astray: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Act {
    Grant {
        node: Which,
        subject: Subject,
        role: usize,
    },
    Take {
        which: Which,
    },
    Break {
        node: Which,
        breaks: bool,
    },
    Lock {
        node: Which,
        holder: Which,
    },
    Unlock {
        node: Which,
    },
    /// Somebody joins a group, or leaves it.
    Member {
        group: usize,
        person: Which,
    },
    /// Somebody works elsewhere from now on.
    Transfer {
        person: Which,
        department: Which,
    },
    /// The administrator may read the personal space for so many seconds; 0 closes it.
    Emergency {
        seconds: i64,
    },
    Folder {
        by: Which,
        parent: Which,
        name: usize,
        refuse: bool,
    },
    File {
        by: Which,
        parent: Which,
        name: usize,
        size: usize,
    },
    Rename {
        by: Which,
        node: Which,
        name: usize,
        refuse: bool,
    },
    Move {
        by: Which,
        nodes: Vec<Which>,
        goal: Goal,
    },
    Recycle {
        by: Which,
        nodes: Vec<Which>,
    },
    Restore {
        by: Which,
        nodes: Vec<Which>,
    },
    Erase {
        by: Which,
        nodes: Vec<Which>,
    },
    Copy {
        by: Which,
        node: Which,
        goal: Goal,
    },
    Share {
        by: Which,
        node: Which,
        preview: bool,
        download: bool,
    },
    Link {
        by: Which,
        node: Which,
    },
    EmptyBin {
        by: Which,
        space: Which,
    },
    /// Jobs that wait are done.
    Work,
}

/// A role that an administrator defines: numbers of rights.
pub(super) fn role() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..RIGHTS.len(), 0..5)
}

fn which() -> impl Strategy<Value = Which> {
    any::<Index>()
}

fn some() -> impl Strategy<Value = Vec<Which>> {
    prop_oneof![3 => prop::collection::vec(which(), 1), 1 => prop::collection::vec(which(), 2..5)]
}

fn subject() -> impl Strategy<Value = Subject> {
    prop_oneof![
        which().prop_map(Subject::Person),
        which().prop_map(Subject::Group),
        which().prop_map(Subject::Department),
    ]
}

fn goal() -> impl Strategy<Value = Goal> {
    (which(), prop::bool::weighted(0.15)).prop_map(|(which, astray)| Goal { which, astray })
}

fn grant() -> impl Strategy<Value = Act> {
    let role = prop_oneof![3 => 0..5_usize, 2 => 5..8_usize];
    (which(), subject(), role).prop_map(|(node, subject, role)| Act::Grant {
        node,
        subject,
        role,
    })
}

fn settings() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => grant(),
        2 => which().prop_map(|which| Act::Take { which }),
        5 => (which(), prop::bool::weighted(0.75))
            .prop_map(|(node, breaks)| Act::Break { node, breaks }),
        3 => (which(), which()).prop_map(|(node, holder)| Act::Lock { node, holder }),
        2 => which().prop_map(|node| Act::Unlock { node }),
        1 => (0..2_usize, which()).prop_map(|(group, person)| Act::Member { group, person }),
        1 => (which(), which())
            .prop_map(|(person, department)| Act::Transfer { person, department }),
        1 => (-1..40_i64)
            .prop_map(|seconds| Act::Emergency { seconds: seconds.max(0) }),
    ]
}

fn making() -> impl Strategy<Value = Act> {
    let name = || 0..NAMES.len();
    prop_oneof![
        3 => (which(), which(), name(), any::<bool>())
            .prop_map(|(by, parent, name, refuse)| Act::Folder { by, parent, name, refuse }),
        2 => (which(), which(), name(), 1..4_usize)
            .prop_map(|(by, parent, name, size)| Act::File { by, parent, name, size }),
        2 => (which(), which(), name(), any::<bool>())
            .prop_map(|(by, node, name, refuse)| Act::Rename { by, node, name, refuse }),
        4 => (which(), some(), goal())
            .prop_map(|(by, nodes, goal)| Act::Move { by, nodes, goal }),
        3 => (which(), which(), goal()).prop_map(|(by, node, goal)| Act::Copy { by, node, goal }),
    ]
}

fn ending() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (which(), some()).prop_map(|(by, nodes)| Act::Recycle { by, nodes }),
        4 => (which(), some()).prop_map(|(by, nodes)| Act::Restore { by, nodes }),
        2 => (which(), some()).prop_map(|(by, nodes)| Act::Erase { by, nodes }),
        1 => (which(), which()).prop_map(|(by, space)| Act::EmptyBin { by, space }),
        1 => Just(Act::Work),
    ]
}

pub(super) fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        7 => settings(),
        5 => making(),
        5 => ending(),
        1 => (which(), which(), any::<bool>(), any::<bool>()).prop_map(
            |(by, node, preview, download)| Act::Share { by, node, preview, download }
        ),
        1 => (which(), which()).prop_map(|(by, node)| Act::Link { by, node }),
    ]
}
