//! 4.5: logging in and out.

use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Answer, Kind, KooDrive, Place, assert_shape};
use reqwest::Method;
use serde_json::json;

on_both_databases! {
    a_login_opens_a_session,
    a_wrong_password_gives_no_code,
    a_code_opens_one_session_only,
    a_code_must_be_there_and_right,
    a_token_says_whose_it_is,
    a_token_is_accepted_in_every_spelling,
    refreshing_rotates_the_token,
    refreshing_needs_token_and_session_of_one_login,
    logging_off_ends_the_token_at_once,
    the_address_of_the_login_page_is_told,
    without_a_token_nobody_is_anybody,
}

async fn a_login_opens_a_session(shared: &'static Shared) {
    let person = shared.person().await;
    let code = shared
        .stranger()
        .authorization_code(&person.name, Place::PASSWORD)
        .await
        .unwrap();
    let answer = shared.stranger().create_session(&code).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    let header = answer.headers["x-session-id"].clone();
    let body = answer.ok();
    let fields = [
        ("code", Kind::Number),
        ("msg", Kind::Text),
        ("accessToken", Kind::Text),
        ("userId", Kind::Id),
        ("userName", Kind::Text),
        ("sessionId", Kind::Text),
    ];
    assert_shape("4.5.3", &body, &fields);
    assert_eq!(body["userId"], person.user());
    assert_eq!(body["userName"], person.name.as_str());
    assert_eq!(
        body["sessionId"].as_str().unwrap(),
        header.to_str().unwrap()
    );
    let token = body["accessToken"].as_str().unwrap();
    let bare = token.strip_prefix("Bearer+").unwrap();
    assert!(
        bare.len() == 48
            && bare
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "{token}"
    );
    assert!(
        cookie.starts_with("Authorization=") && cookie.contains(bare),
        "{cookie}"
    );
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "not over HTTP: {cookie}");
}

async fn a_wrong_password_gives_no_code(shared: &'static Shared) {
    let person = shared.person().await;
    let stranger = shared.stranger();
    assert_eq!(
        stranger
            .authorization_code(&person.name, "wrong horse battery")
            .await,
        None
    );
    assert_eq!(
        stranger
            .authorization_code("nobody at all", Place::PASSWORD)
            .await,
        None
    );
    assert_eq!(stranger.authorization_code("", "").await, None);
    // Names are compared without case and outer blanks.
    let shouted = format!(" {} ", person.name.to_uppercase());
    assert!(
        stranger
            .authorization_code(&shouted, Place::PASSWORD)
            .await
            .is_some()
    );
}

async fn a_code_opens_one_session_only(shared: &'static Shared) {
    let person = shared.person().await;
    let stranger = shared.stranger();
    let code = stranger
        .authorization_code(&person.name, Place::PASSWORD)
        .await
        .unwrap();
    let token = stranger.create_session(&code).await.ok()["accessToken"]
        .as_str()
        .unwrap()
        .to_owned();
    let first = stranger.with_token(&token);
    first.session_auth().await.ok();
    stranger
        .create_session(&code)
        .await
        .refused(401, 13_000_202);
    // Somebody else has the code, so that the session that it opened is not safe either.
    first.session_auth().await.refused(401, 13_000_202);
    person.session_auth().await.ok();
}

async fn a_code_must_be_there_and_right(shared: &'static Shared) {
    let stranger = shared.stranger();
    stranger
        .create_session("no such code")
        .await
        .refused(401, 13_000_202);
    let path = "/koodrive/ose/v1/session";
    for body in [
        json!({}),
        json!({"code": null}),
        json!({"code": []}),
        json!([]),
        json!("x"),
    ] {
        stranger
            .call(Method::POST, path, Some(&body))
            .await
            .bad(13_000_102);
    }
    // With and without a slash at the end.
    let body = json!({"code": "x"});
    stranger
        .call(Method::POST, path, Some(&body))
        .await
        .refused(401, 13_000_202);
}

async fn a_token_says_whose_it_is(shared: &'static Shared) {
    let person = shared.person().await;
    let body = person.session_auth().await.ok();
    assert_shape(
        "4.5.1",
        &body,
        &[
            ("code", Kind::Number),
            ("msg", Kind::Text),
            ("data", Kind::Object),
        ],
    );
    let fields = [
        ("role", Kind::Id),
        ("innerUserId", Kind::Id),
        ("userName", Kind::Text),
        ("orgId", Kind::Text),
        ("orgName", Kind::Text),
        ("tenantId", Kind::Id),
        ("userCount", Kind::Number),
        ("deptId", Kind::Id),
    ];
    let data = &body["data"];
    assert_shape("4.5.1 data", data, &fields);
    assert_eq!(data["role"], "1");
    assert_eq!(data["innerUserId"], person.user());
    assert_eq!(data["tenantId"], person.space["tenantId"]);
    let admin = shared.admin().await.session_auth().await.ok();
    assert_eq!(admin["data"]["role"], "2");
}

