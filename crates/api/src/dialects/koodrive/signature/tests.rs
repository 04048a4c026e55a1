use super::*;
use proptest::prelude::*;

const SECRET: &[u8] = b"test-secret";
const HEADERS: [(&str, &str); 3] = [
    ("host", "drive.example.com"),
    ("x-date", "20240909T033325Z"),
    ("x-user-id", "1505084218764547200"),
];
const POST: SignedRequest<'_> = SignedRequest {
    method: "POST",
    path: "/koodrive/ose/v1/files/download",
    query: "",
    body: br#"{"containerId":"C1","fileIds":["F1"]}"#,
};
const GET: SignedRequest<'_> = SignedRequest {
    method: "GET",
    path: "/koodrive/ose/v1/files/path",
    query: "containerId=C%201&fileId=F~1",
    body: b"",
};
const POST_SIGNATURE: &str = "46b6262431b9b23c01923f0c29715f8ab44358ffdc45b097716f062ebefe68e5";
const GET_SIGNATURE: &str = "3bc5290fd44d108000679247cf624b6f2d236a2e071e2d0de6ff0955e80ec855";

/// What a client sends: the header for `request` with these headers signed.
fn sign(
    app_id: &str,
    secret: &[u8],
    request: SignedRequest<'_>,
    headers: &[(&str, &str)],
) -> Result<String> {
    let mut names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let names = names.join(";");
    check_header_names(&names)?;
    let value_of = |name: &str| {
        headers
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, value)| *value)
    };
    let canonical = canonical_request(request, &names, value_of)?;
    let signature = hex::encode(mac(secret, &canonical).finalize().into_bytes());
    Ok(format!(
        "{ALGORITHM} AppId={app_id},SignedHeaders={names},Signature={signature}"
    ))
}

fn signed_at() -> Timestamp {
    Timestamp::parse_iso_basic("20240909T033325Z").unwrap()
}

fn header<'a>(name: &str) -> Option<&'a str> {
    HEADERS
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, value)| *value)
}

fn authorization(signature: &str) -> String {
    format!("HMAC-SHA256 AppId=app,SignedHeaders=host;x-date;x-user-id,Signature={signature}")
}

fn verify(authorization: &str, request: SignedRequest<'_>, now: Timestamp) -> Result<()> {
    AppAuthorization::parse(authorization)?.verify(SECRET, request, header, now)
}

fn refused_part(result: Result<()>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.code(), Code::Unauthenticated);
    error.facts().parameter.clone().unwrap()
}

#[test]
fn both_vectors_have_the_stated_digest_and_signature() {
    for (request, digest, signature) in [
        (
            POST,
            "a633dea0f889ddf4e01c5b751597742b773f981a3b8f4d51fec3bbeb8e838bdb",
            POST_SIGNATURE,
        ),
        (
            GET,
            "74306e3bfc64eb546081e1b946e0facf9b56408dcf0a208fac28e0d1bea63fe6",
            GET_SIGNATURE,
        ),
    ] {
        let canonical = canonical_request(request, "host;x-date;x-user-id", header).unwrap();
        assert_eq!(hex::encode(Sha256::digest(canonical)), digest);
        assert_eq!(
            sign("app", SECRET, request, &HEADERS).unwrap(),
            authorization(signature)
        );
        assert!(verify(&authorization(signature), request, signed_at()).is_ok());
    }
}

#[test]
fn blanks_between_fields_and_another_order_are_accepted() {
    for text in [
        format!(
            "HMAC-SHA256 AppId=app, SignedHeaders=host;x-date;x-user-id, Signature={GET_SIGNATURE}"
        ),
        format!(
            "  HMAC-SHA256   Signature={GET_SIGNATURE} ,\tAppId = app,SignedHeaders= host;x-date;x-user-id "
        ),
    ] {
        assert_eq!(AppAuthorization::parse(&text).unwrap().app_id, "app");
        assert!(verify(&text, GET, signed_at()).is_ok());
    }
}

#[test]
fn malformed_headers_are_refused() {
    let good = authorization(GET_SIGNATURE);
    for (from, to) in [
        ("HMAC-SHA256 ", "HMAC-SHA256"),
        ("HMAC-SHA256", "SDK-HMAC-SHA256"),
        ("HMAC-SHA256", "Bearer"),
        ("AppId=app,", ""),
        ("AppId=app,", "AppId=,"),
        ("AppId=app,", "AppId=app,AppId=app,"),
        ("AppId=app,", "AppId=app,Extra=1,"),
        ("AppId=app,", "AppId,"),
        ("AppId=app,", "AppId=app,,"),
        ("host;x-date;", "x-date;host;"),
        ("host;x-date;", "Host;x-date;"),
        ("host;x-date;", "x-date;x-date;"),
        ("host;x-date;", "host;"),
        ("x-date;x-user-id", "x-date"),
        ("host;", ";"),
        ("host;", "ho st;"),
        ("3bc5", "3BC5"),
        ("3bc5", "3bc"),
        ("3bc5", "3bcg"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good);
        assert!(AppAuthorization::parse(&bad).is_err(), "{bad}");
    }
}

