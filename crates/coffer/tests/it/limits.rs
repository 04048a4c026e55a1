//! Limits of a tenant while many reach for the last place at the same time.

use crate::organisation::Office;
use crate::support::{Person, alone_on_both_databases, change};
use coffer_store::Sql;
use coffer_testkit::{Answer, Place, Server};
use futures_util::future::join_all;
use serde_json::{Value, json};

alone_on_both_databases! {
    there_are_never_more_people_than_allowed,
    a_subject_is_given_once,
    capacity_is_never_given_twice,
    capacity_is_never_raised_beyond,
}

/// How many reach for it at the same time.
const MANY: usize = 50;

async fn limited(server: &mut Server, statement: &'static Sql, limit: i64) -> Office {
    server.stop();
    assert_eq!(change(server.place(), statement, vec![limit]).await, 1);
    server.start_again();
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    Office::open(admin, "limits").await
}

/// How many went well; all others have to be refused with this number.
#[track_caller]
fn count_good(answers: &[Answer], refused: i64) -> usize {
    for answer in answers {
        assert!([0, refused].contains(&answer.code()), "{answer}");
    }
    answers.iter().filter(|answer| answer.code() == 0).count()
}

/// GiB that the tenant has given away.
async fn given(admin: &Person) -> u64 {
    let departments = admin.department_spaces("?offset=0&limit=100").await.ok();
    let users = admin.user_spaces("?offset=0&limit=100").await.ok();
    let sum = |list: &Value| -> u64 {
        let entries = list.as_array().unwrap().iter();
        entries.filter_map(|entry| entry["capacity"].as_u64()).sum()
    };
    sum(&departments["departments"]) + sum(&users["users"])
}

static USERS: Sql = Sql::both("UPDATE tenant SET user_limit = ?1");
static CAPACITY: Sql = Sql::both("UPDATE tenant SET capacity = ?1");

async fn there_are_never_more_people_than_allowed(server: &mut Server) {
    let office = limited(server, &USERS, 20).await;
    let bodies: Vec<Value> = (0..MANY)
        .map(|number| json!({"userId": format!("person.{number}")}))
        .collect();
    let answers = join_all(bodies.iter().map(|body| office.admin.create_user(body))).await;
    // The administrator is one of them.
    assert_eq!(count_good(&answers, 13_000_105), 19);
    let admin = &office.admin;
    assert_eq!(admin.count_users("").await.ok()["total"], 20);
    let page = admin
        .user_spaces("?offset=0&limit=100&spaceStatus=0")
        .await
        .ok();
    assert_eq!(
        page["total"], 20,
        "each has the space that the tenant gives"
    );
    // Who goes makes room for one.
    let newest = page["users"][0]["id"].as_str().unwrap();
    admin.delete_user(newest).await.ok();
    let answers = join_all(bodies.iter().map(|body| admin.create_user(body))).await;
    let made = answers.iter().filter(|answer| answer.code() == 0).count();
    assert_eq!(made, 1);
    assert_eq!(admin.count_users("").await.ok()["total"], 20);
}

async fn a_subject_is_given_once(server: &mut Server) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let body = json!({"userId": "wanted", "name": "Wanted"});
    let answers = join_all((0..MANY).map(|_| admin.create_user(&body))).await;
    assert_eq!(count_good(&answers, 13_000_104), 1);
    let page = admin.users("?offset=0&limit=100&keyWord=wanted").await.ok();
    assert_eq!(page["total"], 1);
    // What lost left no space behind: the administrator, the root, and the one.
    assert_eq!(given(&admin).await, 30);
}

async fn capacity_is_never_given_twice(server: &mut Server) {
    // The administrator's and the root's space, that of the office, and five more.
    let office = limited(server, &CAPACITY, 80 << 30).await;
    let admin = &office.admin;
    let names: Vec<String> = (0..MANY)
        .map(|number| format!("department {number}"))
        .collect();
    let creating = names
        .iter()
        .map(|name| admin.create_department(&office.top, name));
    let answers = join_all(creating).await;
    assert_eq!(count_good(&answers, 13_000_105), 5);
    assert_eq!(given(admin).await, 80);
    let query = format!("?departmentId={}", office.top);
    let listed = admin.departments(&query).await.ok();
    let listed = listed["list"].as_array().unwrap();
    assert_eq!(listed.len(), 5, "a department without its space is none");
    // Given back, it can be given to others: spaces of these and people's.
    for department in listed {
        admin
            .delete_space(department["id"].as_str().unwrap(), 0)
            .await
            .ok();
    }
    assert_eq!(given(admin).await, 30);
    let bodies: Vec<Value> = (0..MANY / 2)
        .map(|number| json!({"userId": format!("person.{number}")}))
        .collect();
    let people = join_all(bodies.iter().map(|body| admin.create_user(body)));
    let spaces = listed.iter().cycle().take(MANY / 2);
    let spaces = join_all(
        spaces.map(|department| admin.create_space(department["id"].as_str().unwrap(), 0, 10)),
    );
    let (people, spaces) = futures_util::future::join(people, spaces).await;
    let good = people
        .iter()
        .chain(&spaces)
        .filter(|answer| answer.code() == 0)
        .count();
    assert_eq!(good, 5);
    assert_eq!(given(admin).await, 80);
}

async fn capacity_is_never_raised_beyond(server: &mut Server) {
    let office = limited(server, &CAPACITY, 80 << 30).await;
    let admin = &office.admin;
    let mut departments = Vec::new();
    for number in 0..5 {
        let id = office
            .found(&office.top, &format!("department {number}"))
            .await;
        admin
            .change_space(&id, &json!({"capacity": 1, "type": 0}))
            .await
            .ok();
        departments.push(id);
    }
    assert_eq!(given(admin).await, 35);
    // 45 are left, and each wants 19 more: two can have them.
    let raise = json!({"capacity": 20, "type": 0});
    let wanting = departments.iter().cycle().take(MANY);
    let answers = join_all(wanting.map(|id| admin.change_space(id, &raise))).await;
    count_good(&answers, 13_000_105);
    assert_eq!(given(admin).await, 35 + 2 * 19);
    // Lowering is possible at any time, also when the tenant got less meanwhile.
    server.stop();
    change(server.place(), &CAPACITY, vec![10 << 30]).await;
    server.start_again();
    let mut admin = office.admin;
    admin.reconnect();
    for id in &departments {
        admin
            .change_space(id, &json!({"capacity": 1, "type": 0, "status": 1}))
            .await
            .ok();
    }
    assert_eq!(given(&admin).await, 35);
    let one_more = json!({"capacity": 2, "type": 0});
    admin
        .change_space(&departments[0], &one_more)
        .await
        .bad(13_000_105);
}
