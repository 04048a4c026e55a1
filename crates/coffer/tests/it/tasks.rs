//! 4.11 and 4.2.8: hand-overs, bulk import, and the tasks that do them.

use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use coffer_testkit::{Kind, KooDrive, Place, Server, assert_shape, eventually};
use serde_json::{Value, json};

on_both_databases! {
    a_hand_over_passes_everything_and_removes_the_leaver,
    a_receiver_is_proposed,
    hand_overs_that_cannot_be_are_refused,
    an_import_tells_what_came_of_each_row,
    five_thousand_rows_are_imported,
    wrong_lists_are_refused,
    tasks_are_listed_page_by_page,
    tasks_are_for_administrators,
}

mod killed {
    use super::*;

    alone_on_both_databases! {
        a_hand_over_survives_kills,
    }

    async fn a_hand_over_survives_kills(server: &mut Server) {
        super::a_hand_over_survives_kills(server).await;
    }
}

pub(crate) async fn hand_over(admin: &KooDrive, leaver: &str, receiver: &str) -> String {
    let body = json!({"taskType": 0, "srcUserId": leaver, "dstUserId": receiver});
    let answer = admin.post("/task/create", &body).await.ok();
    answer["taskId"].as_str().unwrap().to_owned()
}

/// Waits until a task has ended, and answers it.
pub(crate) async fn ended(admin: &KooDrive, task: &str) -> Value {
    eventually("the task ends", || async {
        let shown = admin.get(&format!("/task/{task}")).await.ok();
        let status = shown["status"].as_i64().unwrap();
        (status >= 2).then_some(shown)
    })
    .await
}

/// What is told of a hand-over that has ended.
fn assert_task(shown: &Value, [leaver, receiver]: [&Person; 2], admin: &Person) {
    let fields = [
        ("code", Kind::Number),
        ("msg", Kind::Text),
        ("taskId", Kind::Id),
        ("taskName", Kind::Text),
        ("taskType", Kind::Number),
        ("tenantId", Kind::Id),
        ("userId", Kind::Id),
        ("status", Kind::Number),
        ("createTime", Kind::Time),
        ("startTime", Kind::Time),
        ("endTime", Kind::Time),
        ("initParams", Kind::Text),
        ("locale", Kind::Text),
    ];
    assert_shape("4.11.3", shown, &fields);
    assert_eq!(shown["status"], 2);
    assert!(shown.get("resultCode").is_none());
    assert_eq!(shown["taskName"], leaver.name.as_str());
    assert_eq!(shown["userId"], admin.user());
    let params: Value = serde_json::from_str(shown["initParams"].as_str().unwrap()).unwrap();
    assert_eq!(
        params,
        json!({"srcUserId": leaver.user(), "dstUserId": receiver.user()})
    );
}

async fn a_hand_over_passes_everything_and_removes_the_leaver(shared: &'static Shared) {
    let (admin, leaver) = (shared.admin().await, shared.person().await);
    let receiver = shared.person().await;
    let folder = leaver.mkdir("root", "plans").await;
    let file = leaver.store(&folder, "plan.txt", b"the plan").await;
    let secret = leaver.store("sbox", "secret.txt", b"the secret").await;
    let used = leaver.space(leaver.user(), "1").await.ok()["data"]["spaceUsed"].clone();
    assert_eq!(used, 18);

    let task = hand_over(&admin, leaver.user(), receiver.user()).await;
    leaver.get("/session/auth").await.refused(401, 13_000_202);
    let shown = ended(&admin, &task).await;
    assert_task(&shown, [&leaver, &receiver], &admin);

    // Under a folder with the leaver's name, the safe's in the safe.
    for (root, name, id, content) in [
        ("root", "plan.txt", &file, "the plan"),
        ("sbox", "secret.txt", &secret, "the secret"),
    ] {
        let entries = receiver.entries(root).await;
        assert_eq!(entries[0]["fileName"], leaver.name.as_str(), "{root}");
        assert_eq!(receiver.fetch(id).await, content.as_bytes());
        assert_eq!(receiver.details(id).await["fileName"], name);
    }
    let space = receiver.space(receiver.user(), "1").await.ok();
    assert_eq!(space["data"]["spaceUsed"], used);

    // The leaver is gone, with the name and the heir remembered.
    let users = format!("/users/{}", leaver.user());
    admin.get(&users).await.bad(13_000_103);
    let heir = admin
        .get(&format!("/task/dstUserInfo/{}", leaver.user()))
        .await
        .ok();
    assert_eq!(heir["id"], receiver.user());
    assert_eq!(heir["name"], receiver.name.as_str());
    admin.space(leaver.user(), "1").await.bad(13_000_301);
    let detail = receiver.details(&file).await;
    assert_eq!(
        detail["owners"][0]["displayName"],
        leaver.name.as_str(),
        "{detail}"
    );
}

