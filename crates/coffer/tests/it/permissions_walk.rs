//! Every operation of roles, grants, locks and emergencies with a request that lacks nothing, spoilt in
//! one way, and as people of another tenant call it.

use crate::documents::{
    Document, Operation, assert_complete, missing_fields, odd_parameters, wrong_numbers,
};
use crate::files::id;
use crate::grants::{ask, done, grant, put, refused, success};
use crate::locks::lock;
use crate::organisation::Office;
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use crate::tenants::second_tenant;
use crate::walk::{
    Call, Dialect, broken_bodies, impostors, odd_values, strangers, without_credential,
    wrong_methods, wrong_types,
};
use coffer_testkit::{Answer, KooDrive, Place, Server};
use reqwest::Method;
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        nothing_is_done_without_a_credential,
        what_is_wrong_is_refused_and_changes_nothing,
        what_nobody_knows_is_refused,
        nothing_that_strangers_send_is_the_servers_fault,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        tokens_of_another_tenant_reach_nothing,
    }
}

const DIALECT: Dialect = Dialect::Admin;

/// A locked folder of a super administrator with a role of his own making granted on it, and a personal
/// space that is open for him.
struct Site {
    admin: Person,
    guest: Person,
    folder: String,
    role: String,
    space: String,
}

impl Site {
    async fn make(admin: Person, guest: Person) -> Self {
        let name = format!("walked with {}", guest.name);
        let body = json!({"name": name, "rights": ["previewable"]});
        let made = admin
            .call(Method::POST, "/admin/v1/roles", Some(&body))
            .await;
        let role = id(&made.body);
        let folder = admin.mkdir("root", &name).await;
        grant(&admin, &folder, &guest, &role).await;
        lock(&admin, &folder, "as it was").await;
        let space = guest.container().to_owned();
        let path = format!("/admin/v1/spaces/{space}/emergency");
        let body = json!({"reason": "a walk", "minutes": 60});
        success(&admin.call(Method::PUT, &path, Some(&body)).await);
        Self {
            admin,
            guest,
            folder,
            role,
            space,
        }
    }

    async fn of(shared: &'static Shared) -> Self {
        Self::make(shared.admin().await, shared.person().await).await
    }

    /// Every operation with all that it takes.
    fn calls(&self) -> Vec<Call> {
        let node = |what: &str| format!("/api/v1/nodes/{}/{what}", self.folder);
        let role = format!("/admin/v1/roles/{}", self.role);
        let emergency = format!("/admin/v1/spaces/{}/emergency", self.space);
        let guest = self.guest.user();
        let subject = format!(
            "grants?subjectType=user&subjectId={guest}&roleId={}",
            self.role
        );
        vec![
            Call::get("/admin/v1/roles?limit=100"),
            Call::post(
                "/admin/v1/roles",
                json!({"name": "walked", "rights": ["readable"]}),
            ),
            Call::send(
                Method::PATCH,
                role.as_str(),
                json!({"name": "walked", "rights": ["editable"]}),
            ),
            Call::delete(role),
            Call::get(node("grants?limit=200")),
            Call::send(
                Method::PUT,
                node("grants"),
                json!({"subjectType": "user", "subjectId": guest, "roleIds": ["2"]}),
            ),
            Call::delete(node(&subject)),
            Call::send(
                Method::PUT,
                node("inheritance"),
                json!({"inherit": false, "keep": true}),
            ),
            Call::get(node(&format!("rights?userId={guest}"))),
            Call::get(node("lock")),
            Call::send(Method::PUT, node("lock"), json!({"reason": "walked"})),
            Call::delete(node("lock")),
            Call::get("/api/v1/granted?limit=100"),
            Call::get("/admin/v1/emergencies?limit=100"),
            Call::send(
                Method::PUT,
                emergency.as_str(),
                json!({"reason": "walked", "minutes": 1}),
            ),
            Call::delete(format!("{emergency}?memberId={}", self.admin.user())),
        ]
    }

    /// All that the calls could have changed.
    async fn state(&self) -> Vec<Value> {
        let mut state = Vec::new();
        for call in self
            .calls()
            .iter()
            .filter(|call| call.method == Method::GET)
        {
            let path = call.path.as_str();
            let mut told = success(&call.by(&self.admin).await).clone();
            // Of what others have part in, what is this one's.
            for (list, field, own) in [
                ("roles", "/id", self.role.as_str()),
                ("emergencies", "/owner/id", self.guest.user()),
            ] {
                if let Some(list) = told.get_mut(list).and_then(Value::as_array_mut) {
                    list.retain(|one| one.pointer(field).is_some_and(|id| id == own));
                    assert_eq!(list.len(), 1, "{path}");
                    told = json!(list);
                    break;
                }
            }
            state.push(told);
        }
        state.push(success(&ask(&self.guest, "/api/v1/granted").await).clone());
        state
    }
}

/// What the document says of the operations here: it has the audit log as well.
async fn operations(client: &KooDrive) -> Vec<Operation> {
    let mut operations = Document::read(client, "admin").await.operations();
    operations.retain(|operation| operation.path != "/admin/v1/audit");
    operations
}

