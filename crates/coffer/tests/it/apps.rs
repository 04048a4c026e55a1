//! Apps that sign their requests, and apps with a token of their own.

use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{App, KooDrive, canonical_request, signature};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    an_app_acts_for_a_person,
    other_operations_take_no_signature,
    apps_erase_and_do_nothing_else,
    wrong_signatures_are_refused,
    old_and_future_signatures_are_refused,
    what_is_signed_may_not_change,
    the_person_has_to_be_signed,
    queries_are_signed,
    an_app_token_shows_spaces,
}

fn app(shared: &Shared, person: &Person) -> KooDrive {
    shared.stranger().as_app(shared.app(), person.user())
}

async fn an_app_acts_for_a_person(shared: &'static Shared) {
    let person = shared.person().await;
    let app = app(shared, &person);
    let container = person.container();
    let folder = app.folder(container, "root", "by app").await.ok();
    let folder = folder["id"].as_str().unwrap();
    let file = app.upload(container, folder, "文件.txt", b"by app").await;
    assert_eq!(app.read(container, &file).await, b"by app");
    app.list(
        "0",
        &json!({"containerId": container, "parentFileId": "root"}),
    )
    .await
    .ok();
    assert_eq!(
        app.detail(container, &file).await.ok()["owners"][0]["permissionId"],
        person.user()
    );
    app.search(&json!({"searchType": "personal", "pageInfo": {"pageSize": 10, "pageCursor": ""}, "filter": {"keyWord": "文"}})).await.ok();
    app.spaces(person.user(), "?type=1").await.ok();
    let job = app.run_job(2, 202, container, "", &[&file]).await;
    crate::files::assert_done(&job);
    assert!(person.names(folder).await.is_empty());
}

async fn other_operations_take_no_signature(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let app = app(shared, &person);
    app.session_auth().await.refused(401, 13_000_202);
    app.rename(person.container(), &file, "b", 2)
        .await
        .refused(401, 13_000_202);
    app.empty_bin(person.container())
        .await
        .refused(401, 13_000_202);
    app.path(person.container(), &file)
        .await
        .refused(401, 13_000_202);
    app.space(person.user(), "1").await.refused(401, 13_000_202);
}

async fn apps_erase_and_do_nothing_else(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let app = app(shared, &person);
    for (task, action) in [(2, 201), (3, 301), (4, 0)] {
        let answer = app
            .start_job(task, action, person.container(), "root", &[&file])
            .await;
        answer.refused(401, 13_000_202);
    }
    assert_eq!(person.names("root").await, ["a"]);
}

async fn wrong_signatures_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let right = shared.app().clone();
    let list = json!({"containerId": person.container(), "parentFileId": "root"});
    let wrong = [
        App {
            secret: "wrong".to_owned(),
            ..right.clone()
        },
        App {
            id: "nobody".to_owned(),
            ..right.clone()
        },
        App {
            id: String::new(),
            ..right.clone()
        },
    ];
    for app in wrong {
        shared
            .stranger()
            .as_app(&app, person.user())
            .list("0", &list)
            .await
            .refused(401, 13_000_202);
    }
    for user in ["1505084218764547200", "x", "-1"] {
        shared
            .stranger()
            .as_app(&right, user)
            .list("0", &list)
            .await
            .refused(401, 13_000_202);
    }
    // For somebody else it opens that one's space and no other.
    let other = shared.person().await;
    app(shared, &other).list("0", &list).await.bad(13_000_410);
}

/// Sends a list request with these headers.
async fn send(
    shared: &Shared,
    path: &str,
    headers: &[(&str, String)],
    body: &Value,
) -> (u16, Value) {
    let url = format!("{}{path}", shared.server().url());
    let mut request = shared.stranger().http().request(Method::POST, url);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request
        .header("content-type", "application/json")
        .body(body.to_string());
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn old_and_future_signatures_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let body = json!({"containerId": person.container(), "parentFileId": "root"});
    let path = "/koodrive/ose/v1/files/0";
    for date in [
        "20240909T033325Z",
        "29990101T000000Z",
        "",
        "now",
        "2024-09-09T03:33:25Z",
        "20241399T999999Z",
    ] {
        let bytes = body.to_string();
        let headers = shared.app().headers_at(
            date,
            "POST",
            shared.server().url(),
            path,
            person.user(),
            bytes.as_bytes(),
        );
        let (status, answer) = send(shared, path, &headers, &body).await;
        assert_eq!(
            (status, &answer["code"]),
            (401, &json!(13_000_202)),
            "{date}: {answer}"
        );
    }
}

