//! 4.6 and 4.7: what a tenant has been given and uses. Figures are those of what is stored, also
//! while it changes.

use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Answer, Kind, KooDrive, Place, Random, Server, assert_shape, eventually};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    the_service_is_shown_to_everybody,
    usage_is_shown_to_administrators,
    packages_are_kept_as_long_as_is_set,
}

mod alone {
    use super::Server;
    use crate::support::alone_on_both_databases;

    alone_on_both_databases! { figures_stay_right_under_concurrent_changes }

    async fn figures_stay_right_under_concurrent_changes(server: &mut Server) {
        super::figures_stay_right(server).await;
    }
}

async fn the_service_is_shown_to_everybody(shared: &'static Shared) {
    let (admin, person) = (shared.admin().await, shared.person().await);
    let body = person.get("/service").await.ok();
    let fields = [
        ("status", Kind::Number),
        ("spaceCapacity", Kind::Number),
        ("userCount", Kind::Number),
        ("groupSpaceSize", Kind::Number),
        ("personalSpaceSize", Kind::Number),
        ("organizationName", Kind::Text),
        ("organizationId", Kind::Id),
        ("rootDeptCode", Kind::Id),
        ("tenantId", Kind::Id),
        ("departmentSpaceSize", Kind::Number),
        ("aiAvailable", Kind::Flag),
        ("wpsAvailable", Kind::Flag),
        ("productType", Kind::Text),
    ];
    assert_shape("4.6.1", &body["data"], &fields);
    assert_eq!(body["data"]["personalSpaceSize"], 10);
    assert_eq!(body["data"]["spaceCapacity"], 16 * 1_024);
    let profile = admin.get("/session/auth").await.ok();
    assert_eq!(body["data"]["rootDeptCode"], profile["data"]["deptId"]);
    shared
        .stranger()
        .get("/service")
        .await
        .refused(401, 13_000_202);
}

async fn usage_is_shown_to_administrators(shared: &'static Shared) {
    let (admin, person) = (shared.admin().await, shared.person().await);
    let usage = admin.get("/service/quotaUsed").await.ok()["data"].clone();
    let numbers = [
        "spaceQuotaUsed",
        "userCount",
        "spaceCapacity",
        "userMaxCount",
        "spaceUsed",
        "deptSpaceQuota",
        "personalSpaceQuota",
        "groupSpaceQuota",
        "reservedSpaceQuota",
        "deptSpaceUsed",
        "deptSpaceQuotaUsed",
        "personalSpaceUsed",
        "personalSpaceQuotaUsed",
        "groupSpaceUsed",
        "groupSpaceQuotaUsed",
        "packageDownloadExpires",
    ];
    for field in numbers {
        assert!(usage[field].is_u64(), "{field}: {usage}");
    }
    let number = |field: &str| usage[field].as_u64().unwrap();
    let parts = ["dept", "personal", "group"].map(|kind| number(&format!("{kind}SpaceQuotaUsed")));
    assert_eq!(parts.iter().sum::<u64>(), number("spaceQuotaUsed"));
    assert_eq!(
        number("spaceQuotaUsed") + number("reservedSpaceQuota"),
        number("spaceCapacity")
    );
    assert_eq!(
        number("deptSpaceQuota"),
        number("deptSpaceQuotaUsed") + number("reservedSpaceQuota")
    );
    for caller in [&*person, &shared.stranger()] {
        caller
            .get("/service/quotaUsed")
            .await
            .refused(401, 13_000_202);
    }
}

async fn packages_are_kept_as_long_as_is_set(shared: &'static Shared) {
    let (admin, person) = (shared.admin().await, shared.person().await);
    let tenant = admin.get("/service").await.ok()["data"]["tenantId"].clone();
    for days in [json!(30), json!("1"), json!(7)] {
        let body = json!({"tenantId": tenant, "packageDownloadExpires": days});
        admin.post("/org/package", &body).await.ok();
        let usage = admin.get("/service/quotaUsed").await.ok();
        let told = usage["data"]["packageDownloadExpires"].to_string();
        assert_eq!(told, days.to_string().trim_matches('"'));
    }
    for (body, code) in [
        (json!({}), 13_000_102),
        (json!({"packageDownloadExpires": 0}), 13_000_102),
        (json!({"packageDownloadExpires": 31}), 13_000_102),
        (json!({"packageDownloadExpires": "x"}), 13_000_102),
        (
            json!({"tenantId": "1", "packageDownloadExpires": 7}),
            13_000_103,
        ),
    ] {
        admin.post("/org/package", &body).await.bad(code);
    }
    let body = json!({"packageDownloadExpires": 7});
    for caller in [&*person, &shared.stranger()] {
        caller
            .post("/org/package", &body)
            .await
            .refused(401, 13_000_202);
    }
}

/// What one of several administrators at once has made and may change.
#[derive(Default)]
struct Made {
    departments: Vec<String>,
    users: Vec<String>,
}

