//! Where the directories dialect neither locks nor unlocks: in a disabled space, and in the safe.

use crate::directories::{acts, person, shown};
use crate::grants::{ask, refused};
use crate::right_attacks::Team;
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Answer, Directories};
use serde_json::{Value, json};

on_both_databases! {
    nothing_is_done_in_a_disabled_space,
    a_disabled_space_is_not_there_for_strangers,
    what_a_disabled_space_hides_is_not_there,
    the_safe_takes_everything_but_locks,
    the_safe_of_another_is_not_there,
}

/// What locking and unlocking say here.
const UNSAFE: i64 = 430_020;
/// What other operations say in a disabled space, and of what may not be done.
const FORBIDDEN: i64 = 430_011;
const NOT_FOUND: i64 = 430_003;

/// A space with a locked folder in it that has a file.
struct Site {
    kind: u8,
    owner: String,
    container: String,
    root: String,
    folder: String,
    file: String,
}

impl Site {
    /// Fills the space of an owner, in which the person may do everything.
    async fn fill(person: &Person, kind: u8, owner: &str) -> Self {
        let client = Directories::of(person);
        let space = person.space(owner, &kind.to_string()).await.ok()["data"].clone();
        let container = space["containerId"].as_str().unwrap();
        let body = json!({"name": "folder", "principalId": container});
        let made = client.post("create", &body).await.given();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let folder = text(&made["id"]);
        client.make(&folder, "inner").await;
        let file = client.upload(&folder, "a.txt", b"a").await.given();
        let lock = json!({"dirId": folder, "reason": "as it was"});
        client.post("lock", &lock).await.given();
        Self {
            kind,
            owner: owner.to_owned(),
            container: container.to_owned(),
            root: text(&made["parentId"]),
            file: text(&file["id"]),
            folder,
        }
    }

    /// Disables the space, or enables it again.
    async fn set_status(&self, admin: &Person, status: u8) {
        let change = json!({"type": self.kind, "status": status});
        admin.change_space(&self.owner, &change).await.ok();
    }

    /// What there is in the space, for who sees it.
    async fn contents(&self, client: &Directories) -> Vec<Value> {
        let mut contents = Vec::new();
        for path in shown(&self.folder).into_iter().chain(shown(&self.root)) {
            contents.push(client.get(&path).await.given());
        }
        contents
    }

    /// Every operation that does not name the space itself, each with whether it is one of locks.
    async fn every(&self, client: &Directories) -> Vec<(bool, Answer)> {
        let mut answers = Vec::new();
        for folder in [&self.folder, &self.root] {
            for (operation, body) in acts(folder) {
                let locks = ["lock", "unlock"].contains(&operation);
                answers.push((locks, client.post(operation, &body).await));
            }
            for path in shown(folder) {
                answers.push((false, client.get(&path).await));
            }
            answers.push((false, client.upload(folder, "b.txt", b"b").await));
        }
        let path = format!("/v1/files/download?fileId={}", self.file);
        answers.push((false, client.get(&path).await));
        answers
    }

    /// Making a folder in the root of the space.
    async fn make_by_principal(&self, client: &Directories) -> Vec<Answer> {
        let mut answers = Vec::new();
        for principal in [&self.owner, &self.container] {
            let body = json!({"name": "x", "principalId": principal});
            answers.push(client.post("create", &body).await);
        }
        answers
    }
}

async fn nothing_is_done_in_a_disabled_space(shared: &'static Shared) {
    let office = shared.office("disabled for directories").await;
    let chief = office.join(&office.top, "directories-chief", 0).await;
    let owner = shared.person().await;
    let group = json!({"name": "Disabled for directories"});
    let group = owner.open_group_space(&group).await.ok()["id"].clone();
    let sites = [
        (&owner, Site::fill(&owner, 1, owner.user()).await),
        (&owner, Site::fill(&owner, 2, group.as_str().unwrap()).await),
        (&chief, Site::fill(&chief, 0, &office.top).await),
    ];
    for (keeper, site) in sites {
        let keeper = Directories::of(keeper);
        let before = site.contents(&keeper).await;
        site.set_status(&office.admin, 1).await;
        for (locks, answer) in site.every(&keeper).await {
            answer.denied(if locks { UNSAFE } else { FORBIDDEN });
        }
        for answer in site.make_by_principal(&keeper).await {
            answer.denied(FORBIDDEN);
        }
        if site.kind == 1 {
            let own = keeper.post("create", &json!({"name": "x"})).await;
            own.denied(FORBIDDEN);
        }
        let roles = keeper.get("/v1/roles").await.given();
        assert!(roles.as_array().unwrap().len() >= 5);
        site.set_status(&office.admin, 0).await;
        assert_eq!(site.contents(&keeper).await, before);
        let (status, _, content) = keeper.download(&site.file, None).await;
        assert_eq!((status, &content[..]), (200, &b"a"[..]));
        let unlock = json!({"dirId": site.folder});
        keeper.post("unlock", &unlock).await.given();
    }
}