async fn a_token_is_accepted_in_every_spelling(shared: &'static Shared) {
    let person = shared.person().await;
    let bare = person.bare_token();
    for spelling in [
        format!("Bearer+{bare}"),
        format!("Bearer {bare}"),
        bare.to_owned(),
    ] {
        person.with_token(&spelling).session_auth().await.ok();
        let cookie = format!("a=b; Authorization={}", spelling.replace(' ', "%20"));
        shared
            .stranger()
            .with_header("cookie", &cookie)
            .session_auth()
            .await
            .ok();
    }
}

async fn refreshing_rotates_the_token(shared: &'static Shared) {
    let person = shared.person().await;
    let body = person.refresh(&person.login.session).await.ok();
    assert_shape(
        "4.5.4",
        &body,
        &[
            ("code", Kind::Number),
            ("msg", Kind::Text),
            ("accessToken", Kind::Text),
        ],
    );
    let token = body["accessToken"].as_str().unwrap();
    assert!(token.starts_with("Bearer+") && token != person.login.token);
    person.session_auth().await.refused(401, 13_000_202);
    let renewed = person.with_token(token);
    renewed.session_auth().await.ok();
    renewed.refresh(&person.login.session).await.ok();
}

async fn refreshing_needs_token_and_session_of_one_login(shared: &'static Shared) {
    let (one, other) = (shared.person().await, shared.person().await);
    one.refresh(&other.login.session)
        .await
        .refused(401, 13_000_202);
    one.refresh("0123456789abcdef")
        .await
        .refused(401, 13_000_202);
    shared
        .stranger()
        .refresh(&one.login.session)
        .await
        .refused(401, 13_000_202);
    one.post("/session/refresh", &json!({}))
        .await
        .refused_somehow();
    one.session_auth().await.ok();
}

async fn logging_off_ends_the_token_at_once(shared: &'static Shared) {
    let person = shared.person().await;
    let body = person.log_off().await.ok();
    assert_shape(
        "4.5.5",
        &body,
        &[("code", Kind::Number), ("msg", Kind::Text)],
    );
    person.session_auth().await.refused(401, 13_000_202);
    person
        .refresh(&person.login.session)
        .await
        .refused(401, 13_000_202);
    // The table does not demand a token.
    shared.stranger().log_off().await.ok();
    person.log_off().await.ok();
}

async fn the_address_of_the_login_page_is_told(shared: &'static Shared) {
    let stranger = shared.stranger();
    let body = stranger.auth_code_url("drive.example.com").await.ok();
    let fields = [
        ("uri", Kind::Text),
        ("orgIdHost", Kind::Text),
        ("code", Kind::Number),
        ("msg", Kind::Text),
    ];
    assert_shape("4.5.2", &body, &fields);
    let (uri, host) = (
        body["uri"].as_str().unwrap(),
        body["orgIdHost"].as_str().unwrap(),
    );
    assert_eq!(host, shared.server().url());
    assert!(
        uri.starts_with(&format!("{host}/oauth2/authorize?")),
        "{uri}"
    );
    for part in [
        "response_type=code",
        "client_id=",
        "redirect_uri=",
        "state=",
    ] {
        assert!(uri.contains(part), "{uri} has no {part}");
    }
    stranger.get("/session/authCodeURL").await.bad(13_000_102);
}

async fn without_a_token_nobody_is_anybody(shared: &'static Shared) {
    let stranger = shared.stranger();
    stranger.session_auth().await.refused(401, 13_000_202);
    let hex = "0123456789abcdef".repeat(3);
    for token in [
        hex.as_str(),
        "Bearer",
        "Bearer ",
        "Bearer+",
        "Basic YTpi",
        "Bearer+x",
        "HMAC-SHA256",
        "null",
    ] {
        KooDrive::with_token(&stranger, token)
            .session_auth()
            .await
            .refused(401, 13_000_202);
    }
}

trait RefusedSomehow {
    fn refused_somehow(self);
}

impl RefusedSomehow for Answer {
    /// A missing session id may count as a missing parameter or as a wrong credential.
    #[track_caller]
    fn refused_somehow(self) {
        assert!([13_000_102, 13_000_202].contains(&self.code()), "{self}");
        assert!([400, 401].contains(&self.status), "{self}");
    }
}
