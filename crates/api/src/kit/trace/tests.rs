use super::*;

#[test]
fn a_made_id_is_one_that_would_be_accepted() {
    let id = TraceId::from_random([0xa7; RANDOM_BYTES]);
    assert_eq!(id.as_str().len(), LENGTH);
    assert_eq!(TraceId::parse(id.as_str()), Some(id));
}

#[test]
fn other_lengths_and_unsafe_characters_are_refused() {
    let good = "aZ09-_".repeat(10)[..LENGTH].to_owned();
    assert!(TraceId::parse(&good).is_some());
    assert!(TraceId::parse(&good[1..]).is_none());
    assert!(TraceId::parse(&format!("{good}a")).is_none());
    for bad in ["\n", " ", "\"", "é", "\u{1b}"] {
        let text = format!("{bad}{}", &good[bad.len()..]);
        assert_eq!(text.len(), LENGTH);
        assert!(TraceId::parse(&text).is_none(), "{bad:?}");
    }
}
