//! The page of shares at `/s/`, as far as it can be seen without a browser: `web/e2e` has the rest.

use crate::support::{Shared, on_both_databases};
use coffer_testkit::KooDrive;
use reqwest::Method;
use reqwest::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both_databases! {
    every_link_has_the_same_page,
    what_is_no_page_is_refused,
    what_stands_behind_a_link_leads_back_to_it,
    links_in_the_vendors_form_come_to_the_page,
    the_login_page_sends_people_back,
}

async fn every_link_has_the_same_page(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person
        .store("root", "a very secret name.txt", b"content")
        .await;
    let code = json!({"extractCode": "Abcd1234", "comment": "words for visitors"});
    let open = person.shared(&[file.as_str()], json!({})).await;
    let locked = person.shared(&[file.as_str()], code).await;
    let stranger = shared.stranger();
    let paths = [
        format!("/s/{}", open["shortUrl"].as_str().unwrap()),
        format!("/s/{}", locked["shortUrl"].as_str().unwrap()),
        "/s/00000000000000000000000000000000".to_owned(),
        "/s/nothing".to_owned(),
        "/s/%3Cimg%20src%3Dx%3E".to_owned(),
        "/s/login?code=0&state=1".to_owned(),
    ];
    let mut pages = Vec::new();
    for path in &paths {
        let answer = stranger.call(Method::GET, path, None).await;
        assert_eq!(answer.status, 200, "{path}: {answer}");
        let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header(CONTENT_TYPE.as_str()), "text/html; charset=utf-8");
        assert_eq!(header(CACHE_CONTROL.as_str()), "no-store");
        assert_eq!(header(REFERRER_POLICY.as_str()), "no-referrer");
        assert_eq!(header("x-robots-tag"), "noindex, nofollow");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
        let policy = header(CONTENT_SECURITY_POLICY.as_str());
        let rules: Vec<&str> = policy.split("; ").collect();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(rules.contains(&rule), "{rule}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        pages.push(answer.text);
    }
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    for told in ["secret", "words", person.name.as_str(), person.user()] {
        assert!(!pages[0].contains(told), "{told}: {}", pages[0]);
    }
    // Nothing is counted before somebody has seen what there is.
    let listed = person.my_shares("").await.ok();
    let counts: Vec<&Value> = listed["shareLinks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| &link["viewCnt"])
        .collect();
    assert_eq!(counts, [0, 0], "{listed}");
}

fn assert_failure(answer: &coffer_testkit::Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.body["code"], code, "{answer}");
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store", "{answer}");
}

async fn what_is_no_page_is_refused(shared: &'static Shared) {
    let stranger = shared.stranger();
    let get = async |path: &str| stranger.call(Method::GET, path, None).await;
    for path in [
        "/s/",
        "/s/0000/",
        "/s/0000/files",
        "/s/0000/a/b/c",
        "/s/assets/other.js",
        "/s/assets/..%2Fshare.html",
        "/s/assets/%00",
        "/s/assets/a/b",
    ] {
        assert_failure(&get(path).await, 404, "unknown_operation");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        for path in ["/s/0000", "/s/login", "/s/assets/share.js"] {
            let answer = stranger.call(method.clone(), path, Some(&json!({}))).await;
            assert_failure(&answer, 405, "method_not_allowed");
        }
    }
    let browser =
        stranger.with_header(ACCEPT.as_str(), "text/html,application/xhtml+xml,*/*;q=0.8");
    for path in ["/s/assets/", "/s/assets/a/b", "/s/assets/other.js"] {
        let answer = browser.call(Method::GET, path, None).await;
        assert_failure(&answer, 404, "unknown_operation");
    }
    let chinese = stranger.with_header("accept-language", "zh-CN");
    let answer = chinese.call(Method::GET, "/s/0000/files", None).await;
    let message = answer.body["message"].as_str().unwrap();
    assert!(!message.is_ascii(), "{message}");
    let head = stranger.call(Method::HEAD, "/s/0000", None).await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    // What the page refers to is there, for ever.
    let page = get("/s/0000").await.text;
    let referred: BTreeSet<&str> = page
        .split('"')
        .filter(|text| text.starts_with("assets/"))
        .collect();
    // A program that was built without its web part has nothing to refer to, and says so.
    let built: Vec<&str> = coffer::web::FILES
        .0
        .iter()
        .filter_map(|file| file.path.strip_prefix("share/"))
        .filter(|path| path.starts_with("assets/"))
        .collect();
    assert_eq!(page.contains("without"), built.is_empty(), "{page}");
    let expected = if built.is_empty() { 0 } else { 2 };
    assert_eq!(referred.len(), expected, "{page}");
    for asset in built.iter().chain(&referred) {
        let answer = get(&format!("/s/{asset}")).await;
        assert_eq!(answer.status, 200, "{asset}");
        let kept = "public, max-age=31536000, immutable";
        assert_eq!(answer.headers[CACHE_CONTROL], kept, "{asset}");
    }
}

