use super::*;

#[test]
fn every_spelling_of_the_scheme_is_read() {
    for text in [
        "Bearer ab12",
        "Bearer+ab12",
        " bearer  ab12 ",
        "BEARER%2Bab12",
        "Bearer%2bab12",
        "Bearer%20ab12",
    ] {
        assert_eq!(token(text), Some("ab12"), "{text}");
    }
}

#[test]
fn another_scheme_is_no_token() {
    for text in [
        "",
        "ab12",
        "Bearer",
        "Bearerab12",
        "Basic ab12",
        "Bear ab12",
        "令牌令牌",
    ] {
        assert_eq!(token(text), None, "{text}");
    }
    assert_eq!(token("Bearer "), None, "blanks at the ends do not count");
    assert_eq!(token("Bearer+"), Some(""));
}

fn sent(values: &[&'static str]) -> HeaderMap {
    let values = values
        .iter()
        .map(|value| (header::AUTHORIZATION, value.parse().unwrap()));
    values.collect()
}

#[test]
fn a_header_holds_a_token_or_text_without_the_scheme() {
    for (value, expected) in [
        ("Bearer+ab12", Sent::Token("ab12")),
        ("ab12", Sent::Bare("ab12")),
        ("Basic ab12", Sent::Bare("Basic ab12")),
        ("Bearer+", Sent::Invalid),
        (" ", Sent::Invalid),
        ("", Sent::Invalid),
    ] {
        assert_eq!(Sent::read(&sent(&[value])), expected, "{value}");
    }
    assert_eq!(Sent::read(&HeaderMap::new()), Sent::Absent);
}

#[test]
fn of_several_headers_none_counts() {
    let twice = sent(&["Bearer ab12", "Bearer ab12"]);
    assert_eq!(Sent::read(&twice), Sent::Invalid);
}