/// Many act at once, at random; then every figure is compared with the sum of what the lists show.
async fn figures_stay_right(server: &mut Server) {
    let password = format!("{}\n", Place::PASSWORD);
    server.run(&["user", "add", "writer", "--password-stdin"], &password);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let writer = Person::log_in(server.url(), "writer").await;
    let root = admin.get("/session/auth").await.ok()["data"]["deptId"].clone();
    let root = root.as_str().unwrap();
    for round in 0..3_u64 {
        let acting = (0..6_u64).map(|number| act(&admin, root, round * 10 + number));
        let writing = write(&writer, round);
        futures_util::future::join(join_all(acting), writing).await;
        assert_figures(&admin, root).await;
    }
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}

async fn act(admin: &KooDrive, root: &str, seed: u64) {
    let mut random = Random::new(seed);
    let mut made = Made::default();
    for step in 0..25 {
        let name = format!("{seed}-{step}");
        match random.below(6) {
            0 | 1 => {
                let body = json!({"name": name, "parentId": root});
                let answer = admin.post("/departments", &body).await;
                made.departments.extend(id_of(answer));
            }
            2 | 3 => {
                let department = random.pick(&made.departments).map_or(root, String::as_str);
                let place = json!({"deptId": department, "role": 1});
                let body = json!({"userId": name, "modifyUserInfoReq": place});
                made.users.extend(id_of(admin.post("/users", &body).await));
            }
            4 => {
                let owner = random.pick(&made.users).map(|user| (user, 1));
                let owner = owner.or(random.pick(&made.departments).map(|id| (id, 0)));
                if let Some((owner, kind)) = owner {
                    let capacity = 1 + random.below(20);
                    let body = json!({"type": kind, "capacity": capacity});
                    let path = format!("/koodrive/ose/v1/space/{owner}");
                    admitted(admin.call(Method::PUT, &path, Some(&body)).await);
                }
            }
            _ => {
                if let Some(user) = made.users.pop() {
                    let path = format!("/koodrive/ose/v1/users/{user}");
                    admin.call(Method::DELETE, &path, None).await.ok();
                }
            }
        }
    }
}

/// A success, or nothing when the tenant has no more to give.
fn admitted(answer: Answer) -> Option<Value> {
    if answer.code() == 13_000_105 {
        return None;
    }
    Some(answer.ok())
}

fn id_of(answer: Answer) -> Option<String> {
    let body = admitted(answer)?;
    Some(body["data"]["id"].as_str().unwrap().to_owned())
}

async fn write(writer: &Person, round: u64) {
    let mut random = Random::new(1_000 + round);
    for number in 0..20 {
        let length = usize::try_from(random.below(5_000)).unwrap();
        let content = random.bytes(length);
        let file = writer
            .store("root", &format!("{round}-{number}"), &content)
            .await;
        if random.below(3) == 0 {
            writer.erase(&[&file]).await;
        }
    }
}

async fn assert_figures(admin: &KooDrive, root: &str) {
    // What was removed goes in the background.
    eventually("the figures are those of the lists", || async {
        let usage = admin.get("/service/quotaUsed").await.ok()["data"].clone();
        let (capacity, used, total) = sum(admin, "/space/userList?isDirect=false", "users").await;
        let (of_departments, used_there, _) =
            sum(admin, "/space/departmentList?", "departments").await;
        let right = usage["personalSpaceQuotaUsed"] == capacity
            && usage["personalSpaceUsed"] == used
            && usage["userCount"] == total
            && usage["deptSpaceQuotaUsed"] == of_departments
            && usage["deptSpaceUsed"] == used_there;
        right.then_some(())
    })
    .await;
    let count = admin.get("/users/count").await.ok()["total"].clone();
    let of_root = admin.get(&format!("/users/count?deptId={root}")).await.ok();
    assert_eq!(count, of_root["total"]);
    // People of departments add up to all.
    let list = pages(admin, "/space/departmentList?", "departments")
        .await
        .0;
    let people: u64 = list
        .iter()
        .map(|row| row["userNum"].as_u64().unwrap())
        .sum();
    assert_eq!(count, people);
}

/// Capacities and bytes of a list added up, and its total.
async fn sum(admin: &KooDrive, path: &str, field: &str) -> (u64, u64, u64) {
    let (rows, total) = pages(admin, path, field).await;
    let add = |name: &str| {
        let numbers = rows.iter().map(|row| row[name].as_u64().unwrap_or(0));
        numbers.sum::<u64>()
    };
    (add("capacity"), add("spaceUsed"), total)
}

async fn pages(admin: &KooDrive, path: &str, field: &str) -> (Vec<Value>, u64) {
    let mut rows = Vec::new();
    loop {
        let page = format!("{path}&offset={}&limit=100", rows.len());
        let page = admin.get(&page).await.ok();
        let more = page[field].as_array().unwrap().clone();
        let total = page["total"].as_u64().unwrap();
        let ended = more.len() < 100;
        rows.extend(more);
        if ended {
            return (rows, total);
        }
    }
}
