//! The way there and back: bound to the browser, once, and nowhere else.

use super::browser::{Browser, hidden};
use super::issuer::{CALLBACK, World};
use coffer_testkit::{Database, Place};
use serde_json::{Value, json};

const DATABASE: Database = Database::Sqlite;

super::on_both! {
    an_answer_works_once_and_in_its_own_browser,
}

async fn world() -> World {
    World::start(DATABASE, &[]).await.unwrap()
}

async fn an_answer_works_once_and_in_its_own_browser(database: Database) {
    let Some(world) = World::start(database, &[]).await else {
        return;
    };
    let departure = world.departure("");
    let browser = Browser::new();
    let back = browser.log_in_until(&departure, "alice", CALLBACK).await;
    // In a browser that never left, and in one that left for itself (login CSRF, injected code).
    let other = Browser::new();
    other
        .open(&back)
        .await
        .refused(400, "not begun in this browser");
    other.open(&departure).await.asked();
    other
        .open(&back)
        .await
        .refused(400, "not begun in this browser");
    // Nothing of that has used it up; its own browser does.
    browser.open(&back).await.code();
    browser
        .open(&back)
        .await
        .refused(400, "not begun in this browser");
    // Nor does another's code work with one's own state.
    let stolen = Browser::new()
        .log_in_until(&departure, "alice", CALLBACK)
        .await;
    let own = other.log_in_until(&departure, "alice", CALLBACK).await;
    let code = |address: &str| {
        let address = reqwest::Url::parse(address).unwrap();
        let mut pairs = address.query_pairs();
        let found = pairs.find(|(name, _)| name == "code").unwrap();
        found.1.into_owned()
    };
    let mixed = own.replace(&code(&own), &code(&stolen));
    other.open(&mixed).await.refused(403, "invalid_grant");
}

#[tokio::test]
async fn answers_that_are_none_are_refused() {
    let world = world().await;
    let at = |query: &str| format!("{}{CALLBACK}{query}", world.server.url());
    let browser = Browser::new();
    browser.open(&world.departure("")).await.asked();
    for query in [
        "",
        "?code=x",
        "?state=",
        "?state=x&code=x",
        "?error=access_denied",
    ] {
        browser
            .open(&at(query))
            .await
            .refused(400, "not begun in this browser");
    }
    let chinese = Browser::in_language("zh-CN");
    let chinese = chinese.open(&at("?state=x&code=x")).await;
    chinese.refused(400, "不是在本浏览器中开始的");
    assert!(
        chinese.text.contains("href=\"../style.css\""),
        "{chinese:?}"
    );
    // The answer of another issuer, and one that names none though ours always does (RFC 9207).
    let departure = world.departure("");
    for replacement in ["iss=https%3A%2F%2Fanother.example", "other=x"] {
        let browser = Browser::new();
        let own = browser.log_in_until(&departure, "alice", CALLBACK).await;
        let (start, _) = own.split_once("iss=").expect("ours always does");
        let landed = browser.open(&format!("{start}{replacement}")).await;
        landed.refused(403, "could not be verified");
    }
    let tokens = world.issuer.count("/token").await;
    assert_eq!(tokens, 0, "no code was sent anywhere");
}

#[tokio::test]
async fn only_requests_of_our_own_clients_go_on() {
    let world = world().await;
    let at = |query: &str| format!("{}/oauth2/external/login{query}", world.server.url());
    let browser = Browser::new();
    for query in [
        "",
        "?client_id=nobody",
        "?client_id=coffer&redirect_uri=https://evil.example/",
        "?client_id=coffer&max_age=1&max_age=2",
    ] {
        let landed = browser.open(&at(query)).await;
        landed.refused(400, "");
        assert!(landed.headers.get("location").is_none(), "{landed:?}");
    }
    assert_eq!(world.issuer.count("/auth").await, 0);
}

#[tokio::test]
async fn what_the_client_wants_is_passed_on() {
    let world = world().await;
    let browser = Browser::new();
    let page = browser
        .open(&world.departure("&prompt=login&max_age=60&login_hint=alice%40x&lang=zh-CN"))
        .await;
    let params = page.asked()["params"].clone();
    for (name, value) in [
        ("prompt", "login"),
        ("login_hint", "alice@x"),
        ("ui_locales", "zh-CN"),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
        ("scope", "openid profile email phone"),
    ] {
        assert_eq!(params[name], value, "{params}");
    }
    assert_eq!(params["max_age"].to_string().trim_matches('"'), "60");
    for name in ["state", "nonce"] {
        assert_eq!(params[name].as_str().unwrap().len(), 64, "{params}");
    }
    assert_eq!(params["code_challenge"].as_str().unwrap().len(), 43);
    let landed = browser.answer(&page, json!({"login": "alice"})).await;
    landed.code();

    // Silently: the browser is logged in there, then it is not.
    let other = Browser::new();
    let silent = world.authorize("&prompt=none");
    assert_eq!(other.open(&silent).await.error(), "login_required");
    other.log_in(&world.departure(""), "alice").await.code();
    other.open(&silent).await.code();

    // Asked again: an issuer that lets the person through as before is not believed.
    let before = json!({"claims": {"auth_time": 1_000}});
    world.issuer.forge(before).await;
    let landed = other
        .log_in(&world.departure("&prompt=login"), "alice")
        .await;
    assert_eq!(landed.error(), "login_required");
    let landed = other
        .log_in(&world.departure("&max_age=1&prompt=login"), "alice")
        .await;
    assert_eq!(landed.error(), "login_required");
    world
        .issuer
        .forge(json!({"claims": {"auth_time": null}}))
        .await;
    let landed = other
        .log_in(&world.departure("&max_age=1&prompt=login"), "alice")
        .await;
    assert_eq!(landed.error(), "login_required");
}

