use super::*;
use serde_json::{Value, json};

fn settings(issuer: &str, secret: Option<&str>) -> IssuerSettings {
    IssuerSettings {
        issuer: issuer.to_owned(),
        client_id: "us".to_owned(),
        client_secret: secret.map(str::to_owned),
        name: String::new(),
        scopes: "openid".to_owned(),
        only: false,
        clock_skew: 60,
    }
}

fn document(changes: &Value) -> Metadata {
    let mut document = json!({
        "issuer": "https://issuer.example/a",
        "authorization_endpoint": "https://issuer.example/auth",
        "token_endpoint": "https://issuer.example/token",
        "jwks_uri": "https://keys.example/",
    });
    for (name, value) in changes.as_object().unwrap() {
        document[name] = value.clone();
    }
    serde_json::from_value(document).unwrap()
}

#[test]
fn a_document_has_to_be_the_issuers_own() {
    let ours = settings("https://issuer.example/a", None);
    assert!(document(&json!({})).check(&ours).is_ok());
    for wrong in [
        json!({"issuer": "https://issuer.example/a/"}),
        json!({"issuer": "https://ISSUER.example/a"}),
        json!({"token_endpoint": "http://issuer.example/token"}),
        json!({"token_endpoint": "http://127.0.0.1/token"}),
        json!({"jwks_uri": "file:///etc/passwd"}),
        json!({"authorization_endpoint": "javascript:alert(1)"}),
    ] {
        assert!(document(&wrong).check(&ours).is_err(), "{wrong}");
    }
    let optional = json!({"userinfo_endpoint": "http://issuer.example/me"});
    let checked = document(&optional).check(&ours).unwrap();
    assert_eq!(checked.userinfo_endpoint, None);
}

#[test]
fn plain_http_stays_on_this_machine() {
    for here in [
        "http://localhost:1/",
        "http://127.1.2.3/",
        "http://[::1]:80/",
    ] {
        assert!(is_usable(here, false), "{here}");
        assert!(!is_usable(here, true), "{here}");
    }
    for elsewhere in [
        "http://example.com/",
        "http://10.0.0.1/",
        "http://localhost.example/",
    ] {
        assert!(!is_usable(elsewhere, false), "{elsewhere}");
    }
}

#[test]
fn the_document_is_below_the_issuer() {
    for issuer in ["https://issuer.example/a", "https://issuer.example/a/"] {
        assert_eq!(
            Metadata::address(issuer),
            "https://issuer.example/a/.well-known/openid-configuration"
        );
    }
}

#[test]
fn we_prove_ourselves_in_a_way_that_both_know() {
    let methods = "token_endpoint_auth_methods_supported";
    let way = |document: &Metadata, secret| document.client_auth(&settings("", secret));
    let silent = document(&json!({}));
    assert_eq!(way(&silent, Some("s")), ClientAuth::Basic);
    assert_eq!(way(&silent, None), ClientAuth::Public);
    let post = document(&json!({methods: ["private_key_jwt", "client_secret_post"]}));
    assert_eq!(way(&post, Some("s")), ClientAuth::Post);
    let both = document(&json!({methods: ["client_secret_post", "client_secret_basic"]}));
    assert_eq!(way(&both, Some("s")), ClientAuth::Basic);
}
