//! Every operation of the directories dialect with a request that lacks nothing, spoilt in one way.

use crate::directories::{person, shown};
use crate::documents::{Document, assert_complete, missing_fields, odd_parameters, wrong_numbers};
use crate::support::{Person, Shared, on_both_databases};
use crate::walk::{
    Call, Dialect, broken_bodies, impostors, odd_values, strangers, without_credential,
    wrong_methods, wrong_types,
};
use coffer_testkit::Directories;
use serde_json::{Value, json};

on_both_databases! {
    nothing_is_done_without_a_credential,
    what_is_wrong_is_refused_and_changes_nothing,
    nothing_that_strangers_send_is_the_servers_fault,
}

const DIALECT: Dialect = Dialect::Directories;

/// A folder with a file and a guest who has a role on it.
struct Site {
    owner: Person,
    client: Directories,
    guest: Person,
    folder: String,
    file: String,
}

impl Site {
    async fn make(shared: &'static Shared) -> Self {
        let (owner, client) = person(shared).await;
        let guest = shared.person().await;
        let folder = client.make("root", "folder").await;
        let file = client.upload(&folder, "a.txt", b"a").await.given();
        let body = json!({"dirId": folder, "roleIds": ["4"], "authTarget": [guest.user()], "targetType": 1});
        client.post("authorize", &body).await.given();
        Self {
            file: file["id"].as_str().unwrap().to_owned(),
            owner,
            client,
            guest,
            folder,
        }
    }

    /// Every operation with all that it takes. That of uploads takes no JSON, and lacks its form.
    fn calls(&self) -> Vec<Call> {
        let Self { folder, file, .. } = self;
        let (owner, guest) = (self.owner.user(), self.guest.user());
        let post =
            |operation: &str, body: Value| Call::post(format!("/v1/directories/{operation}"), body);
        let mut calls = vec![
            post(
                "create",
                json!({"name": "x", "parentId": folder, "principalId": owner, "skip": true}),
            ),
            post("rename", json!({"dirId": folder, "name": "y"})),
            post("delete", json!({"dirId": folder})),
            post("lock", json!({"dirId": folder, "reason": "x"})),
            post("unlock", json!({"dirId": folder})),
            post(
                "authorize",
                json!({"dirId": folder, "roleIds": ["2"], "authTarget": [guest], "targetType": 1}),
            ),
            post(
                "authorize/remove",
                json!({"dirId": folder, "target": guest, "targetType": 1}),
            ),
            Call::get("/v1/roles"),
            Call::get(format!("/v1/files/download?fileId={file}")),
            Call::post("/v1/files/upload", json!({})),
        ];
        calls.extend(shown(folder).map(Call::get));
        calls
    }

    /// All that the calls could have changed.
    async fn state(&self) -> Vec<Value> {
        let mut state = Vec::new();
        for path in shown("root").into_iter().chain(shown(&self.folder)) {
            state.push(self.client.get(&path).await.given());
        }
        let guest = Directories::of(&self.guest);
        state.push(guest.info(&self.folder).await.given());
        state
    }
}

async fn nothing_is_done_without_a_credential(shared: &'static Shared) {
    let site = Site::make(shared).await;
    let before = site.state().await;
    let calls = site.calls();
    for clients in [
        impostors(shared, &site.owner).await,
        strangers(shared, &site.owner).await,
    ] {
        without_credential(DIALECT, &clients, &calls).await;
    }
    let nobody = Directories::anonymous(site.client.url());
    for token in ["", "nonsense", "Bearer+nonsense"] {
        for call in &calls {
            let call = call.with_query(&format!("access_token={token}"));
            let answer = nobody.send(call.method, &call.path, "application/json", "{}");
            DIALECT.unauthenticated(answer.await);
        }
    }
    nobody.upload(&site.folder, "b.txt", b"b").await.denied(401);
    assert_eq!(site.state().await, before);
}

async fn what_is_wrong_is_refused_and_changes_nothing(shared: &'static Shared) {
    let site = Site::make(shared).await;
    let before = site.state().await;
    let (client, calls) = (&*site.owner, site.calls());
    let operations = Document::read(client, "directories").await.operations();
    let mut described = calls.clone();
    for call in &mut described {
        // The document describes a form.
        call.body = call.body.take().filter(|_| call.path != "/v1/files/upload");
    }
    assert_complete(&operations, &described);
    missing_fields(DIALECT, client, &operations, &calls).await;
    wrong_numbers(DIALECT, client, &operations, &calls).await;
    broken_bodies(DIALECT, client, &calls).await;
    wrong_types(DIALECT, client, &calls).await;
    wrong_methods(DIALECT, &[client, &client.without_token()], &calls).await;
    let upload = Call::post("/v1/files/upload", json!({}));
    DIALECT.bad(upload.by(client).await);
    assert_eq!(site.state().await, before);
}

async fn nothing_that_strangers_send_is_the_servers_fault(shared: &'static Shared) {
    let site = Site::make(shared).await;
    let (client, calls) = (&*site.owner, site.calls());
    let operations = Document::read(client, "directories").await.operations();
    odd_values(DIALECT, client, &calls).await;
    odd_parameters(DIALECT, client, &operations, &calls).await;
}