async fn nothing_is_done_without_a_credential(shared: &'static Shared) {
    let site = Site::of(shared).await;
    let before = site.state().await;
    let calls = site.calls();
    for clients in [
        impostors(shared, &site.admin).await,
        strangers(shared, &site.admin).await,
    ] {
        without_credential(DIALECT, &clients, &calls).await;
    }
    // Nor does this API take tokens out of the query.
    let token = format!("access_token={}", site.admin.bare_token());
    let calls: Vec<Call> = calls.iter().map(|call| call.with_query(&token)).collect();
    without_credential(DIALECT, &[site.admin.without_token()], &calls).await;
    assert_eq!(site.state().await, before);
}

async fn what_is_wrong_is_refused_and_changes_nothing(shared: &'static Shared) {
    let site = Site::of(shared).await;
    let before = site.state().await;
    let (client, calls) = (&*site.admin, site.calls());
    let operations = operations(client).await;
    assert_complete(&operations, &calls);
    missing_fields(DIALECT, client, &operations, &calls).await;
    wrong_numbers(DIALECT, client, &operations, &calls).await;
    broken_bodies(DIALECT, client, &calls).await;
    wrong_types(DIALECT, client, &calls).await;
    wrong_methods(DIALECT, &[client, &client.without_token()], &calls).await;
    for name in ["subjectId", "roleId", "userId", "memberId", "subjectType"] {
        let with_id = calls
            .iter()
            .filter(|call| call.path.contains(&format!("{name}=")));
        for call in with_id {
            let spoilt = call
                .without_parameter(name)
                .with_query(&format!("{name}=x"));
            DIALECT.bad(spoilt.by(client).await);
        }
    }
    assert_eq!(site.state().await, before);
}

async fn what_nobody_knows_is_refused(shared: &'static Shared) {
    let site = Site::of(shared).await;
    let before = site.state().await;
    for call in site.calls() {
        if call.body.is_some() {
            let unknown = call.with_field("unknown", json!(1));
            DIALECT.bad(unknown.by(&site.admin).await);
        }
        // Nothing is read out of this one's path or query.
        if (&call.method, call.path.as_str()) != (&Method::POST, "/admin/v1/roles") {
            let unknown = call.with_query("unknown=1");
            DIALECT.bad(unknown.by(&site.admin).await);
        }
    }
    assert_eq!(site.state().await, before);
}

async fn nothing_that_strangers_send_is_the_servers_fault(shared: &'static Shared) {
    let site = Site::of(shared).await;
    let operations = operations(&site.admin).await;
    for client in [&site.admin, &site.guest] {
        odd_values(DIALECT, client, &site.calls()).await;
        odd_parameters(DIALECT, client, &operations, &site.calls()).await;
    }
}

/// Demands that a call of somebody of another tenant reaches nothing; `chief` is a super administrator
/// there.
#[track_caller]
fn assert_out_of_reach(call: &Call, answer: &Answer, chief: bool) {
    match call.path.as_str() {
        path if path.starts_with("/api/v1/nodes/") => refused(answer, 404, "node_not_found"),
        path if path.starts_with("/admin/v1/roles?") => {
            let roles = &success(answer)["roles"];
            assert_eq!(roles.as_array().unwrap().len(), 5, "{answer}");
        }
        path if path.starts_with("/api/v1/granted") => {
            assert_eq!(success(answer)["nodes"], json!([]), "{answer}");
        }
        _ if !chief => refused(answer, 403, "forbidden"),
        path if path.starts_with("/admin/v1/emergencies") => {
            assert_eq!(success(answer)["emergencies"], json!([]), "{answer}");
        }
        path if path.starts_with("/admin/v1/spaces/") => refused(answer, 404, "space_not_found"),
        _ => refused(answer, 404, "not_found"),
    }
}

async fn tokens_of_another_tenant_reach_nothing(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let office = Office::open(admin, "walked").await;
    let guest = office.join(&office.top, "guest", 1).await;
    let site = Site::make(office.admin, guest).await;
    let before = site.state().await;
    let mut calls = site.calls();
    // This one makes something of the caller's own.
    calls.retain(|call| (&call.method, call.path.as_str()) != (&Method::POST, "/admin/v1/roles"));
    for login in ["chief", "outsider"] {
        let foreign = Person::log_in(server.url(), login).await;
        for call in &calls {
            assert_out_of_reach(call, &call.by(&foreign).await, login == "chief");
        }
        // Nor does the first tenant reach them, and nobody takes its roles along.
        let user = foreign.user();
        let about = format!("/api/v1/nodes/{}/rights?userId={user}", site.folder);
        refused(&ask(&site.admin, &about).await, 404, "not_found");
        let to = ("user", user);
        let granted = put(&site.admin, &site.folder, to, &["5"]).await;
        refused(&granted, 404, "not_found");
        let own = foreign.mkdir("root", "own").await;
        let granted = put(&foreign, &own, to, &[&site.role]).await;
        refused(&granted, 404, "not_found");
        done(&put(&foreign, &own, to, &["5"]).await);
    }
    assert_eq!(site.state().await, before);
}
