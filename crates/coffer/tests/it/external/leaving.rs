//! Logging out here ends the session there, and the other way round.

use super::browser::{Browser, Landed, hidden};
use super::issuer::{CLIENT, World};
use coffer_testkit::{Database, Place};
use serde_json::json;

super::on_both! {
    logging_out_here_ends_the_session_there,
    the_issuer_ends_what_came_from_it,
    a_password_has_nothing_to_do_with_it,
}

/// Confirms our question, then the issuer's.
async fn log_out(world: &World, browser: &Browser, query: &str) -> Landed {
    let page = browser
        .open(&format!("{}/oauth2/logout{query}", world.server.url()))
        .await;
    let csrf = hidden(&page.text, "csrf");
    browser
        .send(page.url.as_str(), &[("csrf", csrf.as_str())])
        .await
}

async fn confirm(world: &World, browser: &Browser, page: &Landed) -> Landed {
    let xsrf = hidden(&page.text, "xsrf");
    let form = [("xsrf", xsrf.as_str()), ("logout", "yes")];
    let confirm = format!("{}/session/end/confirm", world.issuer.url);
    browser.send(&confirm, &form).await
}

async fn logging_out_here_ends_the_session_there(database: Database) {
    let Some(world) = World::start(database, &[]).await else {
        return;
    };
    let browser = Browser::new();
    let landed = browser.log_in(&world.departure(""), "alice").await;
    let session = world.session(&landed.code()).await;
    let question = browser
        .open(&format!("{}/oauth2/logout", world.server.url()))
        .await;
    let policy = question.headers["content-security-policy"]
        .to_str()
        .unwrap();
    let allowed = format!("form-action 'self' {}", world.issuer.url);
    assert!(policy.contains(&allowed), "{policy}");

    let target = format!("{}/login", world.server.url());
    let query = format!("?client_id=coffer&post_logout_redirect_uri={target}&state=kept");
    let page = log_out(&world, &browser, &query).await;
    assert_eq!(page.url.path(), "/session/end", "{page:?}");
    assert_eq!(page.parameter("client_id").unwrap(), CLIENT);
    assert!(page.parameter("id_token_hint").is_some());
    // Here it has ended already, whatever happens there.
    session.session_auth().await.refused(401, 13_000_202);
    let landed = confirm(&world, &browser, &page).await;
    assert_eq!(landed.url.as_str(), format!("{target}?state=kept"));
    // Both ask again.
    let page = browser.open(&world.departure("")).await;
    assert_eq!(page.asked()["prompt"], "login");

    // Without an address to go to there is our page, and coming back twice leads nowhere else.
    browser
        .answer(&page, json!({"login": "alice"}))
        .await
        .code();
    let page = log_out(&world, &browser, "").await;
    let done = confirm(&world, &browser, &page).await;
    assert_eq!(done.url.path(), "/oauth2/external/logged_out");
    assert!(done.text.contains("You are logged out"), "{done:?}");
    let again = browser.open(done.url.as_str()).await;
    assert_eq!(again.status, 200);
    assert!(again.text.contains("You are logged out"), "{again:?}");
}

async fn the_issuer_ends_what_came_from_it(database: Database) {
    let Some(world) = World::start(database, &[]).await else {
        return;
    };
    let (browser, other) = (Browser::new(), Browser::new());
    let landed = browser.log_in(&world.departure(""), "alice").await;
    let session = world.session(&landed.code()).await;
    let landed = other.log_in(&world.departure(""), "alice").await;
    let elsewhere = world.session(&landed.code()).await;
    // Logging out at the issuer itself: it tells us behind the browser's back.
    let end = format!("{}/session/end", world.issuer.url);
    let page = browser.open(&end).await;
    confirm(&world, &browser, &page).await;
    let told = world.issuer.play("counts", json!(null)).await;
    assert_eq!(told["backchannel"], json!(["success"]));
    session.session_auth().await.refused(401, 13_000_202);
    elsewhere.session_auth().await.ok();
    let page = browser.open(&world.authorize("")).await;
    assert!(page.text.contains("name=\"password\""), "{page:?}");
    other.open(&world.authorize("")).await.code();

    // Anything else than its logout token ends nothing.
    let address = format!("{}/oauth2/external/backchannel_logout", world.server.url());
    let page = log_out(&world, &other, "").await;
    let id_token = page.parameter("id_token_hint").unwrap();
    for token in ["", "x", "a.b.c", &id_token] {
        let refused = other.send(&address, &[("logout_token", token)]).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        assert_eq!(refused.text, "{\"error\":\"invalid_request\"}");
    }
}

async fn a_password_has_nothing_to_do_with_it(database: Database) {
    let Some(world) = World::start(database, &[]).await else {
        return;
    };
    let browser = Browser::new();
    let page = browser.open(&world.authorize("")).await;
    let csrf = hidden(&page.text, "csrf");
    let form = [
        ("csrf", csrf.as_str()),
        ("login", Place::ADMIN),
        ("password", Place::PASSWORD),
    ];
    browser.send(page.url.as_str(), &form).await.code();
    let done = log_out(&world, &browser, "").await;
    assert_eq!(done.url.path(), "/oauth2/logout");
    assert!(done.text.contains("You are logged out"), "{done:?}");
    assert_eq!(world.issuer.count("/session/end").await, 0);
}
