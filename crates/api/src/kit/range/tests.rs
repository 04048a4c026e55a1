use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn of_1000(header: &str) -> Selection {
    select(Some(header), 1_000)
}

#[test]
fn single_ranges() {
    assert_eq!(of_1000("bytes=0-99"), Selection::One(0..100));
    assert_eq!(of_1000("bytes=900-"), Selection::One(900..1_000));
    assert_eq!(of_1000("bytes=-1"), Selection::One(999..1_000));
    assert_eq!(of_1000("bytes=-5000"), Selection::One(0..1_000));
    assert_eq!(of_1000("bytes=0-5000"), Selection::One(0..1_000));
    assert_eq!(of_1000("BYTES = 0-0"), Selection::One(0..1));
    assert_eq!(
        of_1000("bytes=0-99999999999999999999999"),
        Selection::One(0..1_000)
    );
    assert_eq!(
        of_1000("bytes=999-18446744073709551615"),
        Selection::One(999..1_000)
    );
}

#[test]
fn headers_with_mistakes_are_ignored() {
    for header in [
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=+1-2",
        "bytes=1-2,x",
        "bytes=1",
        "items=0-1",
        "bytes=--1",
        "bytes=0 -1",
    ] {
        assert_eq!(of_1000(header), Selection::Full, "{header}");
    }
    assert_eq!(select(None, 1_000), Selection::Full);
}

#[test]
fn ranges_outside_the_content_are_not_satisfiable() {
    assert_eq!(of_1000("bytes=1000-"), Selection::NotSatisfiable);
    assert_eq!(
        of_1000("bytes=1000-2000, 5000-6000"),
        Selection::NotSatisfiable
    );
    assert_eq!(of_1000("bytes=-0"), Selection::NotSatisfiable);
    assert_eq!(select(Some("bytes=0-"), 0), Selection::NotSatisfiable);
}

#[test]
fn the_last_bytes_of_nothing_are_the_whole() {
    assert_eq!(select(Some("bytes=-5"), 0), Selection::Full);
}

#[test]
fn several_ranges_keep_their_order_when_they_are_apart() {
    assert_eq!(
        of_1000("bytes=500-509, 0-9,, 990-2000"),
        Selection::Many(vec![500..510, 0..10, 990..1_000])
    );
    assert_eq!(of_1000("bytes=0-9,5000-"), Selection::One(0..10));
}

#[test]
fn overlapping_and_touching_ranges_are_joined() {
    assert_eq!(of_1000("bytes=0-99,50-149"), Selection::One(0..150));
    assert_eq!(of_1000("bytes=0-,0-,0-"), Selection::One(0..1_000));
    assert_eq!(
        of_1000("bytes=600-700,0-9,10-19"),
        Selection::Many(vec![0..20, 600..701])
    );
    assert_eq!(of_1000("bytes=0-9,100-109"), Selection::One(0..110));
}

#[test]
fn too_many_ranges_are_answered_with_the_whole() {
    let many = |count: usize| {
        let specs: Vec<String> = (0..count)
            .map(|index| format!("{0}-{0}", index * 1_000))
            .collect();
        select(Some(&format!("bytes={}", specs.join(","))), 1_000_000)
    };
    assert!(matches!(many(MAX_RANGES), Selection::Many(ranges) if ranges.len() == MAX_RANGES));
    assert_eq!(many(MAX_RANGES + 1), Selection::Full);
}

#[test]
fn content_range_counts_both_ends() {
    assert_eq!(content_range(&(0..100), 1_000), "bytes 0-99/1000");
    assert_eq!(unsatisfied_range(1_000), "bytes */1000");
}

/// Byte by byte, what the standard asks for.
fn naive(specs: &[(Option<u64>, Option<u64>)], length: u64) -> BTreeSet<u64> {
    let asked = |byte: u64| {
        specs.iter().any(|spec| match *spec {
            (Some(first), Some(last)) => first <= byte && byte <= last,
            (Some(first), None) => first <= byte,
            (None, Some(count)) => byte + count >= length,
            (None, None) => false,
        })
    };
    (0..length).filter(|&byte| asked(byte)).collect()
}

proptest! {
    #[test]
    fn every_byte_asked_for_is_sent_once_and_gaps_are_short(
        specs in proptest::collection::vec((0_u64..1_200, 0_u64..1_200, 0..3), 1..6),
        length in 1_u64..1_000,
    ) {
        let specs: Vec<(Option<u64>, Option<u64>)> = specs
            .into_iter()
            .map(|(a, b, kind)| match kind {
                0 => (Some(a.min(b)), Some(a.max(b))),
                1 => (Some(a), None),
                _ => (None, Some(b)),
            })
            .collect();
        let show = |bound: Option<u64>| bound.map(|n| n.to_string()).unwrap_or_default();
        let texts: Vec<String> = specs.iter().map(|(a, b)| format!("{}-{}", show(*a), show(*b))).collect();
        let wanted = naive(&specs, length);
        let ranges = match select(Some(&format!("bytes={}", texts.join(","))), length) {
            Selection::One(range) => vec![range],
            Selection::Many(ranges) => ranges,
            Selection::NotSatisfiable => vec![],
            Selection::Full => return Err(TestCaseError::fail("ignored")),
        };
        let sent: Vec<u64> = ranges.iter().cloned().flatten().collect();
        let distinct: BTreeSet<u64> = sent.iter().copied().collect();
        prop_assert_eq!(sent.len(), distinct.len());
        prop_assert!(wanted.is_subset(&distinct));
        prop_assert!(distinct.iter().all(|byte| *byte < length));
        prop_assert_eq!(wanted.is_empty(), ranges.is_empty());
        for extra in distinct.difference(&wanted) {
            let before = wanted.range(..extra).next_back();
            let after = wanted.range(extra..).next();
            prop_assert!(matches!((before, after), (Some(b), Some(a)) if a - b <= MIN_GAP));
        }
    }

    #[test]
    fn no_header_makes_it_panic(text in any::<String>(), set in "bytes=[0-9, -]{0,40}", length in any::<u64>()) {
        for header in [&text, &set] {
            if let Selection::Many(ranges) = select(Some(header), length) {
                prop_assert!(ranges.len() > 1 && ranges.iter().all(|range| range.end <= length));
            }
        }
    }
}