async fn a_receiver_is_proposed(shared: &'static Shared) {
    let (admin, person) = (shared.admin().await, shared.person().await);
    let asked = format!("/task/dstUserInfo/{}", person.user());
    // Nobody administrates the root department: a super administrator.
    let proposed = admin.get(&asked).await.ok();
    assert_eq!(proposed["id"], admin.user());
    admin
        .get("/task/dstUserInfo/1234567890123456789")
        .await
        .bad(13_000_103);
    admin.get("/task/dstUserInfo/x").await.bad(13_000_102);
    person.get(&asked).await.refused(401, 13_000_202);
    shared.stranger().get(&asked).await.refused(401, 13_000_202);
}

async fn hand_overs_that_cannot_be_are_refused(shared: &'static Shared) {
    let (admin, leaver) = (shared.admin().await, shared.person().await);
    let receiver = shared.person().await;
    let (src, dst) = (leaver.user(), receiver.user());
    let unknown = "1234567890123456789";
    for (body, code) in [
        (json!({"taskType": 0, "dstUserId": dst}), 13_000_102),
        (json!({"taskType": 0, "srcUserId": src}), 13_000_102),
        (
            json!({"taskType": 2, "srcUserId": src, "dstUserId": dst}),
            13_000_102,
        ),
        (json!({"srcUserId": src, "dstUserId": src}), 13_000_102),
        (json!({"srcUserId": src, "dstUserId": "x"}), 13_000_102),
        (json!({"srcUserId": unknown, "dstUserId": dst}), 13_000_103),
        (json!({"srcUserId": src, "dstUserId": unknown}), 13_000_103),
        (
            json!({"srcUserId": admin.user(), "dstUserId": dst}),
            13_000_104,
        ),
    ] {
        admin.post("/task/create", &body).await.bad(code);
    }
    let body = json!({"srcUserId": src, "dstUserId": dst});
    for caller in [&*receiver, &shared.stranger()] {
        caller
            .post("/task/create", &body)
            .await
            .refused(401, 13_000_202);
    }
    leaver.get("/session/auth").await.ok();
}

/// Verifies a list for the root department; answers the outcomes and the list.
async fn preverify(admin: &KooDrive, department: &str, users: &[Value]) -> (Value, String) {
    let body = json!({"curDeptId": department, "users": users});
    let answer = admin.post("/users/batchimport/preverify", &body).await.ok();
    let list = answer["resultId"].as_str().unwrap().to_owned();
    (answer["data"].clone(), list)
}

async fn root_of(admin: &KooDrive) -> String {
    let profile = admin.get("/session/auth").await.ok();
    profile["data"]["deptId"].as_str().unwrap().to_owned()
}

async fn import(admin: &KooDrive, list: &str) -> Value {
    let body = json!({"taskType": 1, "resultId": list});
    let task = admin.post("/task/create", &body).await.ok();
    let task = task["taskId"].as_str().unwrap();
    let shown = ended(admin, task).await;
    assert_eq!(
        (&shown["status"], &shown["taskType"]),
        (&json!(2), &json!(1))
    );
    let result = admin.get(&format!("/task/result?taskid={task}")).await.ok();
    assert_eq!(
        admin.get(&format!("/task/result?taskId={task}")).await.ok(),
        result
    );
    result["data"].clone()
}

