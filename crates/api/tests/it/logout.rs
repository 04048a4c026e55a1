//! Logging out at the provider.

use crate::world::{Browser, REDIRECT, World};
use http::{StatusCode, header};

async fn logged_in(world: &World) -> (Browser<'_>, String, String) {
    let app = world.add_app(false).await;
    let path = format!(
        "/oauth2/authorize?response_type=code&client_id={}&redirect_uri={REDIRECT}&scope=openid",
        app.public_id
    );
    let mut browser = Browser::new(world);
    let code = browser
        .log_in(&path, "admin")
        .await
        .redirected("code")
        .unwrap();
    let form = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}&client_id={}&client_secret={}",
        app.public_id,
        app.secret.unwrap()
    );
    let tokens = world.post_form("/oauth2/token", &[], &form).await.json();
    let id_token = tokens["id_token"].as_str().unwrap().to_owned();
    (browser, id_token, app.public_id)
}

#[tokio::test]
async fn a_client_with_an_id_token_logs_out_at_once() {
    let world = World::new().await;
    let (mut browser, id_token, _) = logged_in(&world).await;
    let path = format!(
        "/oauth2/logout?id_token_hint={id_token}&post_logout_redirect_uri={REDIRECT}&state=a%20b"
    );
    let answer = browser.get(&path).await;
    assert_eq!(
        answer.headers[header::LOCATION],
        format!("{REDIRECT}?state=a%20b")
    );
    assert!(!browser.cookies.contains_key("coffer-login"));
    let next = browser.get("/oauth2/authorize?client_id=coffer").await;
    assert_eq!(next.status, StatusCode::OK);
}

#[tokio::test]
async fn anybody_elses_link_asks_first() {
    let world = World::new().await;
    let (mut browser, id_token, _) = logged_in(&world).await;
    let forged = format!("{}AAAA", &id_token[..id_token.len() - 4]);
    for path in [
        "/oauth2/logout".to_owned(),
        format!("/oauth2/logout?id_token_hint={forged}"),
    ] {
        let question = browser.get(&path).await;
        assert_eq!(question.status, StatusCode::OK);
        assert!(
            question.text.contains("<form method=\"post\""),
            "{}",
            question.text
        );
        assert!(browser.cookies.contains_key("coffer-login"));
    }
    let question = browser.get("/oauth2/logout").await;
    let done = browser.submit("/oauth2/logout", &question, "").await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(!browser.cookies.contains_key("coffer-login"));
}

#[tokio::test]
async fn logging_out_leads_to_registered_addresses_only() {
    let world = World::new().await;
    let (mut browser, id_token, client_id) = logged_in(&world).await;
    for query in [
        "post_logout_redirect_uri=https://evil.example/".to_owned(),
        format!("client_id={client_id}&post_logout_redirect_uri=https://evil.example/"),
        format!("id_token_hint={id_token}&post_logout_redirect_uri=https://evil.example/"),
        format!("id_token_hint={id_token}&client_id=coffer"),
    ] {
        let answer = browser.get(&format!("/oauth2/logout?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(browser.cookies.contains_key("coffer-login"), "{query}");
    }
}

#[tokio::test]
async fn logging_out_ends_the_sessions_of_that_login() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let code = browser.code("admin").await;
    let session = world.drive.open_session(&code, None).await.unwrap();
    let question = browser.get("/oauth2/logout").await;
    browser.submit("/oauth2/logout", &question, "").await;
    world.drive.authenticate(&session.token).await.unwrap_err();
}
