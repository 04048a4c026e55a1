//! Reading the audit log: by super administrators over HTTP, and by the operator's command.

use crate::support::{BINARY, Person, alone_on_both_databases};
use crate::tenants::{refusal, second_tenant, typed};
use coffer_testkit::{Answer, App, KooDrive, Place, Server};
use reqwest::Method;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;

alone_on_both_databases! {
    an_entry_says_who_did_what_from_where,
    csv_is_for_spreadsheets_and_computes_nothing,
    filters_narrow_the_log,
    pages_have_no_gaps_and_no_doubles,
    only_super_administrators_read_it,
    what_makes_no_sense_is_refused_in_the_callers_language,
    unknown_paths_are_answered_like_every_failure,
    the_command_prints_what_the_operation_answers,
    who_reads_the_command_may_stop,
}

async fn audit(caller: &KooDrive, query: &str) -> Answer {
    let path = format!("/admin/v1/audit{query}");
    caller.call(Method::GET, &path, None).await
}

/// The lines of a success.
#[track_caller]
fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{answer}");
    parsed(&answer.text)
}

fn parsed(text: &str) -> Vec<Value> {
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Acts and names, which is what most tests look at.
fn told(entries: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told = entries
        .iter()
        .map(|entry| format!("{} {}", text(&entry["act"]), text(&entry["object"]["name"])));
    told.collect()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let value = answer.headers.get(name);
    value
        .unwrap_or_else(|| panic!("no {name}: {answer}"))
        .to_str()
        .unwrap()
}

/// Demands a failure in the envelope.
#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.body["code"], code, "{answer}");
    assert_ne!(
        answer.body["message"].as_str().unwrap_or_default(),
        "",
        "{answer}"
    );
    assert_eq!(header(answer, "cache-control"), "no-store");
    assert!(answer.headers.contains_key("x-trace-id"));
}

fn set(server: &Server, id: &str, what: &[&str]) {
    server.run(&[&["tenant", "set", id], what].concat(), "");
}

fn add_user(server: &Server, arguments: &[&str]) -> String {
    let printed = server.run(
        &[&["user", "add", "--password-stdin"], arguments].concat(),
        &typed(),
    );
    let id = printed.trim_end().rsplit(' ').next().unwrap();
    id.to_owned()
}

async fn admin(server: &Server) -> (Person, String) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let tenant = admin.space["tenantId"].as_str().unwrap().to_owned();
    (admin, tenant)
}

async fn an_entry_says_who_did_what_from_where(server: &mut Server) {
    let (admin, tenant) = admin(server).await;
    set(server, &tenant, &["--name", "某公司", "--users", "7"]);
    let answer = audit(&admin, "").await;
    let entries = lines(&answer);
    assert_eq!(
        told(&entries),
        ["change 某公司", "create admin", "create Coffer"]
    );
    let entry = &entries[0];
    let expected = json!({
        "id": entry["id"], "time": entry["time"],
        "actor": {"id": "0", "name": "operator"}, "app": null, "address": "cli",
        "act": "change", "object": {"kind": "tenant", "id": tenant, "name": "某公司"},
        "before": {"name": "Coffer", "user_limit": 1000},
        "after": {"name": "某公司", "user_limit": 7},
    });
    assert_eq!(*entry, expected);
    let time = entry["time"].as_str().unwrap();
    assert_eq!((time.len(), &time[19..20], &time[23..]), (24, ".", "Z"));
    assert!(entry["id"].as_str().unwrap().parse::<i64>().unwrap() > 0);
    assert_eq!(entries[1]["object"]["id"], admin.user());
    assert_eq!(entries[2]["before"], Value::Null);
    assert_eq!(
        header(&answer, "content-type"),
        "application/x-ndjson; charset=utf-8"
    );
    assert_eq!(header(&answer, "cache-control"), "no-store");
    assert!(!answer.headers.contains_key("link"));
    assert!(!answer.headers.contains_key("x-next-cursor"));
    // What is so already is no change.
    set(server, &tenant, &["--users", "7"]);
    assert_eq!(lines(&audit(&admin, "").await), entries);
}