async fn an_import_tells_what_came_of_each_row(shared: &'static Shared) {
    let admin = shared.admin().await;
    let root = root_of(&admin).await;
    let tag = coffer_testkit::Random::fresh_seed();
    let user = |name: &str| format!("{name}-{tag:x}");
    let users = [
        json!({"userId": user("a"), "userName": "安娜", "isAllocateCapacity": true, "personalCapacity": 1}),
        json!({"userId": user("b"), "isAllocateCapacity": "false", "personalCapacity": "0"}),
        json!({"userId": user("c"), "targetDeptName": "no such department", "isAllocateCapacity": false, "personalCapacity": 0}),
        json!({"userId": user("a"), "isAllocateCapacity": false, "personalCapacity": 0}),
        json!({"isAllocateCapacity": false, "personalCapacity": 0}),
        json!({"userId": user("d"), "isAllocateCapacity": true, "personalCapacity": 0}),
    ];
    let (outcomes, list) = preverify(&admin, &root, &users).await;
    let outcomes = outcomes.as_array().unwrap();
    let fine: Vec<_> = outcomes
        .iter()
        .map(|row| row["isSuccess"].clone())
        .collect();
    assert_eq!(fine, [1, 1, 0, 0, 0, 0]);
    assert_eq!(outcomes[0]["reason"], "");
    assert_eq!(outcomes[2]["reason"], "“no such department” was not found.");
    let result = import(&admin, &list).await;
    assert_eq!(result["successCount"], 2);
    assert_eq!(result["failCount"], 4);
    let failures = result["failInfoList"].as_array().unwrap();
    let rows: Vec<_> = failures.iter().map(|row| row["row"].clone()).collect();
    assert_eq!(rows, [3, 4, 5, 6]);
    assert_eq!(failures[0]["userName"], user("c"));
    assert_eq!(failures[0]["desc"], "“no such department” was not found.");
    // In the reader's language.
    let chinese = admin.with_header("language", "zh-CN");
    let (again, list) = preverify(&chinese, &root, &users).await;
    assert_eq!(again[2]["reason"], "找不到“no such department”。");
    assert_eq!(again[0]["isSuccess"], 0, "there already");
    let result = import(&chinese, &list).await;
    assert_eq!(
        (&result["successCount"], &result["failCount"]),
        (&json!(0), &json!(6))
    );
}

async fn five_thousand_rows_are_imported(shared: &'static Shared) {
    let admin = shared.admin().await;
    let root = root_of(&admin).await;
    let tag = coffer_testkit::Random::fresh_seed();
    let before = admin.get("/service/quotaUsed").await.ok()["data"].clone();
    // The tenant has room for some of them only: the rest is told, row by row.
    let room = before["userMaxCount"].as_u64().unwrap() - before["userCount"].as_u64().unwrap();
    let users: Vec<_> = (0..5_000)
        .map(|n| json!({"userId": format!("bulk-{tag:x}-{n}"), "isAllocateCapacity": false, "personalCapacity": 0}))
        .collect();
    let (outcomes, _) = preverify(&admin, &root, &users).await;
    let outcomes = outcomes.as_array().unwrap();
    assert_eq!(outcomes.len(), 5_000);
    let fine = outcomes.iter().filter(|row| row["isSuccess"] == 1).count();
    // Other tests bring people in and take them away meanwhile.
    assert!(fine > 0 && fine < 5_000, "{fine} of {room}");
    let body = json!({"curDeptId": root, "users": vec![json!({"userId": "x", "isAllocateCapacity": false, "personalCapacity": 0}); 5_001]});
    admin
        .post("/users/batchimport/preverify", &body)
        .await
        .bad(13_000_102);
}

async fn wrong_lists_are_refused(shared: &'static Shared) {
    let (admin, person) = (shared.admin().await, shared.person().await);
    let root = root_of(&admin).await;
    let row = json!({"userId": "x", "isAllocateCapacity": false, "personalCapacity": 0});
    for (body, code) in [
        (json!({"curDeptId": root}), 13_000_102),
        (json!({"curDeptId": root, "users": []}), 13_000_102),
        (json!({"curDeptId": root, "users": "x"}), 13_000_102),
        (json!({"users": [row]}), 13_000_102),
        (
            json!({"curDeptId": "1234567890123456789", "users": [row]}),
            13_000_103,
        ),
    ] {
        let path = "/users/batchimport/preverify";
        admin.post(path, &body).await.bad(code);
    }
    let (_, list) = preverify(&admin, &root, &[row]).await;
    let body = json!({"curDeptId": root, "users": [{"userId": "x", "isAllocateCapacity": false, "personalCapacity": 0}]});
    for caller in [&*person, &shared.stranger()] {
        let path = "/users/batchimport/preverify";
        caller.post(path, &body).await.refused(401, 13_000_202);
        let start = json!({"taskType": 1, "resultId": list});
        caller
            .post("/task/create", &start)
            .await
            .refused(401, 13_000_202);
    }
    for (body, code) in [
        (json!({"taskType": 1}), 13_000_102),
        (json!({"taskType": 1, "resultId": "1"}), 13_000_103),
        (
            json!({"taskType": 1, "resultId": list, "orgId": "1"}),
            13_000_103,
        ),
    ] {
        admin.post("/task/create", &body).await.bad(code);
    }
}

