use super::*;
use serde_json::json;

const EXPECTED: Expected<'static> = Expected {
    issuer: "https://issuer.example",
    client_id: "us",
    now: 1_000,
    skew: 60,
};
const ACCESS: (&str, Algorithm) = ("an access token", Algorithm::RS256);

/// A right token with some other claims; null removes one.
fn id_token(changes: &Value) -> IdToken {
    let mut claims = json!({
        "iss": "https://issuer.example",
        "sub": "somebody",
        "aud": "us",
        "exp": 1_300,
        "iat": 1_000,
        "nonce": "n",
    });
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    serde_json::from_value(claims).unwrap()
}

#[track_caller]
fn refused(changes: Value, reason: &str) {
    let token = id_token(&changes);
    match token.check(&EXPECTED, "n", ACCESS) {
        Err(Trouble::Unbelievable(found)) => assert_eq!(found, reason, "{changes}"),
        other => panic!("{changes}: {other:?}"),
    }
}

#[test]
fn each_wrong_claim_is_refused_for_its_own_reason() {
    let issuer = "the token is of another issuer";
    refused(json!({"iss": "https://issuer.example/"}), issuer);
    let client = "the token is for another client";
    refused(json!({"aud": "them"}), client);
    refused(json!({"aud": []}), client);
    let given = "the token was given to another client";
    refused(json!({"aud": ["us", "them"]}), given);
    refused(json!({"aud": ["us", "them"], "azp": "them"}), given);
    refused(json!({"azp": "them"}), given);
    refused(json!({"exp": 940}), "the token has expired");
    let future = "the token is from the future";
    refused(json!({"iat": 1_061}), future);
    refused(json!({"nbf": 1_061}), future);
    let login = "the token is of another login";
    refused(json!({"nonce": "m"}), login);
    refused(json!({"nonce": null}), login);
    refused(json!({"at_hash": ""}), "the access token was exchanged");
}

#[test]
fn what_is_right_is_believed_to_the_last_second() {
    for changes in [
        json!({}),
        json!({"aud": ["us"]}),
        json!({"aud": ["them", "us"], "azp": "us"}),
        json!({"exp": 941}),
        json!({"exp": 941.5}),
        json!({"iat": 1_060, "nbf": 1_060}),
        json!({"at_hash": token_hash(ACCESS)}),
    ] {
        let token = id_token(&changes);
        let checked = token.check(&EXPECTED, "n", ACCESS);
        assert!(checked.is_ok(), "{changes}: {checked:?}");
    }
}

#[test]
fn claims_beside_the_common_ones_are_kept() {
    let token = id_token(&json!({"name": "N", "auth_time": 7.0, "sid": "s"}));
    assert_eq!(token.claims["name"], "N");
    assert_eq!(token.auth_time(), Some(7));
    assert_eq!(token.common.sid.as_deref(), Some("s"));
    let huge = id_token(&json!({"auth_time": 1e300}));
    assert_eq!(huge.auth_time(), Some(i64::MAX));
}

#[test]
fn a_hash_is_of_the_algorithm_of_its_token() {
    // OpenID Connect Core 1.0, A.3.
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(
        token_hash((token, Algorithm::RS256)),
        "77QmUPtjPfzWtF2AnpK9RQ"
    );
    let lengths = [Algorithm::ES256, Algorithm::PS384, Algorithm::EdDSA];
    assert_eq!(
        lengths.map(|algorithm| token_hash((token, algorithm)).len()),
        [22, 32, 43]
    );
}

fn logout_token(changes: &Value) -> Option<LogoutToken> {
    let mut claims = json!({
        "iss": "https://issuer.example",
        "aud": "us",
        "exp": 1_120,
        "iat": 1_000,
        "jti": "j",
        "sid": "s",
        "events": {(LOGOUT_EVENT): {}},
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    serde_json::from_value(claims).ok()
}

#[test]
fn a_logout_token_is_nothing_else() {
    let checked = |changes: Value| {
        let token = logout_token(&changes);
        token.is_some_and(|token| token.check(&EXPECTED).is_ok())
    };
    assert!(checked(json!({})));
    assert!(checked(json!({"sid": null, "sub": "somebody"})));
    for changes in [
        json!({"sid": null}),
        json!({"nonce": "n"}),
        json!({"events": {}}),
        json!({"events": {(LOGOUT_EVENT): true}}),
        json!({"jti": ""}),
        json!({"jti": null}),
        json!({"aud": "them"}),
        json!({"exp": 900}),
    ] {
        assert!(!checked(changes.clone()), "{changes}");
    }
}

#[test]
fn headers_of_unknown_or_weak_kinds_are_refused() {
    let header_of = |header: Value| {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        header_of_token(&format!("{header}.e30.AA"))
    };
    fn header_of_token(token: &str) -> bool {
        header(token).is_ok()
    }
    assert!(header_of(json!({"alg": "RS256"})));
    assert!(header_of(json!({"alg": "EdDSA", "kid": "k"})));
    for weak in [
        json!({"alg": "none"}),
        json!({"alg": "HS256"}),
        json!({"alg": "RS1"}),
        json!({}),
        json!({"alg": "RS256", "crit": ["b64"]}),
    ] {
        assert!(!header_of(weak.clone()), "{weak}");
    }
    assert!(!header_of_token(""));
    assert!(!header_of_token("a.b"));
    assert!(!header_of_token(&"a".repeat(TOKEN_MAX + 1)));
}

/// A set with the public half of one EC key, described so.
fn keys(description: &[Value]) -> Keys {
    let keys = description.iter().map(|more| {
        let mut key = json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        });
        for (name, value) in more.as_object().unwrap() {
            key[name] = value.clone();
        }
        key
    });
    let set = json!({ "keys": keys.collect::<Vec<_>>() });
    Keys::from(serde_json::from_value::<KeySet>(set).unwrap())
}

#[test]
fn a_key_is_taken_only_for_what_it_is_for() {
    let mut named = Header::new(Algorithm::ES256);
    named.kid = Some("a".to_owned());
    let unnamed = Header::new(Algorithm::ES256);
    let token = "e30.e30.AA";
    let opened = |description: &[Value], header: &Header| {
        keys(description).open::<Value>(token, header).unwrap_err()
    };
    for other in [
        json!({"kid": "b"}),
        json!({"kid": "a", "use": "enc"}),
        json!({"kid": "a", "alg": "ES384"}),
        json!({"kid": "a", "kty": "unheard of"}),
        json!({"kid": "a", "kty": "oct", "k": "AA"}),
    ] {
        let found = opened(std::slice::from_ref(&other), &named);
        assert_eq!(found, Unverified::UnknownKey, "{other}");
    }
    let two = [json!({"kid": "a"}), json!({"kid": "b"})];
    let ambiguous = Unverified::Never("the token does not say which key it is");
    assert_eq!(opened(&two, &unnamed), ambiguous);
    assert_ne!(opened(&two, &named), Unverified::UnknownKey);
}
