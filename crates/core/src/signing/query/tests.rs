use super::*;
use proptest::prelude::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

fn signer() -> QuerySigner {
    QuerySigner::new("AKIAIOSFODNN7EXAMPLE", SECRET, "us-east-1")
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_iso_basic(text).unwrap()
}

fn host_only<'a>(host: &'a str) -> impl Fn(&str) -> Option<&'a str> {
    move |name| (name == "host").then_some(host)
}

const PUBLISHED: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256\
    &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
    &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
    &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
const PUBLISHED_HOST: &str = "examplebucket.s3.amazonaws.com";

fn verify_published(query: &str, now: &str) -> Result<()> {
    signer()
        .verify(
            "GET",
            "/test.txt",
            query,
            host_only(PUBLISHED_HOST),
            at(now),
        )
        .map(|_| ())
}

fn code_of<T>(result: Result<T>) -> Option<Code> {
    result.err().map(|error| error.code())
}

#[test]
fn the_published_example_is_signed_as_published() {
    let query = signer().presign(
        "GET",
        PUBLISHED_HOST,
        "/test.txt",
        &[],
        &[],
        at("20130524T000000Z"),
        86_400,
    );
    assert_eq!(query, PUBLISHED);
}

#[test]
fn the_published_example_is_valid_for_its_day_and_expired_after_it() {
    assert!(verify_published(PUBLISHED, "20130524T000000Z").is_ok());
    assert!(verify_published(PUBLISHED, "20130524T235959Z").is_ok());
    assert_eq!(
        code_of(verify_published(PUBLISHED, "20130525T000000Z")),
        Some(Code::LinkExpired)
    );
}

#[test]
fn a_signing_moment_too_far_ahead_is_refused() {
    assert!(verify_published(PUBLISHED, "20130523T234500Z").is_ok());
    assert_eq!(
        code_of(verify_published(PUBLISHED, "20130523T234459Z")),
        Some(Code::SignatureInvalid)
    );
}

#[test]
fn parameters_may_come_in_any_order_and_in_other_spellings() {
    let mut pairs: Vec<&str> = PUBLISHED.split('&').collect();
    pairs.reverse();
    assert!(verify_published(&pairs.join("&"), "20130524T000000Z").is_ok());
    let lower = PUBLISHED
        .replace("%2F", "%2f")
        .replace("us-east-1", "us%2Deast-1");
    assert!(verify_published(&lower, "20130524T000000Z").is_ok());
    let plain = PUBLISHED.replace("%2F", "/");
    assert!(verify_published(&plain, "20130524T000000Z").is_ok());
}

#[test]
fn every_part_of_the_signature_must_be_there_exactly_once() {
    for pair in PUBLISHED.split('&') {
        let without = PUBLISHED
            .split('&')
            .filter(|other| *other != pair)
            .collect::<Vec<_>>()
            .join("&");
        assert_eq!(
            code_of(verify_published(&without, "20130524T000000Z")),
            Some(Code::SignatureInvalid),
            "{pair}"
        );
        let twice = format!("{PUBLISHED}&{pair}");
        assert_eq!(
            code_of(verify_published(&twice, "20130524T000000Z")),
            Some(Code::SignatureInvalid),
            "{pair}"
        );
    }
}

#[test]
fn forged_parts_are_refused() {
    for (from, to) in [
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
        ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLF"),
        ("us-east-1", "us-east-2"),
        ("%2Fs3%2F", "%2Fsts%2F"),
        ("aws4_request", "aws4_requesT"),
        ("2F20130524", "2F20130523"),
        ("20130524T000000Z", "20130524T000001Z"),
        ("20130524T000000Z", "2013-05-24T00:00"),
        ("Expires=86400", "Expires=86401"),
        ("Expires=86400", "Expires=+86400"),
        ("Expires=86400", "Expires=0"),
        ("Expires=86400", "Expires=604801"),
        ("Expires=86400", "Expires=99999999999"),
        ("SignedHeaders=host", "SignedHeaders=Host"),
        ("SignedHeaders=host", "SignedHeaders=host%3Bhost"),
        ("SignedHeaders=host", "SignedHeaders="),
        ("SignedHeaders=host", "SignedHeaders=x-other"),
        ("aeeed9", "AEEED9"),
        ("aeeed9", "beeed9"),
        ("d404", "d40"),
        ("X-Amz-Date", "x-amz-date"),
        ("&X-Amz-Date", "&partNumber=1&X-Amz-Date"),
        ("&X-Amz-Date", "&X-Amz-Content-Sha256=e3b0&X-Amz-Date"),
        ("&X-Amz-Date", "&%zz=1&X-Amz-Date"),
    ] {
        let forged = PUBLISHED.replace(from, to);
        assert_ne!(forged, PUBLISHED);
        assert_eq!(
            code_of(verify_published(&forged, "20130524T000000Z")),
            Some(Code::SignatureInvalid),
            "{to}"
        );
    }
}