/// The ids of all imports that have ended, page by page.
async fn all_imports(admin: &KooDrive) -> Vec<String> {
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/task/list?taskType=1&status=2,3&pageSize=2&pageCursor={cursor}");
        let page = admin.get(&path).await.ok();
        let tasks = page["taskList"].as_array().unwrap();
        assert!(tasks.len() <= 2);
        assert_eq!(page["taskList"], page["taskListDtos"]);
        assert!(
            tasks
                .iter()
                .all(|task| task["taskType"] == 1 && task["status"] == 2)
        );
        seen.extend(
            tasks
                .iter()
                .map(|task| task["taskId"].as_str().unwrap().to_owned()),
        );
        match page.get("nextCursor") {
            Some(next) => cursor = next.as_str().unwrap().to_owned(),
            None => break,
        }
    }
    seen
}

async fn tasks_are_listed_page_by_page(shared: &'static Shared) {
    let admin = shared.admin().await;
    let root = root_of(&admin).await;
    let row = json!({"isAllocateCapacity": false, "personalCapacity": 0});
    let mut made = Vec::new();
    for _ in 0..3 {
        let (_, list) = preverify(&admin, &root, std::slice::from_ref(&row)).await;
        let body = json!({"taskType": 1, "resultId": list});
        let task = admin.post("/task/create", &body).await.ok();
        made.push(task["taskId"].as_str().unwrap().to_owned());
        ended(&admin, made.last().unwrap()).await;
    }
    let seen = all_imports(&admin).await;
    let mut sorted = seen.clone();
    sorted.sort_unstable_by(|left, right| right.cmp(left));
    sorted.dedup();
    assert_eq!(seen, sorted, "newest first, none twice");
    assert!(made.iter().all(|task| seen.contains(task)));
    let none = admin.get("/task/list?status=0&taskType=1").await.ok();
    assert!(
        none["taskList"]
            .as_array()
            .unwrap()
            .iter()
            .all(|task| task["status"] == 0)
    );
    for query in [
        "taskType=2",
        "status=4",
        "pageSize=0",
        "pageSize=101",
        "pageCursor=x",
    ] {
        admin
            .get(&format!("/task/list?{query}"))
            .await
            .bad(13_000_102);
    }
}

async fn tasks_are_for_administrators(shared: &'static Shared) {
    let (admin, person) = (shared.admin().await, shared.person().await);
    let root = root_of(&admin).await;
    let row = json!({"isAllocateCapacity": false, "personalCapacity": 0});
    let (_, list) = preverify(&admin, &root, &[row]).await;
    let body = json!({"taskType": 1, "resultId": list});
    let task = admin.post("/task/create", &body).await.ok();
    let task = task["taskId"].as_str().unwrap();
    for path in [
        "/task/list".to_owned(),
        format!("/task/{task}"),
        format!("/task/result?taskId={task}"),
    ] {
        for caller in [&*person, &shared.stranger()] {
            caller.get(&path).await.refused(401, 13_000_202);
        }
    }
    admin.get("/task/1234567890123456789").await.bad(13_000_103);
    admin.get("/task/x").await.bad(13_000_102);
    admin.get("/task/result").await.bad(13_000_102);
}

/// Rows follow in the background; the server is killed while they do.
async fn a_hand_over_survives_kills(server: &mut Server) {
    for name in ["leaver", "receiver"] {
        let password = format!("{}\n", Place::PASSWORD);
        server.run(&["user", "add", name, "--password-stdin"], &password);
    }
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let mut leaver = Person::log_in(server.url(), "leaver").await;
    let mut receiver = Person::log_in(server.url(), "receiver").await;
    let file = leaver.store("root", "plan.txt", b"the plan").await;
    for top in 0..4 {
        let folder = leaver.mkdir("root", &format!("f{top}")).await;
        let making = (0..500).map(|number| {
            let (leaver, folder) = (leaver.clone(), folder.clone());
            async move { leaver.mkdir(&folder, &format!("{number}")).await }
        });
        futures_util::future::join_all(making).await;
    }
    let task = hand_over(&admin, leaver.user(), receiver.user()).await;
    for _ in 0..4 {
        server.kill();
        server.start_again();
        for person in [&mut admin, &mut leaver, &mut receiver] {
            person.reconnect();
        }
        // Whatever has been done of it: everything is there.
        assert_eq!(receiver.fetch(&file).await, b"the plan");
        assert_eq!(receiver.entries("root").await.len(), 1);
        leaver.get("/session/auth").await.refused(401, 13_000_202);
    }
    // The lease of a server that was killed has to end first, unless nothing was left to do.
    let shown = admin.get(&format!("/task/{task}")).await.ok();
    assert!(shown["status"].as_i64().unwrap() <= 2, "{shown}");
    let space = receiver.space(receiver.user(), "1").await.ok();
    assert_eq!(space["data"]["spaceUsed"], 8);
    server.stop();
    let found = server.run(&["fsck", "--full"], "");
    assert!(found.contains(" 0 faults"), "{found}");
}
