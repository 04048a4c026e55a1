//! Sessions of the KooDrive dialect (reference, 4.5).

use crate::world::{Browser, PASSWORD, SESSION, World, form_token, request};
use coffer_core::Settings;
use http::{Method, StatusCode, header};

fn bearer(token: &str) -> [(&str, &str); 1] {
    [("authorization", token)]
}

/// The three commands of a person without a browser.
#[tokio::test]
async fn a_person_without_a_browser_logs_in_with_three_requests() {
    let world = World::new().await;
    let page = world.get("/oauth2/authorize?client_id=coffer", &[]).await;
    let cookie = page.headers[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let form = format!(
        "csrf={}&login=admin&password={}",
        form_token(&page.text),
        PASSWORD.replace(' ', "+")
    );
    let sent = world
        .post_form(
            "/oauth2/authorize?client_id=coffer",
            &[("cookie", cookie)],
            &form,
        )
        .await;
    let body = format!("{{\"code\":\"{}\"}}", sent.redirected("code").unwrap());
    let opened = world.post_json(&format!("{SESSION}/"), &[], &body).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
    let session = opened.json();
    assert_eq!(session["code"], 0);
    assert_eq!(session["msg"], "success");
    assert_eq!(session["userId"], world.admin.to_string());
    assert_eq!(session["userName"], "admin");
    assert_eq!(
        opened.headers["x-session-id"],
        session["sessionId"].as_str().unwrap()
    );
    let token = session["accessToken"].as_str().unwrap();
    assert_eq!(token.strip_prefix("Bearer+").map(str::len), Some(48));
    let cookie = opened.headers[header::SET_COOKIE].to_str().unwrap();
    assert_eq!(
        cookie,
        format!("Authorization={token}; Path=/; HttpOnly; SameSite=Lax")
    );
}

#[tokio::test]
async fn the_login_page_is_named_with_a_state_of_its_own() {
    let settings = Settings {
        login_redirects: vec!["https://front.example/index.html".to_owned()],
        ..Settings::default()
    };
    let world = World::with(settings).await;
    let ask = async |domain: &str| {
        world
            .get(
                &format!("{SESSION}/authCodeURL?domain={domain}"),
                &[("language", "zh-CN")],
            )
            .await
    };
    let known = ask("front.example").await.json();
    assert_eq!((&known["code"], &known["msg"]), (&0.into(), &"成功".into()));
    assert_eq!(known["orgIdHost"], "http://127.0.0.1:8080");
    let uri = known["uri"].as_str().unwrap();
    assert!(
        uri.contains("&redirect_uri=https%3A%2F%2Ffront.example%2Findex.html&"),
        "{uri}"
    );
    let other = ask("front.example").await.json();
    assert_ne!(known["uri"], other["uri"]);

    let path = uri.strip_prefix("http://127.0.0.1:8080").unwrap();
    let answer = Browser::new(&world).log_in(path, "admin").await;
    let location = answer.headers[header::LOCATION].to_str().unwrap();
    assert!(
        location.starts_with("https://front.example/index.html?code="),
        "{location}"
    );
    assert_eq!(
        answer.redirected("state").as_deref(),
        uri.split("&state=").nth(1)
    );
    ask("").await.assert_failure(400, 13_000_102);
    world
        .get(&format!("{SESSION}/authCodeURL"), &[])
        .await
        .assert_failure(400, 13_000_102);
}

#[tokio::test]
async fn a_session_tells_whose_it_is() {
    let world = World::new().await;
    let token = world.token("admin").await;
    let answer = world.get(&format!("{SESSION}/auth"), &bearer(&token)).await;
    let data = &answer.json()["data"];
    assert_eq!(data["role"], "2");
    assert_eq!(data["innerUserId"], world.admin.to_string());
    assert_eq!(data["userName"], "admin");
    assert_eq!(data["orgName"], "Example");
    assert_eq!(data["userCount"], 1);
    assert_eq!(data["orgId"], data["tenantId"]);
    assert!(data["deptId"].is_string());
    world
        .get(&format!("{SESSION}/auth"), &[])
        .await
        .assert_failure(401, 13_000_202);
}

#[tokio::test]
async fn wrong_codes_open_nothing() {
    let world = World::new().await;
    world
        .post_json(SESSION, &[], "{}")
        .await
        .assert_failure(400, 13_000_102);
    world
        .post_json(SESSION, &[], "{\"code\":7}")
        .await
        .assert_failure(400, 13_000_102);
    world
        .post_json(SESSION, &[], "{\"code\":\"no\"}")
        .await
        .assert_failure(401, 13_000_202);
}

#[tokio::test]
async fn another_sites_page_sets_no_cookie() {
    let world = World::new().await;
    let code = Browser::new(&world).code("admin").await;
    let body = format!("{{\"code\":\"{code}\"}}");
    let opened = world
        .post_json(SESSION, &[("sec-fetch-site", "cross-site")], &body)
        .await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(!opened.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn a_token_is_renewed_with_its_session_id() {
    let world = World::new().await;
    let code = Browser::new(&world).code("admin").await;
    let opened = world
        .post_json(SESSION, &[], &format!("{{\"code\":\"{code}\"}}"))
        .await
        .json();
    let old = opened["accessToken"].as_str().unwrap();
    let id = opened["sessionId"].as_str().unwrap();
    let refresh = format!("{SESSION}/refresh");
    world
        .post_json(&refresh, &bearer(old), "")
        .await
        .assert_failure(400, 13_000_102);
    let renewed = world
        .post_json(
            &refresh,
            &[("authorization", old), ("x-session-id", id)],
            "",
        )
        .await;
    let new = renewed.json()["accessToken"].as_str().unwrap().to_owned();
    assert!(new.starts_with("Bearer+"));
    assert_eq!(renewed.headers["x-session-id"], id);
    let auth = format!("{SESSION}/auth");
    world
        .get(&auth, &bearer(old))
        .await
        .assert_failure(401, 13_000_202);
    assert_eq!(world.get(&auth, &bearer(&new)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn logging_off_ends_the_session_and_needs_none() {
    let world = World::new().await;
    let token = world.token("admin").await;
    let logoff = format!("{SESSION}/logoff");
    let cookie = format!("Authorization={token}");
    let foreign = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "cross-site"),
    ];
    assert_eq!(world.get(&logoff, &foreign).await.status, StatusCode::OK);
    let auth = format!("{SESSION}/auth");
    assert_eq!(
        world.get(&auth, &bearer(&token)).await.status,
        StatusCode::OK
    );

    let left = world.get(&logoff, &bearer(&token)).await;
    assert_eq!(left.json()["code"], 0);
    let cookie = left.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with("Authorization=; ") && cookie.ends_with("; Max-Age=0"),
        "{cookie}"
    );
    world
        .get(&auth, &bearer(&token))
        .await
        .assert_failure(401, 13_000_202);
    assert_eq!(world.get(&logoff, &[]).await.json()["code"], 0);
    assert_eq!(world.get(&logoff, &bearer(&token)).await.json()["code"], 0);
}

#[tokio::test]
async fn a_cookie_counts_for_our_own_pages() {
    let world = World::new().await;
    let code = Browser::new(&world).code("admin").await;
    let opened = world
        .post_json(SESSION, &[], &format!("{{\"code\":\"{code}\"}}"))
        .await
        .json();
    let cookie = format!("Authorization={}", opened["accessToken"].as_str().unwrap());
    let id = opened["sessionId"].as_str().unwrap();
    let refresh = format!("{SESSION}/refresh");
    let send = async |origin: &str| {
        let headers = [
            ("cookie", cookie.as_str()),
            ("x-session-id", id),
            ("origin", origin),
        ];
        world
            .send(request(Method::POST, &refresh, &headers, ""))
            .await
    };
    send("https://evil.example")
        .await
        .assert_failure(401, 13_000_202);
    assert_eq!(send("http://127.0.0.1:8080").await.status, StatusCode::OK);
}