async fn a_disabled_space_is_not_there_for_strangers(shared: &'static Shared) {
    let (owner, _) = person(shared).await;
    let (_, stranger) = person(shared).await;
    let admin = shared.admin().await;
    let site = Site::fill(&owner, 1, owner.user()).await;
    site.set_status(&admin, 1).await;
    for client in [&stranger, &Directories::of(&admin)] {
        for (_, answer) in site.every(client).await {
            answer.denied(NOT_FOUND);
        }
    }
    for answer in site.make_by_principal(&stranger).await {
        answer.denied(FORBIDDEN);
    }
}

async fn what_a_disabled_space_hides_is_not_there(shared: &'static Shared) {
    let (team, admin) = (Team::open(shared).await, shared.admin().await);
    let (hidden, plain) = (
        team.mkdir("root", "hidden").await,
        team.mkdir("root", "plain").await,
    );
    team.seclude(&hidden, None).await;
    let disabled = json!({"type": 2, "status": 1});
    admin.change_space(&team.group, &disabled).await.ok();
    let member = Directories::of(&team.member);
    for (operation, body) in acts(&hidden) {
        member.post(operation, &body).await.denied(NOT_FOUND);
    }
    for (operation, body) in acts(&plain) {
        let locks = ["lock", "unlock"].contains(&operation);
        let code = if locks { UNSAFE } else { FORBIDDEN };
        member.post(operation, &body).await.denied(code);
    }
    for (folder, status, code) in [
        (&hidden, 404, "node_not_found"),
        (&plain, 409, "space_disabled"),
    ] {
        for what in ["rights", "lock"] {
            let answer = ask(&team.member, &format!("/api/v1/nodes/{folder}/{what}")).await;
            refused(&answer, status, code);
        }
    }
}

async fn the_safe_takes_everything_but_locks(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let folder = owner.mkdir("sbox", "precious").await;
    let info = client.info(&folder).await.given();
    let safe = info["parentId"].as_str().unwrap();
    let inner = client.make(&folder, "inner").await;
    for place in [&folder, &inner, safe] {
        for operation in ["lock", "unlock"] {
            let body = json!({"dirId": place, "reason": "x"});
            let message = client.post(operation, &body).await.denied(UNSAFE);
            assert_eq!(message, "文件夹不安全");
        }
        let info = client.info(place).await.given();
        let may = &info["permissions"];
        assert_eq!(
            (&info["lock"], &may["lockable"], &may["unlockable"]),
            (&Value::Null, &json!(false), &json!(false))
        );
    }
    let rename = json!({"dirId": inner, "name": "renamed"});
    client.post("rename", &rename).await.given();
    assert_eq!(client.folders(&folder).await, ["renamed"]);
    let file = client.upload(&inner, "a.txt", &[7; 200_000]).await.given();
    assert_eq!(client.files(&inner).await, ["a.txt"]);
    let (status, _, content) = client.download(file["id"].as_str().unwrap(), None).await;
    assert_eq!((status, &content[..]), (200, &[7; 200_000][..]));
    let (guest, visitor) = person(shared).await;
    let grant =
        json!({"dirId": inner, "roleIds": ["2"], "authTarget": [guest.user()], "targetType": 1});
    client.post("authorize", &grant).await.given();
    visitor.info(&inner).await.given();
    for operation in ["lock", "unlock"] {
        let body = json!({"dirId": inner});
        visitor.post(operation, &body).await.denied(UNSAFE);
    }
    let take = json!({"dirId": inner, "target": guest.user(), "targetType": 1});
    client.post("authorize/remove", &take).await.given();
    visitor.info(&inner).await.denied(NOT_FOUND);
    client
        .post("delete", &json!({"dirId": inner}))
        .await
        .given();
    assert_eq!(client.folders(&folder).await, [""; 0]);
    for (operation, body) in acts(&inner) {
        client.post(operation, &body).await.denied(NOT_FOUND);
    }
    // The safe itself stays where it is.
    for (operation, body) in [
        ("delete", json!({"dirId": safe})),
        ("rename", json!({"dirId": safe, "name": "x"})),
    ] {
        client.post(operation, &body).await.denied(FORBIDDEN);
    }
}

async fn the_safe_of_another_is_not_there(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let (_, stranger) = person(shared).await;
    let folder = owner.mkdir("sbox", "precious").await;
    let file = client.upload(&folder, "a.txt", b"a").await.given();
    let info = client.info(&folder).await.given();
    for place in [&folder, info["parentId"].as_str().unwrap()] {
        for (operation, body) in acts(place) {
            stranger.post(operation, &body).await.denied(NOT_FOUND);
        }
        for path in shown(place) {
            stranger.get(&path).await.denied(NOT_FOUND);
        }
        stranger.upload(place, "b", b"b").await.denied(NOT_FOUND);
    }
    let path = format!("/v1/files/download?fileId={}", file["id"].as_str().unwrap());
    stranger.get(&path).await.denied(NOT_FOUND);
    assert_eq!(client.files(&folder).await, ["a.txt"]);
}
