use super::{MAX_WAITING, Waiting};
use coffer_model::{NodeId, Timestamp, UserId};
use coffer_store::recents::Use;

const ME: UserId = UserId(7);

fn view(at: i64) -> Use {
    Use {
        at: Timestamp(at),
        edited: false,
    }
}

fn edit(at: i64) -> Use {
    Use {
        at: Timestamp(at),
        edited: true,
    }
}

#[test]
fn the_later_use_is_told_but_views_soon_after_a_change_are_part_of_it() {
    let hour = Use::EDITING;
    for (one, other, told) in [
        (view(1), view(2), view(2)),
        (view(1), edit(2), edit(2)),
        (edit(1), edit(2), edit(2)),
        (edit(1), view(2), edit(1)),
        (edit(1), view(hour), edit(1)),
        (edit(1), view(hour + 1), view(hour + 1)),
        (edit(5), view(5), edit(5)),
    ] {
        assert_eq!(one.or(other), told, "{one:?} {other:?}");
        assert_eq!(other.or(one), told, "{other:?} {one:?}");
    }
}

#[test]
fn a_file_waits_once() {
    let waiting = Waiting::default();
    for at in 0..5 {
        waiting.note(ME, NodeId(1), view(at));
    }
    waiting.note(UserId(8), NodeId(1), edit(9));
    assert_eq!(waiting.of(ME), [(NodeId(1), view(4))]);
    assert_eq!(waiting.take(10).len(), 2);
}

#[test]
fn what_is_being_written_is_seen_and_waits_on_when_that_fails() {
    let waiting = Waiting::default();
    waiting.note(ME, NodeId(1), edit(1));
    waiting.note(ME, NodeId(2), view(2));
    assert_eq!(waiting.take(1), [(ME, NodeId(1), edit(1))]);
    waiting.note(ME, NodeId(1), view(3));
    let mut seen = waiting.of(ME);
    seen.sort_by_key(|(file, used)| (*file, used.at));
    let all = [
        (NodeId(1), edit(1)),
        (NodeId(1), view(3)),
        (NodeId(2), view(2)),
    ];
    assert_eq!(seen, all);
    waiting.settle(false);
    let both = [(ME, NodeId(1), edit(1)), (ME, NodeId(2), view(2))];
    assert_eq!(waiting.take(10), both);
    waiting.settle(true);
    assert!(waiting.of(ME).is_empty());
    assert!(waiting.take(10).is_empty());
}

#[test]
fn what_waits_is_bounded() {
    let waiting = Waiting::default();
    let more = i64::try_from(MAX_WAITING).unwrap();
    for file in 0..=more {
        waiting.note(ME, NodeId(file), view(file));
    }
    assert_eq!(waiting.of(ME).len(), MAX_WAITING);
}