async fn csv_is_for_spreadsheets_and_computes_nothing(server: &mut Server) {
    let (admin, _) = admin(server).await;
    let id = add_user(
        server,
        &["--name", "=HYPERLINK(\"http://x\",\"a\")", "li.si"],
    );
    let typed_new = typed();
    server.run(&["user", "passwd", "--password-stdin", "li.si"], &typed_new);
    let answer = audit(&admin, "?format=csv&limit=2").await;
    assert_eq!(answer.status, 200, "{answer}");
    let mut rows = answer.text.split("\r\n");
    assert_eq!(
        rows.next().unwrap(),
        "id,time,actor_id,actor_name,app,address,act,object_kind,object_id,object_name,before,after"
    );
    let named = "\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\"";
    let passwd = rows.next().unwrap();
    let expected = format!(
        ",0,operator,,cli,change,user,{id},{named},,\"{{\"\"password\"\":\"\"changed\"\"}}\""
    );
    assert!(passwd.ends_with(&expected), "{passwd}");
    let added = rows.next().unwrap();
    assert!(
        added.contains(&format!(",0,operator,,cli,create,user,{id},{named},,")),
        "{added}"
    );
    assert_eq!(rows.collect::<Vec<_>>(), [""]);
    assert!(!answer.text.contains(Place::PASSWORD));
    let kind = "text/csv; charset=utf-8; header=present";
    assert_eq!(header(&answer, "content-type"), kind);
    let disposition = header(&answer, "content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"audit-") && disposition.ends_with(".csv\""),
        "{disposition}"
    );
    for (accept, expected) in [
        ("text/csv", kind),
        ("text/html, TEXT/CSV;q=0.5", kind),
        (
            "application/x-ndjson, text/csv",
            "application/x-ndjson; charset=utf-8",
        ),
        ("*/*", "application/x-ndjson; charset=utf-8"),
    ] {
        let accepting = admin.with_header("accept", accept);
        let answer = audit(&accepting, "").await;
        assert_eq!(header(&answer, "content-type"), expected, "{accept}");
        assert_eq!(header(&answer, "vary"), "accept");
    }
}

