//! 4.8: the picker and the preview in other sites' pages.

use crate::support::{BINARY, Person, Shared, on_both_databases};
use coffer_testkit::{Answer, Database, Kind, KooDrive, Place, Server, assert_shape};
use reqwest::Method;
use reqwest::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use serde_json::{Value, json};
use std::path::Path;

mod shared {
    use super::*;

    on_both_databases! {
        a_page_is_told_what_it_needs,
        both_paths_answer,
        nobody_else_is_told,
        a_code_gives_a_token_once,
        a_code_opens_its_own_page_only,
        an_exchange_has_to_be_whole_and_ours,
        the_token_shows_what_its_person_has,
        the_token_is_good_for_nothing_else,
        the_token_ends_with_its_session,
        links_show_files_where_they_are,
    }
}

/// 4.8.1, by the site's server.
async fn info(person: &KooDrive) -> Value {
    let answer = person.get("/sdk/get-js-sdk-info").await;
    answer.ok()["data"].clone()
}

fn code(info: &Value) -> String {
    let config: Value = serde_json::from_str(info["orgid_config"].as_str().unwrap()).unwrap();
    config["sdk_auth_code"].as_str().unwrap().to_owned()
}

async fn exchange(client: &KooDrive, body: &Value) -> Answer {
    let path = "/api/v1/embed/session";
    client.call(Method::POST, path, Some(body)).await
}

fn tokens(info: &Value) -> Value {
    json!({"page_token": info["page_token"], "sdk_auth_code": code(info)})
}

/// A frame that shows the files of this person.
pub(crate) async fn frame(person: &Person) -> KooDrive {
    let stranger = person.without_token();
    let opened = exchange(&stranger, &tokens(&info(person).await)).await;
    assert_eq!(opened.status, 200, "{opened}");
    stranger.with_token(opened.body["token"].as_str().unwrap())
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.body["code"], code, "{answer}");
    assert!(answer.body["message"].is_string(), "{answer}");
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
}

