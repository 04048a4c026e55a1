//! The login page.

use crate::world::{Browser, REDIRECT, World, form_token, request};
use coffer_core::Settings;
use http::{Method, StatusCode, header};

const BUILT_IN: &str = "/oauth2/authorize?client_id=coffer&state=s%261";

#[tokio::test]
async fn a_person_logs_in_once_for_every_app() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let mut browser = Browser::new(&world);
    let answer = browser.log_in(BUILT_IN, "admin").await;
    assert_eq!(answer.redirected("state").as_deref(), Some("s&1"));
    assert_eq!(
        answer.redirected("iss").as_deref(),
        Some("http://127.0.0.1:8080")
    );
    let location = answer.headers[header::LOCATION].to_str().unwrap();
    assert!(
        location.starts_with("http://127.0.0.1:8080/oauth2/callback?code="),
        "{location}"
    );

    let second = format!(
        "/oauth2/authorize?response_type=code&client_id={}&redirect_uri={REDIRECT}",
        app.public_id
    );
    let answer = browser.get(&second).await;
    assert!(answer.redirected("code").is_some());
    let asked_again = browser.get(&format!("{second}&prompt=login")).await;
    assert_eq!(asked_again.status, StatusCode::OK);
    world.pass(61);
    let too_old = browser.get(&format!("{second}&max_age=60")).await;
    assert_eq!(too_old.status, StatusCode::OK);
    let stranger = world.get(&format!("{second}&prompt=none"), &[]).await;
    assert_eq!(
        stranger.redirected("error").as_deref(),
        Some("login_required")
    );
}