async fn filters_narrow_the_log(server: &mut Server) {
    let (admin, tenant) = admin(server).await;
    let id = add_user(server, &["--name", "欧阳 Ärzte", "li.si"]);
    server.run(&["app", "add", "robot_100%"], "");
    set(server, &tenant, &["--users", "7"]);
    let all = [
        "change Coffer",
        "create robot_100%",
        "create 欧阳 Ärzte",
        "create admin",
        "create Coffer",
    ];
    let newest = lines(&audit(&admin, "").await);
    let time = newest[0]["time"].as_str().unwrap();
    let day = &time[..10];
    let cases = [
        ("?order=newest".to_owned(), &all[..]),
        ("?act=change".to_owned(), &all[..1]),
        ("?object_kind=app".to_owned(), &all[1..2]),
        (format!("?object_id={id}"), &all[2..3]),
        ("?name=%E9%98%B3".to_owned(), &all[2..3]),
        ("?name=%C3%A4RZTE".to_owned(), &all[2..3]),
        ("?name=_100%25".to_owned(), &all[1..2]),
        ("?name=%25%25".to_owned(), &[]),
        ("?actor=0&from=&to=&name=&act=".to_owned(), &all[..]),
        (format!("?actor={}", admin.user()), &[]),
        (format!("?from={day}&to={day}"), &all[..]),
        (format!("?to={time}"), &all[1..]),
        ("?from=2999-12-31".to_owned(), &[]),
        ("?to=1999-12-31".to_owned(), &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(
            told(&lines(&audit(&admin, &query).await)),
            expected,
            "{query}"
        );
    }
    let mut oldest = lines(&audit(&admin, "?order=oldest").await);
    oldest.reverse();
    assert_eq!(oldest, newest);
}

async fn pages_have_no_gaps_and_no_doubles(server: &mut Server) {
    let (admin, tenant) = admin(server).await;
    for users in 1..=6 {
        set(server, &tenant, &["--users", &users.to_string()]);
    }
    for (order, sees_later_ones) in [("newest", false), ("oldest", true)] {
        let mut expected = lines(&audit(&admin, &format!("?order={order}")).await);
        let mut query = format!("?order={order}&limit=3&object_kind=tenant&cursor=");
        expected.retain(|entry| entry["object"]["kind"] == "tenant");
        let mut seen = Vec::new();
        loop {
            let answer = audit(&admin, &query).await;
            let entries = lines(&answer);
            assert!((1..=3).contains(&entries.len()));
            seen.extend(entries);
            if seen.len() == 3 {
                set(
                    server,
                    &tenant,
                    &["--groups", &order.len().to_string(), "--name", order],
                );
            }
            let Some(cursor) = answer.headers.get("x-next-cursor") else {
                assert!(!answer.headers.contains_key("link"));
                break;
            };
            let cursor = cursor.to_str().unwrap();
            query = format!("?order={order}&limit=3&object_kind=tenant&cursor={cursor}");
            let link = format!("</admin/v1/audit{query}>; rel=\"next\"");
            assert_eq!(header(&answer, "link"), link);
        }
        if sees_later_ones {
            assert_eq!(seen.pop().unwrap()["object"]["name"], order);
        }
        assert_eq!(seen, expected);
    }
}

async fn only_super_administrators_read_it(server: &mut Server) {
    let (admin, _) = admin(server).await;
    let app = App::parse(&server.run(&["app", "add", "robot"], ""));
    add_user(server, &["li.si"]);
    add_user(server, &["--department-admin", "wang.wu"]);
    for login in ["li.si", "wang.wu"] {
        let person = Person::log_in(server.url(), login).await;
        refused(&audit(&person, "").await, 403, "forbidden");
    }
    let stranger = KooDrive::anonymous(server.url());
    let token = admin.bare_token();
    let spelled = |text: &str| stranger.with_token(&text.replace("TOKEN", token));
    for good in ["Bearer TOKEN", "Bearer+TOKEN", "bearer TOKEN"] {
        lines(&audit(&spelled(good), "").await);
    }
    let app_token = app_token(&stranger, &app).await;
    for bad in [
        stranger.clone(),
        stranger.as_app(&app, admin.user()),
        spelled(&format!("Bearer {app_token}")),
        spelled("TOKEN"),
        spelled("Bearer TOKENx"),
        spelled("Bearer "),
        spelled("Basic TOKEN"),
        stranger.with_header("cookie", &format!("Authorization=Bearer+{token}")),
        admin.with_header("authorization", &format!("Bearer {token}")),
    ] {
        let answer = audit(&bad, "").await;
        refused(&answer, 401, "unauthenticated");
        assert_eq!(header(&answer, "www-authenticate"), "Bearer");
    }
    // The log of another tenant is another log, and its cursors are no good here.
    second_tenant(server);
    let chief = Person::log_in(server.url(), "chief").await;
    let theirs = audit(&chief, "").await;
    assert_eq!(
        told(&lines(&theirs)),
        ["create outsider", "create chief", "create Other"]
    );
    let cursor = audit(&chief, "?limit=1").await;
    let cursor = header(&cursor, "x-next-cursor");
    let stolen = audit(&admin, &format!("?limit=1&cursor={cursor}")).await;
    refused(&stolen, 400, "bad_request");
    assert!(!audit(&admin, "").await.text.contains("chief"));
}

/// A token that an app gets for itself.
async fn app_token(stranger: &KooDrive, app: &App) -> String {
    let request = stranger
        .http()
        .post(format!("{}/oauth2/token", stranger.url()))
        .form(&[
            ("grant_type", "client_credentials"),
            ("client_id", &app.id),
            ("client_secret", &app.secret),
        ]);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

async fn what_makes_no_sense_is_refused_in_the_callers_language(server: &mut Server) {
    let (admin, tenant) = admin(server).await;
    set(server, &tenant, &["--users", "7"]);
    let page = audit(&admin, "?limit=1&act=create").await;
    let cursor = header(&page, "x-next-cursor");
    let cases = [
        ("from", "?from=yesterday".to_owned()),
        ("to", "?to=2026-02-30".to_owned()),
        ("actor", "?actor=admin".to_owned()),
        ("act", "?act=Create".to_owned()),
        ("object_kind", "?object_kind=a%27b".to_owned()),
        ("object_id", "?object_id=-1".to_owned()),
        ("name", format!("?name={}", "a".repeat(129))),
        ("order", "?order=random".to_owned()),
        ("limit", "?limit=0".to_owned()),
        ("limit", "?limit=10001".to_owned()),
        ("limit", "?limit=many".to_owned()),
        ("format", "?format=xml".to_owned()),
        ("cursor", "?cursor=x".to_owned()),
        ("cursor", format!("?cursor={cursor}")),
        (
            "cursor",
            format!("?act=create&order=oldest&cursor={cursor}"),
        ),
        ("objectKind", "?objectKind=user".to_owned()),
        ("act", "?act=create&act=change".to_owned()),
    ];
    for (parameter, query) in &cases {
        let answer = audit(&admin, query).await;
        refused(&answer, 400, "bad_request");
        assert_eq!(answer.body["parameter"], *parameter, "{query}: {answer}");
    }
    let chinese = "参数 order 缺失或不正确。";
    let english = "Parameter order is missing or not valid.";
    for (name, language, expected) in [
        ("accept-language", "zh-CN,zh;q=0.9,en;q=0.8", chinese),
        ("accept-language", "fr, en", english),
        ("language", "zh_CN", chinese),
        ("language", "tlh", english),
    ] {
        let answer = audit(&admin.with_header(name, language), "?order=x").await;
        assert_eq!(answer.body["message"], expected, "{language}");
    }
    let both = admin
        .with_header("language", "en-US")
        .with_header("accept-language", "zh");
    assert_eq!(audit(&both, "?order=x").await.body["message"], english);
}

async fn unknown_paths_are_answered_like_every_failure(server: &mut Server) {
    let stranger = KooDrive::anonymous(server.url()).with_header("accept-language", "zh");
    for path in [
        "/admin/",
        "/admin/v1/audits",
        "/admin/v2/audit",
        "/api/",
        "/api/v1/x",
    ] {
        let answer = stranger.call(Method::GET, path, None).await;
        refused(&answer, 404, "unknown_operation");
        assert_eq!(answer.body["message"], "没有这个操作。");
        assert_eq!(header(&answer, "content-language"), "zh-CN");
    }
    for method in [Method::POST, Method::DELETE, Method::PUT] {
        let answer = stranger.call(method, "/admin/v1/audit", None).await;
        refused(&answer, 405, "method_not_allowed");
        assert_eq!(header(&answer, "allow"), "GET,HEAD");
    }
    let document = stranger
        .call(Method::GET, "/openapi/admin.json", None)
        .await;
    let operation = &document.body["paths"]["/admin/v1/audit"]["get"];
    let parameters = operation["parameters"].as_array().unwrap();
    let names: Vec<_> = parameters
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    let expected = [
        "from",
        "to",
        "actor",
        "act",
        "object_kind",
        "object_id",
        "name",
        "order",
        "limit",
        "cursor",
        "format",
    ];
    assert_eq!(names, expected);
    let page = stranger.call(Method::GET, "/docs", None).await;
    assert!(page.text.contains("/openapi/admin.json"));
}

async fn the_command_prints_what_the_operation_answers(server: &mut Server) {
    let (admin, tenant) = admin(server).await;
    add_user(server, &["--name", "+1", "li.si"]);
    set(server, &tenant, &["--users", "7"]);
    let export = |arguments: &[&str]| server.run(&[&["audit", "export"], arguments].concat(), "");
    let oldest = audit(&admin, "?order=oldest").await.text;
    assert_eq!(parsed(&oldest).len(), 4);
    assert_eq!(export(&[]), oldest);
    assert_eq!(export(&["--format", "jsonl", "--tenant", &tenant]), oldest);
    let csv = audit(&admin, "?order=oldest&format=csv").await.text;
    assert_eq!(export(&["--format", "csv"]), csv);
    assert!(csv.contains(",'+1,"));
    let narrowed = export(&[
        "--act",
        "change",
        "--object-kind",
        "tenant",
        "--from",
        "2000-01-01",
    ]);
    assert_eq!(told(&parsed(&narrowed)), ["change Coffer"]);
    assert_eq!(export(&["--to", "2000-01-01"]), "");
    for (arguments, parameter) in [(["--from", "x"], "from"), (["--act", "X"], "act")] {
        let told = refusal(server, &[&["audit", "export"], &arguments[..]].concat());
        assert!(told.contains(&format!("Parameter {parameter}")), "{told}");
    }
    // It needs no server.
    server.stop();
    assert_eq!(server.run(&["audit", "export"], ""), oldest);
}

async fn who_reads_the_command_may_stop(server: &mut Server) {
    // More than a pipe holds, and more than a page.
    let drive_entries = 1_200;
    crate::support::fill_audit_log(server, drive_entries).await;
    let mut child = server
        .place()
        .command(Path::new(BINARY), &["audit", "export"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let first: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(first["object"]["kind"], "tenant");
    let status = child.wait().unwrap();
    let mut told = String::new();
    child.stderr.unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((status.code(), told.as_str()), (Some(0), ""));
    let all = server.run(&["audit", "export"], "");
    assert_eq!(parsed(&all).len(), drive_entries + 2);
}
