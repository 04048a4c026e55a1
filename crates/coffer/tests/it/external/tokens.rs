//! What the issuer says is believed only when everything about it is right.

use super::browser::Browser;
use super::issuer::{CALLBACK, CLIENT, SECRET, World};
use coffer_testkit::Database;
use serde_json::{Value, json};

/// Where no database matters, one is enough.
const DATABASE: Database = Database::Sqlite;

async fn world() -> World {
    World::start(DATABASE, &[]).await.unwrap()
}

fn seconds() -> i64 {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let world = world().await;
    let now = seconds();
    let forgeries = [
        ("nonce", json!({"claims": {"nonce": "another"}})),
        ("no nonce", json!({"claims": {"nonce": null}})),
        ("audience", json!({"claims": {"aud": "another"}})),
        (
            "audiences",
            json!({"claims": {"aud": ["another", "third"]}}),
        ),
        ("no azp", json!({"claims": {"aud": [CLIENT, "another"]}})),
        (
            "azp",
            json!({"claims": {"aud": [CLIENT, "another"], "azp": "another"}}),
        ),
        (
            "issuer",
            json!({"claims": {"iss": "https://another.example"}}),
        ),
        (
            "slash",
            json!({"claims": {"iss": format!("{}/", world.issuer.url)}}),
        ),
        ("expired", json!({"claims": {"exp": now - 120}})),
        ("no exp", json!({"claims": {"exp": null}})),
        ("future", json!({"claims": {"iat": now + 120}})),
        ("not yet", json!({"claims": {"nbf": now + 120}})),
        (
            "access token",
            json!({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}),
        ),
        ("nobody", json!({"claims": {"sub": null}})),
        ("none", json!({"alg": "none"})),
        ("symmetric", json!({"alg": "HS256", "key": SECRET})),
        ("unknown key", json!({"key": "unknown"})),
        ("other key, same name", json!({"key": "same name"})),
        (
            "critical",
            json!({"header": {"crit": ["extension"], "extension": 1}}),
        ),
    ];
    for (what, forgery) in forgeries {
        world.issuer.forge(forgery).await;
        let landed = Browser::new().log_in(&world.departure(""), "alice").await;
        println!("{what}");
        landed.refused(403, "could not be verified");
    }
    world.issuer.forge(Value::Null).await;
    let landed = Browser::new().log_in(&world.departure(""), "alice").await;
    landed.code();
}

#[tokio::test]
async fn what_is_odd_and_right_is_believed() {
    let world = world().await;
    let now = seconds();
    for right in [
        json!({"claims": {"aud": [CLIENT, "another"], "azp": CLIENT}}),
        json!({"claims": {"exp": now - 30}}),
        json!({"claims": {"iat": now + 30}}),
        json!({"claims": {"exp": now as f64 + 100.5}}),
        json!({"claims": {"at_hash": null}}),
    ] {
        world.issuer.forge(right).await;
        let landed = Browser::new().log_in(&world.departure(""), "alice").await;
        landed.code();
    }
}

#[tokio::test]
async fn a_clock_may_be_off_a_little() {
    let world = world().await;
    for (seconds, believed) in [(30, true), (-30, true), (600, false), (-7_200, false)] {
        let browser = Browser::new();
        let clock = |seconds: i64| world.issuer.play("clock", json!({"seconds": seconds}));
        // A clock that jumps ahead would end the code, one that jumps back the browser's cookies.
        clock(seconds.max(0)).await;
        let back = browser
            .log_in_until(&world.departure(""), "alice", CALLBACK)
            .await;
        clock(seconds).await;
        let landed = browser.open(&back).await;
        clock(0).await;
        println!("{seconds} seconds");
        if believed {
            landed.code();
        } else {
            landed.refused(403, "could not be verified");
        }
    }
}

#[tokio::test]
async fn every_algorithm_is_verified() {
    let world = world().await;
    for algorithm in ["RS256", "PS256", "ES256", "ES384", "EdDSA"] {
        let metadata = json!({"id_token_signed_response_alg": algorithm});
        world.register(metadata).await;
        let landed = Browser::new().log_in(&world.departure(""), "alice").await;
        println!("{algorithm}");
        landed.code();
        world.issuer.forge(json!({"key": "same name"})).await;
        let landed = Browser::new().log_in(&world.departure(""), "alice").await;
        landed.refused(403, "could not be verified");
        world.issuer.forge(Value::Null).await;
    }
}

#[tokio::test]
async fn new_keys_are_fetched_and_not_too_often() {
    let world = world().await;
    let departure = world.departure("");
    Browser::new().log_in(&departure, "alice").await.code();
    Browser::new().log_in(&departure, "alice").await.code();
    assert_eq!(world.issuer.count("/jwks").await, 1, "they are kept");
    world.issuer.play("rotate", Value::Null).await;
    Browser::new().log_in(&departure, "alice").await.code();
    assert_eq!(
        world.issuer.count("/jwks").await,
        2,
        "the new ones are needed"
    );
    world.issuer.forge(json!({"key": "unknown"})).await;
    for _ in 0..3 {
        let landed = Browser::new().log_in(&departure, "alice").await;
        landed.refused(403, "could not be verified");
    }
    assert_eq!(
        world.issuer.count("/jwks").await,
        2,
        "once a minute is enough"
    );
    let document = "/.well-known/openid-configuration";
    assert_eq!(world.issuer.count(document).await, 1);
}

#[tokio::test]
async fn we_prove_ourselves_as_the_issuer_wants_it() {
    for (variables, metadata) in [
        (
            vec![("COFFER_OIDC_CLIENT_SECRET", "")],
            json!({"token_endpoint_auth_method": "none"}),
        ),
        (
            vec![],
            json!({"token_endpoint_auth_method": "client_secret_basic"}),
        ),
    ] {
        let world = World::start(DATABASE, &variables).await.unwrap();
        world.register(metadata).await;
        let landed = Browser::new().log_in(&world.departure(""), "alice").await;
        landed.code();
    }
    // A wrong secret is the operator's mistake, and the person is told as much as helps.
    let wrong = [("COFFER_OIDC_CLIENT_SECRET", "wrong")];
    let world = World::start(DATABASE, &wrong).await.unwrap();
    let landed = Browser::new().log_in(&world.departure(""), "alice").await;
    landed.refused(403, "refused the login: invalid_client");
}

#[tokio::test]
async fn userinfo_is_asked_when_the_token_has_no_name() {
    let variables = [("COFFER_OIDC_AUTO_PROVISION", "true")];
    let world = World::start(DATABASE, &variables).await.unwrap();
    let departure = world.departure("");
    Browser::new().log_in(&departure, "alice").await.code();
    assert_eq!(world.issuer.count("/me").await, 0);
    world
        .issuer
        .play("claims", json!({"inIdToken": false}))
        .await;
    let landed = Browser::new().log_in(&departure, "carol").await;
    assert_eq!(world.issuer.count("/me").await, 1);
    let shown = world
        .session(&landed.code())
        .await
        .session_auth()
        .await
        .ok();
    assert_eq!(shown["data"]["userName"], "carol of the issuer");
}
