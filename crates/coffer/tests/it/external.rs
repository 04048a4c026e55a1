//! Logging in at an external issuer, a real one: `oidc-provider` of npm.

mod browser;
mod issuer;
mod leaving;
mod tokens;
mod ways;

use browser::Browser;
use coffer_testkit::{Database, KooDrive, Place};
use issuer::World;
use serde_json::json;

/// Defines each of the named functions as a test on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(coffer_testkit::Database::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name(coffer_testkit::Database::Postgres).await;
            })*
        }
    };
}
use on_both;

on_both! {
    a_member_logs_in_at_the_issuer,
    a_stranger_is_refused,
    a_stranger_becomes_a_member_where_that_is_wanted,
    a_disabled_member_is_refused,
    an_account_of_ours_is_no_subject_of_the_issuer,
}

async fn a_member_logs_in_at_the_issuer(database: Database) {
    let Some(world) = World::start(database, &[]).await else {
        return;
    };
    let stranger = KooDrive::anonymous(world.server.url());
    let told = stranger.auth_code_url("drive.example.com").await.ok();
    let uri = told["uri"].as_str().unwrap();
    let ours = format!("{}/oauth2/authorize?", world.server.url());
    assert!(
        uri.starts_with(&ours),
        "clients see our own provider: {uri}"
    );

    // The page offers both ways, and the link leads on.
    let browser = Browser::new();
    let page = browser.open(&world.authorize("")).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("Log in with Example &amp; Co"),
        "{page:?}"
    );
    assert!(page.text.contains("name=\"password\""), "{page:?}");
    let link = "href=\"external/login?client_id=coffer&amp;state=of+the+client\"";
    assert!(page.text.contains(link), "{page:?}");

    let landed = browser.log_in(&world.departure(""), "alice").await;
    let session = world.session(&landed.code()).await;
    let shown = session.session_auth().await.ok();
    assert_eq!(shown["data"]["userName"], "alice", "the name here stays");
    assert_eq!(shown["data"]["role"], "1");
    let label = "coffer_logins_total{way=\"external\",outcome=\"success\"}";
    assert_eq!(world.metric(label).await, 1);

    // The browser is logged in as after a password: it is not asked again.
    let again = browser.open(&world.authorize("")).await;
    assert_ne!(again.code(), landed.code());
    // And everybody else still has a password.
    let admin = KooDrive::log_in(world.server.url(), Place::ADMIN, Place::PASSWORD).await;
    admin.0.session_auth().await.ok();
}

async fn a_stranger_is_refused(database: Database) {
    let Some(world) = World::start(database, &[]).await else {
        return;
    };
    let browser = Browser::new();
    let landed = browser.log_in(&world.departure(""), "carol").await;
    landed.refused(403, "but nobody has been added here under that name");
    // Trying again asks the issuer for somebody else.
    let link = "href=\"../authorize?client_id=coffer&amp;state=of+the+client&amp;prompt=login\"";
    assert!(landed.text.contains(link), "{landed:?}");
    let chinese = Browser::in_language("zh-CN");
    let landed = chinese.log_in(&world.departure(""), "carol").await;
    landed.refused(403, "此处尚未添加该标识");
    let label = "coffer_logins_total{way=\"external\",outcome=\"refused\"}";
    assert_eq!(world.metric(label).await, 2);
    // A client that must not see a page is told in its own words.
    let landed = browser.open(&world.authorize("&prompt=none")).await;
    assert_eq!(landed.error(), "access_denied");
}

async fn a_stranger_becomes_a_member_where_that_is_wanted(database: Database) {
    let variables = [("COFFER_OIDC_AUTO_PROVISION", "true")];
    let Some(world) = World::start(database, &variables).await else {
        return;
    };
    let landed = Browser::new().log_in(&world.departure(""), "carol").await;
    let session = world.session(&landed.code()).await;
    let first = session.session_auth().await.ok();
    assert_eq!(first["data"]["userName"], "carol of the issuer");
    assert_eq!(first["data"]["role"], "1");
    let user = first["data"]["innerUserId"].as_str().unwrap();
    session.space(user, "1").await.ok();

    // It is the same member the next time, whatever the name at the issuer is then.
    let renamed = json!({"sub": "carol", "name": "Somebody Else"});
    world.issuer.play("account", renamed).await;
    let landed = Browser::new().log_in(&world.departure(""), "carol").await;
    let second = world.session(&landed.code()).await;
    let second = second.session_auth().await.ok();
    assert_eq!(second["data"], first["data"]);

    // Two people at the same time become two members, one person one.
    let many = ["dora", "dora", "emil"];
    for name in many {
        world
            .issuer
            .play("account", json!({"sub": name, "email": "x@example.com"}))
            .await;
    }
    let departure = world.departure("");
    let logins = many.map(|name| {
        let departure = departure.clone();
        async move { Browser::new().log_in(&departure, name).await.code() }
    });
    let codes = futures_util::future::join_all(logins).await;
    let mut members = Vec::new();
    for code in codes {
        let shown = world.session(&code).await.session_auth().await.ok();
        // Without a name the e-mail address is shown.
        assert_eq!(shown["data"]["userName"], "x@example.com");
        members.push(shown["data"]["innerUserId"].clone());
    }
    assert_eq!(members[0], members[1]);
    assert_ne!(members[0], members[2]);
}

async fn a_disabled_member_is_refused(database: Database) {
    let variables = [("COFFER_OIDC_AUTO_PROVISION", "true")];
    let Some(world) = World::start(database, &variables).await else {
        return;
    };
    let landed = Browser::new().log_in(&world.departure(""), "bob").await;
    landed.refused(403, "Your account here is disabled");
}

async fn an_account_of_ours_is_no_subject_of_the_issuer(database: Database) {
    let variables = [("COFFER_OIDC_AUTO_PROVISION", "true")];
    let Some(world) = World::start(database, &variables).await else {
        return;
    };
    let admin = KooDrive::log_in(world.server.url(), Place::ADMIN, Place::PASSWORD).await;
    let account = json!({"sub": admin.1.user, "name": "admin"});
    world.issuer.play("account", account).await;
    let landed = Browser::new()
        .log_in(&world.departure(""), &admin.1.user)
        .await;
    landed.refused(403, "nobody has been added here under that name");
}
