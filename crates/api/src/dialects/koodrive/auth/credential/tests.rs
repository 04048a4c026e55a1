use super::*;
use http::{HeaderName, HeaderValue};

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let headers = pairs.iter().map(|(name, value)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    });
    headers.collect()
}

#[test]
fn every_spelling_of_a_token_is_read() {
    for text in [
        "Bearer+ab12",
        "Bearer ab12",
        "bearer  ab12",
        "ab12",
        " Bearer%2Bab12 ",
    ] {
        let sent = headers(&[("authorization", text)]);
        assert_eq!(Credential::read(&sent), Credential::Token("ab12"), "{text}");
    }
    for text in [
        "Authorization=Bearer+ab12",
        "a=b; Authorization=ab12",
        "Authorization=Bearer%20ab12",
    ] {
        let sent = headers(&[("cookie", text)]);
        assert_eq!(
            Credential::read(&sent),
            Credential::Cookie("ab12"),
            "{text}"
        );
    }
}

#[test]
fn the_header_counts_before_the_cookie() {
    let cookie = ("cookie", "Authorization=cd34");
    let both = headers(&[("authorization", "ab12"), cookie]);
    assert_eq!(Credential::read(&both), Credential::Token("ab12"));
    let empty = headers(&[("authorization", "Bearer+"), cookie]);
    assert_eq!(Credential::read(&empty), Credential::None);
    let twice = headers(&[("authorization", "ab12"), ("authorization", "cd34")]);
    assert_eq!(Credential::read(&twice), Credential::None);
}

#[test]
fn a_signature_is_no_token() {
    let sent = headers(&[("authorization", "HMAC-SHA256 AppId=a")]);
    assert_eq!(Credential::read(&sent), Credential::Signature);
    assert_eq!(Credential::read(&HeaderMap::new()), Credential::None);
}
