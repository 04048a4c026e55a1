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

async fn what_is_signed_may_not_change(shared: &'static Shared) {
    let person = shared.person().await;
    let other = shared.person().await;
    let body = json!({"containerId": person.container(), "parentFileId": "root"});
    let path = "/koodrive/ose/v1/files/0";
    let signed = || {
        shared
            .app()
            .headers(
                "POST",
                shared.server().url(),
                path,
                person.user(),
                body.to_string().as_bytes(),
            )
            .to_vec()
    };
    assert_eq!(send(shared, path, &signed(), &body).await.0, 200);
    // Blanks behind the commas are fine.
    let mut spaced = signed();
    spaced[0].1 = spaced[0].1.replace(',', ", ");
    assert_eq!(send(shared, path, &spaced, &body).await.0, 200);
    let mut another_user = signed();
    another_user[2].1 = other.user().to_owned();
    let mut another_date = signed();
    another_date[1].1 = another_date[1].1.replace('Z', "0Z");
    let mut fewer = signed();
    fewer[0].1 = fewer[0].1.replace("host;x-date;x-user-id", "host");
    let without_date: Vec<_> = signed()
        .into_iter()
        .filter(|(name, _)| *name != "x-date")
        .collect();
    let without_user: Vec<_> = signed()
        .into_iter()
        .filter(|(name, _)| *name != "x-user-id")
        .collect();
    for headers in [
        another_user,
        another_date,
        fewer,
        without_date,
        without_user,
    ] {
        assert_eq!(
            send(shared, path, &headers, &body).await.0,
            401,
            "{headers:?}"
        );
    }
    let changed = json!({"containerId": person.container(), "parentFileId": "sbox"});
    assert_eq!(send(shared, path, &signed(), &changed).await.0, 401);
    assert_eq!(
        send(shared, "/koodrive/ose/v1/files/1", &signed(), &body)
            .await
            .0,
        401
    );
    assert_eq!(
        send(shared, &format!("{path}?a=b"), &signed(), &body)
            .await
            .0,
        401
    );
    // A signature that does not cover the person is none.
    let date = signed()[1].1.clone();
    let canonical = canonical_request(
        "POST",
        path,
        &[("x-date", &date)],
        body.to_string().as_bytes(),
    );
    let bare = signature(&shared.app().secret, &canonical);
    let mut headers = signed();
    headers[0].1 = format!(
        "HMAC-SHA256 AppId={},SignedHeaders=x-date,Signature={bare}",
        shared.app().id
    );
    assert_eq!(send(shared, path, &headers, &body).await.0, 401);
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
