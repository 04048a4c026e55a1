use super::*;
use proptest::prelude::*;

const ETAG: &str = "\"a,b\"";

fn current() -> Option<Validators<'static>> {
    // 1994-11-06T08:49:37.9Z: dates of HTTP have no fractions.
    Some(Validators {
        etag: ETAG,
        modified: Timestamp(784_111_777_900_000),
    })
}

const SAME: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const EARLIER: &str = "Sun, 06 Nov 1994 08:49:36 GMT";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        map.append(*name, value.parse().unwrap());
    }
    map
}

fn get(pairs: &[(&'static str, &str)]) -> Verdict {
    evaluate(&Method::GET, &headers(pairs), current())
}

fn put(pairs: &[(&'static str, &str)]) -> Verdict {
    evaluate(&Method::PUT, &headers(pairs), current())
}

#[test]
fn a_known_tag_is_not_modified_for_readers_and_fails_for_writers() {
    for value in [
        ETAG,
        "W/\"a,b\"",
        "\"x\", \"a,b\"",
        "\"a\",W/\"a,b\" ,\"c\"",
        "*",
        " * ",
    ] {
        assert_eq!(
            get(&[("if-none-match", value)]),
            Verdict::NotModified,
            "{value}"
        );
        assert_eq!(put(&[("if-none-match", value)]), Verdict::Failed, "{value}");
    }
    for value in [
        "\"a\"",
        "\"b\"",
        "a,b",
        "\"a,b",
        "\"A,b\"",
        "w/\"a,b\"",
        "x \"a,b\"",
    ] {
        assert_eq!(
            get(&[("if-none-match", value)]),
            Verdict::Proceed,
            "{value}"
        );
    }
    assert_eq!(
        get(&[("if-none-match", "\"x\""), ("if-none-match", ETAG)]),
        Verdict::NotModified
    );
}

#[test]
fn if_match_compares_strongly() {
    for value in [ETAG, "*", "\"x\",\"a,b\""] {
        assert_eq!(put(&[("if-match", value)]), Verdict::Proceed, "{value}");
    }
    for value in ["W/\"a,b\"", "\"x\"", ""] {
        assert_eq!(put(&[("if-match", value)]), Verdict::Failed, "{value}");
    }
}

#[test]
fn what_is_not_there_matches_nothing() {
    let put_new = |pairs| evaluate(&Method::PUT, &headers(pairs), None);
    assert_eq!(put_new(&[("if-none-match", "*")]), Verdict::Proceed);
    assert_eq!(put_new(&[("if-match", "*")]), Verdict::Failed);
}

#[test]
fn dates_are_compared_in_whole_seconds() {
    assert_eq!(get(&[("if-modified-since", SAME)]), Verdict::NotModified);
    assert_eq!(get(&[("if-modified-since", EARLIER)]), Verdict::Proceed);
    assert_eq!(get(&[("if-modified-since", "yesterday")]), Verdict::Proceed);
    assert_eq!(put(&[("if-modified-since", SAME)]), Verdict::Proceed);
    assert_eq!(put(&[("if-unmodified-since", SAME)]), Verdict::Proceed);
    assert_eq!(put(&[("if-unmodified-since", EARLIER)]), Verdict::Failed);
}

#[test]
fn tags_take_precedence_over_dates() {
    assert_eq!(
        get(&[("if-none-match", "\"x\""), ("if-modified-since", SAME)]),
        Verdict::Proceed
    );
    assert_eq!(
        put(&[("if-match", ETAG), ("if-unmodified-since", EARLIER)]),
        Verdict::Proceed
    );
}

#[test]
fn a_range_applies_to_the_same_strong_tag_or_a_settled_date() {
    let current = current().unwrap();
    let later = current.modified.plus_seconds(60);
    let applies = |value: &str, now| range_applies(&headers(&[("if-range", value)]), current, now);
    assert!(range_applies(&headers(&[]), current, later));
    assert!(applies(ETAG, later));
    assert!(!applies("W/\"a,b\"", later));
    assert!(!applies("\"x\"", later));
    assert!(applies(SAME, later));
    assert!(!applies(SAME, current.modified.plus_seconds(59)));
    assert!(!applies(EARLIER, later));
    assert!(!applies("nonsense", later));
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(text in "[\"W/*, a\u{e4}-]{0,24}", method in 0..2) {
        let mut map = HeaderMap::new();
        for name in [header::IF_MATCH, header::IF_NONE_MATCH, header::IF_RANGE, header::IF_MODIFIED_SINCE] {
            map.insert(name, http::HeaderValue::from_bytes(text.as_bytes()).unwrap());
        }
        let method = if method == 0 { Method::GET } else { Method::PUT };
        let wanted = evaluate(&method, &map, None);
        prop_assert_eq!(wanted, Verdict::Failed);
        _ = evaluate(&method, &map, current());
        _ = range_applies(&map, current().unwrap(), Timestamp(0));
    }
}
