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