async fn a_page_is_told_what_it_needs(shared: &'static Shared) {
    let person = shared.person().await;
    let answer = person.get("/sdk/get-js-sdk-info").await;
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
    let body = answer.ok();
    let data = &body["data"];
    let fields = [
        ("page_token_key", Kind::Id),
        ("page_token", Kind::Text),
        ("js_sdk_url", Kind::Text),
        ("retry_js_sdk_url", Kind::Text),
        ("transaction_id", Kind::Id),
        ("orgid_config", Kind::Text),
    ];
    assert_shape("4.8.1", data, &fields);
    assert_eq!(data["page_token_key"], data["transaction_id"]);
    let config: Value = serde_json::from_str(data["orgid_config"].as_str().unwrap()).unwrap();
    assert_shape(
        "orgid_config",
        &config,
        &[
            ("sdk_auth_code", Kind::Digest),
            ("organization_source", Kind::Text),
        ],
    );
    // The script is there, for ever under the first address, always fresh under the second.
    let retry = format!("{}/sdk/coffer-sdk.js", person.url());
    assert_eq!(data["retry_js_sdk_url"], retry);
    let script = data["js_sdk_url"].as_str().unwrap();
    assert!(script.starts_with(&format!("{retry}?v=")), "{script}");
    for (url, kept) in [
        (script, "public, max-age=31536000, immutable"),
        (&retry, "no-cache"),
        (&format!("{retry}?v=other"), "no-cache"),
    ] {
        let fetched = person.http().get(url).send().await.unwrap();
        assert_eq!(fetched.status(), 200, "{url}");
        let headers = fetched.headers();
        assert_eq!(headers[CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert_eq!(headers[CACHE_CONTROL], kept, "{url}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cross-origin-resource-policy"], "cross-origin");
        let again = person
            .http()
            .get(url)
            .header(IF_NONE_MATCH, &headers[ETAG])
            .send();
        assert_eq!(again.await.unwrap().status(), 304, "{url}");
    }
    // Every call is another embedding.
    let other = info(&person).await;
    for field in ["page_token", "transaction_id", "orgid_config"] {
        assert_ne!(other[field], data[field], "{field}");
    }
}

async fn both_paths_answer(shared: &'static Shared) {
    let person = shared.person().await;
    let path = "/koodrive/ose/sdk/get-js-sdk-info";
    let data = person.call(Method::GET, path, None).await.ok()["data"].clone();
    let opened = exchange(&shared.stranger(), &tokens(&data)).await;
    assert_eq!(opened.status, 200, "{opened}");
    let wrong = person.call(Method::POST, path, Some(&json!({}))).await;
    wrong.bad(13_000_102);
}

async fn nobody_else_is_told(shared: &'static Shared) {
    let person = shared.person().await;
    let refused = async |client: &KooDrive| {
        let answer = client.get("/sdk/get-js-sdk-info").await;
        answer.refused(401, 13_000_202);
    };
    refused(&shared.stranger()).await;
    refused(&person.with_token("Bearer+0000")).await;
    // Apps sign requests for people elsewhere, not here; and a frame embeds nothing further.
    refused(&person.as_app(shared.app(), person.user())).await;
    refused(&frame(&person).await).await;
    // A cookie counts for pages of ours alone.
    let cookie = format!("Authorization=Bearer+{}", person.bare_token());
    let browser = shared.stranger().with_header("cookie", &cookie);
    refused(&browser.with_header("sec-fetch-site", "cross-site")).await;
    let own = browser.with_header("sec-fetch-site", "same-origin");
    own.get("/sdk/get-js-sdk-info").await.ok();
}

async fn a_code_gives_a_token_once(shared: &'static Shared) {
    let person = shared.person().await;
    let stranger = shared.stranger();
    let info = info(&person).await;
    let opened = exchange(&stranger, &tokens(&info)).await;
    assert_eq!(opened.status, 200, "{opened}");
    assert_eq!(opened.headers[CACHE_CONTROL], "no-store");
    assert!(opened.headers.get("set-cookie").is_none(), "{opened}");
    let fields = [
        ("token", Kind::Text),
        ("expires_in", Kind::Number),
        ("user_id", Kind::Id),
        ("user_name", Kind::Text),
    ];
    assert_shape("exchange", &opened.body, &fields);
    assert_eq!(opened.body["user_id"], person.user());
    assert_eq!(opened.body["user_name"], person.name.as_str());
    let frame = stranger.with_token(opened.body["token"].as_str().unwrap());
    frame.spaces(person.user(), "").await.ok();

    let again = exchange(&stranger, &tokens(&info)).await;
    assert_refused(&again, 401, "unauthenticated");
    // Somebody else has the code, so that what it gave is not safe either.
    let ended = frame.spaces(person.user(), "").await;
    ended.refused(401, 13_000_202);
    person.session_auth().await.ok();
}

async fn a_code_opens_its_own_page_only(shared: &'static Shared) {
    let (one, other) = (shared.person().await, shared.person().await);
    let (one, other) = (info(&one).await, info(&other).await);
    let stranger = shared.stranger();
    for (page, code) in [
        (&one["page_token"], code(&other)),
        (&other["page_token"], code(&one)),
        (&one["page_token"], "0".repeat(64)),
        (&one["transaction_id"], code(&one)),
    ] {
        let mixed = json!({"page_token": page, "sdk_auth_code": code});
        assert_refused(&exchange(&stranger, &mixed).await, 401, "unauthenticated");
    }
    // None of this used a code up.
    for info in [one, other] {
        assert_eq!(exchange(&stranger, &tokens(&info)).await.status, 200);
    }
}

async fn an_exchange_has_to_be_whole_and_ours(shared: &'static Shared) {
    let person = shared.person().await;
    let stranger = shared.stranger();
    let info = info(&person).await;
    for body in [
        json!({}),
        json!([]),
        json!({"page_token": info["page_token"]}),
        json!({"sdk_auth_code": code(&info)}),
        json!({"page_token": 1, "sdk_auth_code": code(&info)}),
    ] {
        assert_refused(&exchange(&stranger, &body).await, 400, "bad_request");
    }
    let long = json!({"page_token": "x".repeat(20_000), "sdk_auth_code": ""});
    assert_refused(&exchange(&stranger, &long).await, 413, "body_too_large");
    let path = "/api/v1/embed/session";
    let got = stranger.call(Method::GET, path, None).await;
    assert_refused(&got, 405, "method_not_allowed");
    let unknown = stranger.call(Method::GET, "/embed/other", None).await;
    assert_refused(&unknown, 404, "unknown_operation");
    let unknown = stranger
        .call(Method::GET, "/embed/assets/other.js", None)
        .await;
    assert_refused(&unknown, 404, "unknown_operation");
    // The page around the frame may not exchange it, nor may any other site.
    let tokens = tokens(&info);
    for site in ["cross-site", "same-site"] {
        let page = stranger.with_header("sec-fetch-site", site);
        assert_refused(&exchange(&page, &tokens).await, 403, "forbidden");
    }
    let page = stranger.with_header("origin", "https://office.example.com");
    assert_refused(&exchange(&page, &tokens).await, 403, "forbidden");
    let chinese = stranger.with_header("accept-language", "zh-CN");
    let answer = exchange(&chinese, &json!({})).await;
    let message = answer.body["message"].as_str().unwrap();
    assert!(!message.is_ascii(), "{message}");
    let own = stranger.with_header("sec-fetch-site", "same-origin");
    assert_eq!(exchange(&own, &tokens).await.status, 200);
}

async fn the_token_shows_what_its_person_has(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let file = person.store("root", "a.txt", b"content").await;
    let frame = frame(&person).await;
    let spaces = frame.spaces(person.user(), "").await.ok();
    let spaces = spaces["data"].as_array().unwrap();
    assert!(
        spaces
            .iter()
            .any(|space| space["containerId"] == person.container())
    );
    let list = json!({"containerId": person.container(), "parentFileId": "root"});
    let listed = frame.list("0", &list).await.ok();
    assert_eq!(listed["files"][0]["fileName"], "a.txt");
    let detail = frame.detail(person.container(), &file).await.ok();
    assert_eq!(detail["id"], file.as_str());
    assert_eq!(frame.read(person.container(), &file).await, b"content");
    // Nothing of others, as ever.
    let list = json!({"containerId": other.container(), "parentFileId": "root"});
    frame.list("0", &list).await.refused(400, 13_000_410);
    frame
        .spaces(other.user(), "")
        .await
        .refused(401, 13_000_202);
    // In the header alone, and in every spelling of it.
    let cookie = format!("Authorization={}", frame.bare_token());
    let browser = shared.stranger().with_header("cookie", &cookie);
    let by_cookie = browser.spaces(person.user(), "").await;
    by_cookie.refused(401, 13_000_202);
    let spelled = frame.with_token(&format!("Bearer {}", frame.bare_token()));
    spelled.spaces(person.user(), "").await.ok();
}

async fn the_token_is_good_for_nothing_else(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a.txt", b"content").await;
    let container = person.container();
    let frame = frame(&person).await;
    let refused = [
        frame.folder(container, "root", "folder").await,
        frame.rename(container, &file, "b.txt", 2).await,
        frame.empty_bin(container).await,
        frame.start_job(2, 201, container, "", &[&file]).await,
        frame.complete(&file).await,
        frame
            .create(&json!({"containerId": container, "fileName": "b", "length": 1}))
            .await,
        frame.refresh("anything").await,
        frame.session_auth().await,
        frame.job("1").await,
        frame.path(container, &file).await,
        frame.search(&json!({"searchType": "personal"})).await,
    ];
    for answer in refused {
        answer.refused(401, 13_000_202);
    }
    // Logging off is for whoever asks; it ends no session of the person.
    frame.log_off().await.ok();
    person.session_auth().await.ok();
    assert_eq!(person.names("root").await, ["a.txt"]);
}

async fn the_token_ends_with_its_session(shared: &'static Shared) {
    let person = shared.person().await;
    let frame = frame(&person).await;
    let waiting = info(&person).await;
    // Another session of the same person is nothing to it.
    let other = Person::log_in(person.url(), &person.name).await;
    other.log_off().await.ok();
    frame.spaces(person.user(), "").await.ok();
    person.log_off().await.ok();
    let ended = frame.spaces(person.user(), "").await;
    ended.refused(401, 13_000_202);
    let late = exchange(&shared.stranger(), &tokens(&waiting)).await;
    assert_refused(&late, 401, "unauthenticated");
}

async fn links_show_files_where_they_are(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a.txt", b"content").await;
    for (inline, kind) in [
        (json!(true), "inline"),
        (json!("true"), "inline"),
        (json!(false), "attachment"),
        (json!(""), "attachment"),
    ] {
        let body = json!({"containerId": person.container(), "fileIds": [file], "inline": inline});
        let answer = person.post("/files/download", &body).await.ok();
        let url = answer["downloads"][0]["url"].as_str().unwrap();
        let fetched = person.http().get(url).send().await.unwrap();
        let disposition = fetched.headers()["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with(kind), "{inline}: {disposition}");
    }
    let wrong = json!({"containerId": person.container(), "fileIds": [file], "inline": [1]});
    person.post("/files/download", &wrong).await.bad(13_000_102);
}

/// The policy of a page, directive by directive.
async fn policy(server: &Server, page: &str) -> Vec<String> {
    let client = KooDrive::anonymous(server.url());
    let url = format!("{}/embed/{page}", server.url());
    let answer = client.http().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
    let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
    policy.split("; ").map(str::to_owned).collect()
}

#[tokio::test]
async fn only_listed_sites_frame_the_pages() {
    let place = Place::make(Database::Sqlite).unwrap();
    let server = Server::start(Path::new(BINARY), place);
    for page in ["picker", "preview"] {
        let policy = policy(&server, page).await;
        assert_eq!(policy.last().unwrap(), "frame-ancestors 'none'");
        for directive in [
            "default-src 'none'",
            "script-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(&directive.to_owned()), "{policy:?}");
        }
    }

    let origins = "https://office.example.com,http://127.0.0.1:8081";
    let place = Place::make(Database::Sqlite).unwrap();
    let place = place.with("COFFER_SDK_ORIGINS", origins);
    let server = Server::start(Path::new(BINARY), place);
    let spaced = origins.replace(',', " ");
    for page in ["picker", "preview"] {
        let policy = policy(&server, page).await;
        assert_eq!(*policy.last().unwrap(), format!("frame-ancestors {spaced}"));
        let url = format!("{}/embed/{page}", server.url());
        let client = KooDrive::anonymous(server.url());
        let html = client.http().get(url).send().await.unwrap();
        let html = html.text().await.unwrap();
        assert!(
            html.contains(&format!("data-origins=\"{spaced}\"")),
            "{html}"
        );
    }
}