#[tokio::test]
async fn the_page_is_safe_and_speaks_the_language_of_the_reader() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let path = format!(
        "/oauth2/authorize?response_type=code&client_id={}&redirect_uri={REDIRECT}&state=%22%3E%3Cscript%3E",
        app.public_id
    );
    let page = world
        .get(&path, &[("accept-language", "zh-CN,zh;q=0.9")])
        .await;
    assert_eq!(
        page.headers[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    let policy = page.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'; "),
        "{policy}"
    );
    assert!(
        policy.contains("form-action 'self' https://app.example;"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(page.text.contains("<html lang=\"zh-CN\">"));
    assert!(page.text.contains("登录 App &lt;1&gt;"), "{}", page.text);
    assert!(!page.text.contains("<script"));
    assert!(
        page.text
            .contains("&amp;lang=en\" lang=\"en\" hreflang=\"en\">English</a>")
    );

    let english = world
        .get(&format!("{path}&lang=en"), &[("accept-language", "zh")])
        .await;
    assert!(english.text.contains("<html lang=\"en\">"));
    assert!(
        english
            .text
            .contains("lang=zh-CN\" lang=\"zh-CN\" hreflang=\"zh-CN\">简体中文</a>")
    );
    assert!(!english.text.contains("lang=en&amp;lang"));
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let world = World::new().await;
    let app = world.add_app(false).await;
    let id = &app.public_id;
    for query in [
        String::new(),
        "client_id=nobody&response_type=code".to_owned(),
        format!("client_id={id}&response_type=code"),
        format!("client_id={id}&response_type=code&redirect_uri=https://evil.example/"),
        format!("client_id={id}&response_type=code&redirect_uri={REDIRECT}/../x"),
        format!("client_id={id}&response_type=code&redirect_uri={REDIRECT}%0d%0aX:y"),
        format!("client_id={id}&client_id=coffer&redirect_uri={REDIRECT}"),
        "client_id=coffer&redirect_uri=http://127.0.0.1:8080/o/evil.html".to_owned(),
    ] {
        let answer = world.get(&format!("/oauth2/authorize?{query}"), &[]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(!answer.headers.contains_key(header::LOCATION), "{query}");
        assert!(answer.text.contains("role=\"alert\""), "{query}");
    }
}

#[tokio::test]
async fn a_known_client_is_told_what_it_asked_wrongly() {
    let world = World::new().await;
    let (confidential, public) = (world.add_app(false).await, world.add_app(true).await);
    let challenge = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    for (client, query, error) in [
        (
            &confidential,
            "response_type=token",
            "unsupported_response_type",
        ),
        (&confidential, "state=1", "unsupported_response_type"),
        (
            &confidential,
            "response_type=code&request=x",
            "request_not_supported",
        ),
        (
            &confidential,
            "response_type=code&response_mode=fragment",
            "invalid_request",
        ),
        (&public, "response_type=code", "invalid_request"),
        (
            &public,
            &format!("response_type=code&{challenge}"),
            "invalid_request",
        ),
        (
            &public,
            &format!("response_type=code&{challenge}&code_challenge_method=plain"),
            "invalid_request",
        ),
    ] {
        let id = &client.public_id;
        let path = format!("/oauth2/authorize?client_id={id}&redirect_uri={REDIRECT}&{query}");
        let answer = world.get(&path, &[]).await;
        assert_eq!(
            answer.redirected("error").as_deref(),
            Some(error),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_wrong_password_shows_the_form_again_and_then_says_when_to_come_back() {
    let settings = Settings {
        login_attempts_account: 1,
        ..Settings::default()
    };
    let world = World::with(settings).await;
    let mut browser = Browser::new(&world);
    let page = browser.get(BUILT_IN).await;
    let fields = "login=ad%22min&password=wrong+password";
    let wrong = browser.submit(BUILT_IN, &page, fields).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(
        wrong.text.contains("<p role=\"alert\" id=\"alert\">"),
        "{}",
        wrong.text
    );
    assert!(
        wrong.text.contains("value=\"ad&quot;min\""),
        "{}",
        wrong.text
    );
    assert!(!wrong.text.contains("wrong password"));
    let limited = browser.submit(BUILT_IN, &wrong, fields).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.headers[header::RETRY_AFTER], "900");
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let page = browser.get(BUILT_IN).await;
    let csrf = form_token(&page.text);
    let fields = "login=admin&password=correct+horse";
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (headers, body) in [
        (vec![form], fields.to_owned()),
        (vec![form], format!("csrf={}&{fields}", "0".repeat(32))),
        (
            vec![form, ("origin", "https://evil.example")],
            format!("csrf={csrf}&{fields}"),
        ),
        (
            vec![form, ("sec-fetch-site", "cross-site")],
            format!("csrf={csrf}&{fields}"),
        ),
    ] {
        let answer = browser
            .send(request(Method::POST, BUILT_IN, &headers, &body))
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?} {body}");
    }
    let without_cookie = world
        .post_form(BUILT_IN, &[], &format!("csrf={csrf}&{fields}"))
        .await;
    assert_eq!(without_cookie.status, StatusCode::FORBIDDEN);
    assert!(
        browser
            .submit(BUILT_IN, &page, fields)
            .await
            .redirected("code")
            .is_some()
    );
}

#[tokio::test]
async fn on_https_cookies_are_bound_to_the_host() {
    let settings = Settings {
        public_url: "https://drive.example".to_owned(),
        ..Settings::default()
    };
    let world = World::with(settings).await;
    let page = world.get(BUILT_IN, &[]).await;
    let cookie = page.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-coffer-form="), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_client_may_send_its_request_as_a_form() {
    let world = World::new().await;
    let answer = world
        .post_form("/oauth2/authorize", &[], "client_id=coffer&state=1")
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.headers[header::LOCATION],
        "authorize?client_id=coffer&state=1"
    );
}

#[tokio::test]
async fn the_callback_shows_codes_and_repeats_no_sentences() {
    let world = World::new().await;
    let shown = world.get("/oauth2/callback?code=ab12&state=x", &[]).await;
    assert!(
        shown
            .text
            .contains("<output aria-labelledby=\"code-label\">ab12</output>")
    );
    assert_eq!(shown.headers[header::REFERRER_POLICY], "no-referrer");
    let planted = world
        .get("/oauth2/callback?code=call+us+at+0800", &[])
        .await;
    assert_eq!(planted.status, StatusCode::BAD_REQUEST);
    assert!(!planted.text.contains("call us"), "{}", planted.text);
}

#[tokio::test]
async fn the_page_finds_its_style() {
    let world = World::new().await;
    let style = world.get("/oauth2/style.css", &[]).await;
    assert_eq!(
        style.headers[header::CONTENT_TYPE],
        "text/css; charset=utf-8"
    );
    assert!(style.text.contains("prefers-color-scheme: dark"));
}
