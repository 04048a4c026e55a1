//! Whatever is sent to the operations of the organisation, the answer has the dialect's form and the
//! server is not at fault.

use crate::organisation::Office;
use crate::support::{Shared, on_both_databases};
use crate::walk::odd;
use coffer_testkit::Answer;
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    odd_bodies_are_the_senders_fault,
    odd_queries_are_the_senders_fault,
    bodies_that_are_no_objects_are_refused,
    other_methods_are_refused,
}

/// What has a body: method, path, and a body that names every field.
async fn with_bodies(office: &Office, mark: &str) -> Vec<(Method, String, Value)> {
    let below = office.found(&office.top, "odd below").await;
    let user = office.hire(&office.top, &format!("odd.user.{mark}")).await;
    let fields = json!({"deptId": office.top, "role": 1, "name": "x", "mobile": "1", "email": "a@b",
        "login": format!("odd.login.{mark}"), "password": "odd horse battery"});
    let mut change = fields.clone();
    change["status"] = json!(0);
    let mut create = fields.clone();
    for inside in ["deptId", "role"] {
        create.as_object_mut().unwrap().remove(inside);
    }
    create["userId"] = json!(format!("odd.new.{mark}"));
    create["modifyUserInfoReq"] = fields;
    let call = |method, path: &str, body| (method, format!("/koodrive/ose/v1{path}"), body);
    vec![
        call(
            Method::POST,
            "/departments",
            json!({"name": "x", "parentId": office.top}),
        ),
        call(
            Method::PUT,
            &format!("/departments/{below}"),
            json!({"name": "x", "parentId": office.top}),
        ),
        call(Method::POST, "/users", create),
        call(Method::PUT, &format!("/users/{user}"), change),
        call(
            Method::POST,
            &format!("/space/{below}"),
            json!({"capacity": 1, "type": 0}),
        ),
        call(
            Method::PUT,
            &format!("/space/{below}"),
            json!({"capacity": 1, "type": 0, "status": 0}),
        ),
    ]
}

#[track_caller]
fn assert_known(answer: &Answer, what: &str) {
    let known = answer.status == 200 && answer.code() == 0
        || answer.status == 400 && answer.code() > 13_000_000;
    assert!(known, "{answer} for {what}");
}

async fn odd_bodies_are_the_senders_fault(shared: &'static Shared) {
    let office = shared.office("odd bodies").await;
    for (method, path, body) in with_bodies(&office, "fields").await {
        for name in body.as_object().unwrap().keys() {
            for value in odd() {
                let mut odd = body.clone();
                odd[name] = value.clone();
                let answer = office.admin.call(method.clone(), &path, Some(&odd)).await;
                let shown: String = value.to_string().chars().take(80).collect();
                assert_known(&answer, &format!("{name} = {shown}"));
            }
            let mut wrong = body.clone();
            wrong[name] = json!({"x": [{}]});
            let answer = office.admin.call(method.clone(), &path, Some(&wrong)).await;
            if name != "modifyUserInfoReq" {
                answer.bad(13_000_102);
            }
        }
    }
}

/// Lists with the parameters that may be anything.
#[rustfmt::skip]
const LISTS: [(&str, &[&str]); 6] = [
    ("/departmentList?x=", &["departmentId", "keyWord"]),
    ("/userList?offset=0&limit=1", &["deptId", "isDirect", "keyWord", "x"]),
    ("/userList?x=", &["offset", "limit"]),
    ("/users/count?x=", &["deptId"]),
    ("/space/departmentList?offset=0&limit=1", &["keyWord"]),
    ("/space/userList?offset=0&limit=1", &["deptId", "isDirect", "keyWord", "spaceStatus"]),
];
#[rustfmt::skip]
const ODD_QUERIES: [&str; 19] = [
    "", "%00", "%20", "-1", "0", "1.5", "1e9", "9223372036854775807", "9223372036854775808", "%F0%9F%92%A3",
    "%25_%5C", "%E2%80%AE", "'%3B--", "true", "null", "%FF", "%", "[]", "a&x=b",
];

async fn odd_queries_are_the_senders_fault(shared: &'static Shared) {
    let admin = shared.admin().await;
    for (path, names) in LISTS {
        for name in names {
            for value in ODD_QUERIES {
                let path = format!("{path}&{name}={value}");
                assert_known(&admin.get(&path).await, &path);
            }
        }
    }
    for path in ["/departments/", "/users/", "/users/mobile/"] {
        // What stands for another path, or for none, is no value.
        for value in ODD_QUERIES
            .iter()
            .filter(|value| !["", "[]", "a&x=b"].contains(value))
        {
            let path = format!("{path}{value}");
            assert_known(&admin.get(&path).await, &path);
        }
    }
}

async fn bodies_that_are_no_objects_are_refused(shared: &'static Shared) {
    let office = shared.office("no objects").await;
    for (method, path, _) in with_bodies(&office, "objects").await {
        for body in [
            "{",
            "null",
            "[]",
            "\"text\"",
            "1",
            "{\"a\":1}{\"b\":2}",
            "{\"name\":}",
        ] {
            let bytes = Some(body.as_bytes().to_vec());
            let answer = office.admin.call_raw(method.clone(), &path, bytes).await;
            answer.bad(13_000_102);
        }
    }
}

async fn other_methods_are_refused(shared: &'static Shared) {
    let admin = shared.admin().await;
    for (path, methods) in [
        (
            "/departmentList",
            vec![Method::POST, Method::PUT, Method::DELETE],
        ),
        ("/departments", vec![Method::PUT, Method::DELETE]),
        ("/departments/1", vec![Method::POST, Method::PATCH]),
        ("/userList", vec![Method::POST, Method::PUT, Method::DELETE]),
        ("/users", vec![Method::PUT, Method::DELETE]),
        ("/users/1", vec![Method::POST, Method::PATCH]),
        (
            "/users/mobile/1",
            vec![Method::POST, Method::PUT, Method::DELETE],
        ),
        ("/space/1", vec![Method::PATCH]),
    ] {
        for method in methods {
            let path = format!("/koodrive/ose/v1{path}");
            admin
                .call(method, &path, Some(&json!({})))
                .await
                .bad(13_000_102);
        }
    }
}