const LIST: &str = "/koodrive/ose/v1/files/0";

fn list_body(person: &Person) -> Value {
    json!({"containerId": person.container(), "parentFileId": "root"})
}

/// The headers of a list request: authorization, date and person.
fn signed(shared: &Shared, person: &Person) -> Vec<(&'static str, String)> {
    let body = list_body(person).to_string();
    let url = shared.server().url();
    let headers = shared
        .app()
        .headers("POST", url, LIST, person.user(), body.as_bytes());
    headers.to_vec()
}

async fn what_is_signed_may_not_change(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let body = list_body(&person);
    let right = signed(shared, &person);
    assert_eq!(send(shared, LIST, &right, &body).await.0, 200);
    let changed = |at: usize, from: &str, to: &str| {
        let mut headers = right.clone();
        headers[at].1 = headers[at].1.replace(from, to);
        headers
    };
    // Blanks behind the commas are fine.
    assert_eq!(
        send(shared, LIST, &changed(0, ",", ", "), &body).await.0,
        200
    );
    let mut wrong = vec![
        changed(2, person.user(), other.user()),
        changed(1, "Z", "0Z"),
        changed(0, "host;x-date;x-user-id", "host"),
        changed(0, "host;x-date;x-user-id", "x-date;x-user-id"),
    ];
    for missing in ["x-date", "x-user-id"] {
        wrong.push(
            right
                .iter()
                .filter(|(name, _)| *name != missing)
                .cloned()
                .collect(),
        );
    }
    for headers in wrong {
        assert_eq!(
            send(shared, LIST, &headers, &body).await.0,
            401,
            "{headers:?}"
        );
    }
    let another_body = json!({"containerId": person.container(), "parentFileId": "sbox"});
    assert_eq!(send(shared, LIST, &right, &another_body).await.0, 401);
    for path in ["/koodrive/ose/v1/files/1", "/koodrive/ose/v1/files/0?a=b"] {
        assert_eq!(send(shared, path, &right, &body).await.0, 401, "{path}");
    }
}

async fn the_person_has_to_be_signed(shared: &'static Shared) {
    let person = shared.person().await;
    let body = list_body(&person);
    let mut headers = signed(shared, &person);
    let date = headers[1].1.clone();
    let canonical = canonical_request(
        "POST",
        LIST,
        &[("x-date", &date)],
        body.to_string().as_bytes(),
    );
    let App { id, secret } = shared.app();
    let signature = signature(secret, &canonical);
    headers[0].1 = format!("HMAC-SHA256 AppId={id},SignedHeaders=x-date,Signature={signature}");
    assert_eq!(send(shared, LIST, &headers, &body).await.0, 401);
}

async fn queries_are_signed(shared: &'static Shared) {
    let person = shared.person().await;
    let app = app(shared, &person);
    for query in [
        "?type=1",
        "?type=",
        "?type=1&x=a%20b&empty=",
        "?z=1&a=2&type=0",
    ] {
        app.spaces(person.user(), query).await.ok();
    }
}

async fn an_app_token_shows_spaces(shared: &'static Shared) {
    let person = shared.person().await;
    let stranger = shared.stranger();
    let ask = async |secret: &str| {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &shared.app().id),
            ("client_secret", secret),
        ];
        let request = stranger
            .http()
            .post(format!("{}/oauth2/token", stranger.url()))
            .form(&form);
        request.send().await.unwrap()
    };
    assert_eq!(ask("wrong").await.status(), 401);
    let answer: Value = ask(&shared.app().secret).await.json().await.unwrap();
    let token = answer["access_token"].as_str().unwrap();
    let app = stranger.with_token(&format!("Bearer {token}"));
    let spaces = app
        .with_header("x-user-id", person.user())
        .spaces(person.user(), "")
        .await;
    assert_eq!(spaces.ok()["data"].as_array().unwrap().len(), 2);
    // It is good for nothing else.
    app.session_auth().await.refused(401, 13_000_202);
    app.list(
        "0",
        &json!({"containerId": person.container(), "parentFileId": "root"}),
    )
    .await
    .refused(401, 13_000_202);
}