#[test]
fn another_method_path_or_host_is_refused() {
    let signer = signer();
    let now = at("20130524T000000Z");
    let refused = |method, path, host| {
        code_of(signer.verify(method, path, PUBLISHED, host_only(host), now))
            == Some(Code::SignatureInvalid)
    };
    assert!(refused("PUT", "/test.txt", PUBLISHED_HOST));
    assert!(refused("GET", "/test.txt/", PUBLISHED_HOST));
    assert!(refused("GET", "//test.txt", PUBLISHED_HOST));
    assert!(refused("GET", "/x/../test.txt", PUBLISHED_HOST));
    assert!(refused("GET", "/test.txt%zz", PUBLISHED_HOST));
    assert!(refused("GET", "/test.txt", "other.example.com"));
}

#[test]
fn signed_headers_bind_and_are_told() {
    let signer = signer();
    let now = at("20240909T033325Z");
    let extra = [("uploadId", "u/1 +文"), ("partNumber", "7")];
    let query = signer.presign(
        "PUT",
        "drive.example.com",
        "/o/a%20b",
        &extra,
        &[("Content-Length", "  5242880 ")],
        now,
        3_600,
    );
    assert!(
        query.contains("X-Amz-SignedHeaders=content-length%3Bhost"),
        "{query}"
    );
    let headers = |length: &'static str| {
        move |name: &str| match name {
            "host" => Some("drive.example.com"),
            "content-length" => Some(length),
            _ => None,
        }
    };
    let verified = signer
        .verify("PUT", "/o/a%20b", &query, headers("5242880"), now)
        .unwrap();
    assert!(verified.is_signed("content-length") && !verified.is_signed("content-type"));
    assert_eq!(verified.get("uploadId"), Some("u/1 +文"));
    assert_eq!(verified.get("partNumber"), Some("7"));
    assert_eq!(verified.iter().count(), 2);
    assert_eq!(verified.signed_at(), now);
    assert_eq!(verified.expires_at(), now.plus_seconds(3_600));
    assert!(
        signer
            .verify("PUT", "/o/a%20b", &query, headers("5242881"), now)
            .is_err()
    );
    assert!(
        signer
            .verify(
                "PUT",
                "/o/a%20b",
                &query,
                host_only("drive.example.com"),
                now
            )
            .is_err()
    );
}

#[test]
fn a_repeated_parameter_is_refused_even_when_it_is_signed() {
    let signer = signer();
    let now = at("20240909T033325Z");
    let query = signer.presign("GET", "h", "/", &[("a", "1"), ("a", "2")], &[], now, 60);
    assert_eq!(
        code_of(signer.verify("GET", "/", &query, host_only("h"), now)),
        Some(Code::SignatureInvalid)
    );
}

#[test]
fn expiry_is_cut_to_seven_days() {
    let signer = signer();
    let now = at("20240909T033325Z");
    let query = signer.presign("GET", "h", "/", &[], &[], now, u32::MAX);
    assert!(
        signer
            .verify(
                "GET",
                "/",
                &query,
                host_only("h"),
                now.plus_seconds(604_799)
            )
            .is_ok()
    );
    let late = signer.verify(
        "GET",
        "/",
        &query,
        host_only("h"),
        now.plus_seconds(604_800),
    );
    assert_eq!(code_of(late), Some(Code::LinkExpired));
}

#[test]
fn keys_of_past_days_do_not_pile_up() {
    let signer = signer();
    for day in 0..40 {
        let now = at("20240909T033325Z").plus_seconds(day * 86_400);
        let query = signer.presign("GET", "h", "/", &[], &[], now, 60);
        assert!(
            signer
                .verify("GET", "/", &query, host_only("h"), now)
                .is_ok()
        );
    }
    assert_eq!(signer.keys.cached(), 9);
}

#[test]
fn the_secret_is_not_in_the_debug_form() {
    assert!(!format!("{:?}", signer()).contains("wJalr"));
}

fn flip(text: &str, index: usize) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = index % characters.len();
    characters[at] = if characters[at] == 'q' { 'Q' } else { 'q' };
    characters.into_iter().collect()
}

proptest! {
    #[test]
    fn what_is_signed_is_verified_and_nothing_else(
        segment in "\\PC{0,12}",
        values in proptest::collection::btree_map("[a-z]{1,6}", "\\PC{0,12}", 0..4),
        index in any::<usize>(),
    ) {
        let signer = signer();
        let now = at("20240909T033325Z");
        let path = format!("/{}", percent::encode(&segment, Keep::Slashes));
        let extra: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let query = signer.presign("GET", "h", &path, &extra, &[], now, 60);
        let verified = signer.verify("GET", &path, &query, host_only("h"), now).unwrap();
        for (name, value) in &extra {
            prop_assert_eq!(verified.get(name), Some(*value));
        }
        let forged = flip(&query, index);
        prop_assert!(signer.verify("GET", &path, &forged, host_only("h"), now).is_err());
    }

    #[test]
    fn no_query_makes_it_panic(path in any::<String>(), query in any::<String>(), amz in "(X-Amz-(Date|Expires|Signature|Credential|SignedHeaders|Algorithm)=[0-9A-Za-z%/;]{0,20}&?){0,8}") {
        let now = at("20240909T033325Z");
        for query in [&query, &amz] {
            prop_assert!(signer().verify("GET", &path, query, |_| Some("h"), now).is_err());
        }
    }
}