async fn what_stands_behind_a_link_leads_back_to_it(shared: &'static Shared) {
    let stranger = shared.stranger();
    let browser =
        stranger.with_header(ACCEPT.as_str(), "text/html,application/xhtml+xml,*/*;q=0.8");
    for (path, location) in [
        ("/s/0000/", "../0000"),
        ("/s/0000/files", "../0000"),
        ("/s/0000/a/b/c", "../../../0000"),
        ("/s/%3Cimg%20src%3Dx%3E/", "../%3Cimg%20src%3Dx%3E"),
    ] {
        let answer = browser.call(Method::GET, path, None).await;
        assert_eq!(answer.status, 307, "{path}: {answer}");
        assert_eq!(answer.headers[LOCATION], location, "{path}");
        assert_eq!(answer.headers[CACHE_CONTROL], "no-store", "{path}");
        assert_eq!(answer.headers[REFERRER_POLICY], "no-referrer", "{path}");
        let answer = browser.call(Method::POST, path, Some(&json!({}))).await;
        assert_failure(&answer, 404, "unknown_operation");
    }
    // Without a link there is the page, which says so.
    let answer = browser.call(Method::GET, "/s/", None).await;
    let page = browser.call(Method::GET, "/s/0000", None).await;
    assert_eq!((answer.status, answer.text), (200, page.text));
    for name in [CONTENT_TYPE, CONTENT_SECURITY_POLICY, REFERRER_POLICY] {
        assert_eq!(answer.headers[&name], page.headers[&name], "{name}");
    }
}

async fn links_in_the_vendors_form_come_to_the_page(shared: &'static Shared) {
    let stranger = shared.stranger();
    let browser =
        stranger.with_header(ACCEPT.as_str(), "text/html,application/xhtml+xml,*/*;q=0.8");
    for (path, location) in [("/koodrive/", "../"), ("/koodrive", "./")] {
        let answer = browser.call(Method::GET, path, None).await;
        assert_eq!(answer.status, 307, "{path}: {answer}");
        assert_eq!(answer.headers[LOCATION], location, "{path}");
    }
    // Programs are answered as everywhere.
    for client in [
        &stranger,
        &stranger.with_header("accept", "application/json"),
    ] {
        for path in ["/koodrive/", "/koodrive"] {
            client.call(Method::GET, path, None).await.bad(13_000_102);
        }
    }
    let answer = browser
        .call(Method::POST, "/koodrive/", Some(&json!({})))
        .await;
    answer.bad(13_000_102);
    let home = stranger.call(Method::GET, "/", None).await;
    assert!(
        home.text.contains("<script src=\"home.js\"></script>"),
        "{}",
        home.text
    );
    let script = stranger.call(Method::GET, "/home.js", None).await;
    assert_eq!(
        script.headers[CONTENT_TYPE],
        "text/javascript; charset=utf-8"
    );
    assert!(script.text.contains("sharelink"), "{}", script.text);
}

/// What the login page does with an address to come back to.
async fn asked(client: &KooDrive, back: &str) -> (u16, Value) {
    let url = client
        .get("/session/authCodeURL?domain=localhost")
        .await
        .ok();
    let mut uri = reqwest::Url::parse(url["uri"].as_str().unwrap()).unwrap();
    let others: Vec<(String, String)> = uri
        .query_pairs()
        .filter(|(name, _)| name != "redirect_uri")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    uri.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair("redirect_uri", back);
    let answer = client.http().get(uri).send().await.unwrap();
    (answer.status().as_u16(), url["orgIdHost"].clone())
}

async fn the_login_page_sends_people_back(shared: &'static Shared) {
    let stranger = shared.stranger();
    let host = asked(&stranger, "").await.1;
    let host = host.as_str().unwrap();
    assert_eq!(asked(&stranger, &format!("{host}/s/login")).await.0, 200);
    for back in ["/s/0000", "/s/login/", "/s/login?x=1", "/s/assets/login"] {
        let (status, _) = asked(&stranger, &format!("{host}{back}")).await;
        assert_eq!(status, 400, "{back}");
    }
}
