//! What is done in a sequence.

use coffer_model::node::OnClash;
use proptest::prelude::*;
use proptest::sample::Index;

/// The fewest acts of a sequence.
pub(super) const ACTS: usize = 10;

/// A node of those that ever were, also one that is gone or never was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Which(pub(super) Index);

/// What a client knows of the content before it uploads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Knows {
    Nothing,
    Digest,
    Proof,
    WrongProof,
}

/// What becomes of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Complete,
    /// With wrong bytes first, if the digest is known.
    CompleteWrong,
    /// Every part twice, completed twice.
    CompleteTwice,
    /// The bytes are sent, and no more.
    Leave,
    /// Nothing is sent.
    Forget,
}

#[derive(Debug, Clone)]
pub(super) enum Act {
    Folder {
        parent: Which,
        name: usize,
        on_clash: OnClash,
    },
    /// Folders in one another.
    Chain {
        parent: Which,
        count: usize,
    },
    Upload {
        parent: Which,
        name: usize,
        content: usize,
        on_clash: OnClash,
        knows: Knows,
        then: Then,
    },
    /// Goes on with an upload that was left, or completes what is complete.
    Complete {
        which: Which,
    },
    Rename {
        which: Which,
        name: usize,
        on_clash: OnClash,
    },
    Move {
        which: Vec<Which>,
        target: Which,
    },
    Recycle {
        which: Vec<Which>,
    },
    Restore {
        which: Vec<Which>,
    },
    Erase {
        which: Vec<Which>,
    },
    EmptyBin,
    RunJobs {
        count: usize,
    },
    /// Time for every open upload to expire.
    Expire,
    /// Time for content without references to go.
    Sweep,
}

/// Few, so that they clash; some are one another's in another spelling.
pub(super) const NAMES: [&str; 8] = [
    "a",
    "A",
    "b.txt",
    "B.TXT",
    "文件",
    "caf\u{e9}",
    "cafe\u{301}",
    "c",
];

/// Few, so that they are uploaded again.
pub(super) fn content(number: usize) -> Vec<u8> {
    let length = [0, 1, 7, 900, 3_000, 3_000, 9_000, 20_000][number];
    (0..length)
        .map(|at: usize| (at / 3 + number * 17) as u8)
        .collect()
}

pub(super) const CONTENTS: usize = 8;

fn which() -> impl Strategy<Value = Which> {
    any::<Index>().prop_map(Which)
}

fn some() -> impl Strategy<Value = Vec<Which>> {
    prop_oneof![3 => prop::collection::vec(which(), 1), 1 => prop::collection::vec(which(), 2..6)]
}

fn on_clash() -> impl Strategy<Value = OnClash> {
    prop_oneof![
        Just(OnClash::Rename),
        Just(OnClash::Refuse),
        Just(OnClash::RenameUnlessSame)
    ]
}

fn knows() -> impl Strategy<Value = Knows> {
    prop_oneof![
        Just(Knows::Nothing),
        Just(Knows::Digest),
        Just(Knows::Proof),
        Just(Knows::WrongProof)
    ]
}

fn then() -> impl Strategy<Value = Then> {
    prop_oneof![
        4 => Just(Then::Complete),
        1 => Just(Then::CompleteWrong),
        1 => Just(Then::CompleteTwice),
        2 => Just(Then::Leave),
        1 => Just(Then::Forget),
    ]
}

fn upload() -> impl Strategy<Value = Act> {
    (
        which(),
        0..NAMES.len(),
        0..CONTENTS,
        on_clash(),
        knows(),
        then(),
    )
        .prop_map(
            |(parent, name, content, on_clash, knows, then)| Act::Upload {
                parent,
                name,
                content,
                on_clash,
                knows,
                then,
            },
        )
}

pub(super) fn act() -> impl Strategy<Value = Act> {
    let name = || 0..NAMES.len();
    prop_oneof![
        5 => (which(), name(), on_clash())
            .prop_map(|(parent, name, on_clash)| Act::Folder { parent, name, on_clash }),
        2 => (which(), 1..12_usize).prop_map(|(parent, count)| Act::Chain { parent, count }),
        8 => upload(),
        2 => which().prop_map(|which| Act::Complete { which }),
        3 => (which(), name(), on_clash())
            .prop_map(|(which, name, on_clash)| Act::Rename { which, name, on_clash }),
        6 => (some(), which()).prop_map(|(which, target)| Act::Move { which, target }),
        4 => some().prop_map(|which| Act::Recycle { which }),
        4 => some().prop_map(|which| Act::Restore { which }),
        2 => some().prop_map(|which| Act::Erase { which }),
        1 => Just(Act::EmptyBin),
        2 => (1..4_usize).prop_map(|count| Act::RunJobs { count }),
        1 => Just(Act::Expire),
        1 => Just(Act::Sweep),
    ]
}