#[tokio::test]
async fn whoever_gives_up_at_the_issuer_is_back_at_the_client() {
    let world = world().await;
    let browser = Browser::new();
    let page = browser.open(&world.departure("")).await;
    let landed = browser
        .answer(&page, json!({"error": "access_denied"}))
        .await;
    assert_eq!(landed.error(), "access_denied");
    let page = browser.open(&world.departure("")).await;
    let landed = browser
        .answer(&page, json!({"error": "invalid_scope"}))
        .await;
    landed.refused(403, "refused the login: invalid_scope");
}

#[tokio::test]
async fn an_issuer_that_is_down_is_told_and_left_alone() {
    let world = world().await;
    world.issuer.play("down", json!({"down": true})).await;
    let browser = Browser::new();
    for _ in 0..5 {
        let landed = browser.open(&world.departure("")).await;
        landed.refused(503, "cannot be reached");
        assert!(landed.headers.contains_key("retry-after"), "{landed:?}");
        assert!(landed.text.contains("../authorize?client_id=coffer"));
    }
    let document = "/.well-known/openid-configuration";
    assert_eq!(
        world.issuer.count(document).await,
        1,
        "it is not called again at once"
    );
    let silent = browser.open(&world.authorize("&prompt=none")).await;
    assert_eq!(silent.error(), "temporarily_unavailable");
    // Passwords of our own accounts do not need it.
    let page = browser.open(&world.authorize("")).await;
    assert_eq!(page.status, 200);
    world.issuer.play("down", json!({"down": false})).await;
    // It is called again after a pause.
    coffer_testkit::eventually("the issuer is back", async || {
        let landed = browser.open(&world.departure("")).await;
        landed.url.path().starts_with("/interaction/").then_some(())
    })
    .await;
    // Down between departure and return.
    let back = browser
        .log_in_until(&world.departure(""), "alice", CALLBACK)
        .await;
    world.issuer.play("down", json!({"down": true})).await;
    browser.open(&back).await.refused(503, "cannot be reached");
    let failures = world
        .metric("coffer_failures_total{code=\"internal\"}")
        .await;
    assert_eq!(failures, 0);
}

#[tokio::test]
async fn where_only_the_issuer_counts_passwords_do_not() {
    let world = World::start(DATABASE, &[("COFFER_OIDC_ONLY", "true")])
        .await
        .unwrap();
    let browser = Browser::new();
    let page = browser.open(&world.authorize("")).await;
    page.asked();
    // Not even from a form that was open before.
    let form = [
        ("csrf", "x"),
        ("login", Place::ADMIN),
        ("password", Place::PASSWORD),
    ];
    let landed = browser.send(&world.authorize(""), &form).await;
    landed.asked();
    browser.log_in(&world.authorize(""), "alice").await.code();
}

#[tokio::test]
async fn cookies_are_for_https_where_the_server_is() {
    let variables = [("COFFER_PUBLIC_URL", "https://drive.example.com")];
    let world = World::start(DATABASE, &variables).await.unwrap();
    let at = |path: &str| format!("https://drive.example.com/oauth2/external/{path}");
    world
        .register(json!({"redirect_uris": [at("callback")]}))
        .await;
    let landed = Browser::new().open(&world.departure("")).await;
    assert_eq!(landed.asked()["params"]["redirect_uri"], at("callback"));
    let ours = landed
        .cookies
        .iter()
        .find(|set| set.contains("coffer-external"));
    let ours = ours.unwrap();
    assert!(ours.starts_with("__Host-coffer-external="), "{ours}");
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(ours.contains(part), "{ours}");
    }
}

#[tokio::test]
async fn pages_of_the_password_stay_as_they_were() {
    let world = world().await;
    let browser = Browser::new();
    let page = browser.open(&world.authorize("&prompt=login")).await;
    let csrf = hidden(&page.text, "csrf");
    let wrong = [
        ("csrf", csrf.as_str()),
        ("login", "admin"),
        ("password", "wrong"),
    ];
    let landed = browser.send(page.url.as_str(), &wrong).await;
    landed.refused(401, "wrong");
    assert!(landed.text.contains("Log in with"), "{landed:?}");
    let right = [
        ("csrf", csrf.as_str()),
        ("login", Place::ADMIN),
        ("password", Place::PASSWORD),
    ];
    let landed = browser.send(page.url.as_str(), &right).await;
    landed.code();
    assert_eq!(
        world.issuer.play("counts", Value::Null).await["counts"]["/auth"],
        Value::Null
    );
}