#[test]
fn a_token_is_not_of_this_scheme() {
    assert!(AppAuthorization::is_scheme("HMAC-SHA256 anything"));
    assert!(!AppAuthorization::is_scheme("Bearer+0123"));
    assert!(!AppAuthorization::is_scheme("HMAC-SHA256x"));
}

#[test]
fn the_date_may_be_fifteen_minutes_old_and_one_minute_ahead() {
    let text = authorization(GET_SIGNATURE);
    let at = |seconds| verify(&text, GET, signed_at().plus_seconds(seconds));
    assert!(at(900).is_ok());
    assert_eq!(refused_part(at(901)), "X-Date");
    assert!(at(-60).is_ok());
    assert_eq!(refused_part(at(-61)), "X-Date");
}

#[test]
fn every_signed_part_binds() {
    let text = authorization(POST_SIGNATURE);
    for forged in [
        SignedRequest {
            method: "PUT",
            ..POST
        },
        SignedRequest {
            path: "/koodrive/ose/v1/files/downloads",
            ..POST
        },
        SignedRequest {
            query: "a=",
            ..POST
        },
        SignedRequest {
            body: br#"{"containerId":"C1","fileIds":["F2"]}"#,
            ..POST
        },
        SignedRequest { body: b"", ..POST },
    ] {
        assert_eq!(
            refused_part(verify(&text, forged, signed_at())),
            "Signature"
        );
    }
    let parsed = AppAuthorization::parse(&text).unwrap();
    let other_user = |name: &str| {
        if name == USER {
            Some("1")
        } else {
            header(name)
        }
    };
    assert_eq!(
        refused_part(parsed.verify(SECRET, POST, other_user, signed_at())),
        "Signature"
    );
    let no_host = |name: &str| if name == "host" { None } else { header(name) };
    assert_eq!(
        refused_part(parsed.verify(SECRET, POST, no_host, signed_at())),
        "host"
    );
    assert_eq!(
        refused_part(parsed.verify(b"other", POST, header, signed_at())),
        "Signature"
    );
}

#[test]
fn equal_spellings_of_one_request_have_one_signature() {
    let text = authorization(GET_SIGNATURE);
    for (path, query) in [
        ("/koodrive/ose/v1/files/path/", GET.query),
        ("/koodrive//ose/./v1/x/../files/path", GET.query),
        ("/koodrive/ose/%761/files/path", GET.query),
        (GET.path, "fileId=F~1&containerId=C%201"),
        (GET.path, "fileId=F%7e1&&containerId=C+1"),
    ] {
        assert!(
            verify(&text, SignedRequest { path, query, ..GET }, signed_at()).is_ok(),
            "{path}?{query}"
        );
    }
}

#[test]
fn the_query_is_sorted_by_name_and_keeps_empty_values() {
    let mut out = String::new();
    push_query(&mut out, "b=2&a&Z=%e6%96%87&b=1").unwrap();
    assert_eq!(out, "Z=%E6%96%87&a=&b=1&b=2");
}

#[test]
fn headers_that_cannot_be_signed_are_refused() {
    assert!(sign("app", SECRET, GET, &HEADERS[..2]).is_err());
    assert!(sign("app", SECRET, GET, &[HEADERS[1], HEADERS[2], ("Host", "h")]).is_err());
}

proptest! {
    #[test]
    fn what_is_signed_is_verified_and_a_changed_signature_is_not(
        segment in "[^/?#]{1,12}",
        value in any::<String>(),
        body in any::<Vec<u8>>(),
        user in "[0-9]{1,19}",
        digit in 0_usize..64,
    ) {
        let path = format!("/a/{}", percent::encode(&segment, Keep::Nothing));
        let query = format!("q={}", percent::encode(&value, Keep::Nothing));
        let request = SignedRequest { method: "POST", path: &path, query: &query, body: &body };
        let headers = [("x-date", "20240909T033325Z"), ("x-user-id", user.as_str())];
        let text = sign("app", SECRET, request, &headers).unwrap();
        let lookup = |name: &str| headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        prop_assert!(AppAuthorization::parse(&text).unwrap().verify(SECRET, request, lookup, signed_at()).is_ok());

        let mut forged = AppAuthorization::parse(&text).unwrap();
        forged.signature[digit / 2] ^= 1 << (digit % 8);
        prop_assert!(forged.verify(SECRET, request, lookup, signed_at()).is_err());
    }

    #[test]
    fn no_header_makes_it_panic(text in any::<String>(), tail in "(AppId|SignedHeaders|Signature|=|,|;| |[a-f0-9]{0,8}){0,12}", path in any::<String>(), query in any::<String>()) {
        let now = signed_at();
        let request = SignedRequest { path: &path, query: &query, ..GET };
        prop_assert!(verify(&text, request, now).is_err());
        let scheme = format!("HMAC-SHA256 {tail}");
        prop_assert!(verify(&scheme, request, now).is_err());
        prop_assert!(verify(&authorization(POST_SIGNATURE), request, now).is_err());
    }
}
