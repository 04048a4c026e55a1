use super::*;
use http::{HeaderName, HeaderValue};

const PUBLIC: &str = "https://drive.example/base";

fn own(pairs: &[(&'static str, &'static str)]) -> bool {
    let headers = pairs.iter().map(|(name, value)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    });
    is_own(&headers.collect(), PUBLIC)
}

#[test]
fn programs_that_are_no_browsers_are_let_in() {
    assert!(own(&[("host", "drive.example")]));
}

#[test]
fn what_the_browser_says_of_the_site_decides() {
    assert!(own(&[
        ("sec-fetch-site", "same-origin"),
        ("origin", "null")
    ]));
    assert!(own(&[("sec-fetch-site", "none")]));
    assert!(!own(&[("sec-fetch-site", "same-site")]));
    assert!(!own(&[
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://drive.example")
    ]));
}

#[test]
fn older_browsers_are_known_by_the_origin() {
    assert!(own(&[("origin", "https://drive.example")]));
    assert!(own(&[
        ("origin", "http://127.0.0.1:8080"),
        ("host", "127.0.0.1:8080")
    ]));
    assert!(!own(&[
        ("origin", "https://drive.example.evil"),
        ("host", "drive.example")
    ]));
    assert!(!own(&[
        ("origin", "https://drive.exam"),
        ("host", "drive.example")
    ]));
    assert!(!own(&[("origin", "null"), ("host", "drive.example")]));
}
