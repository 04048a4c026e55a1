//! Who may do what of the organisation: every operation by every kind of caller, in the own
//! department, in another and in another tenant.

use crate::departments::NOBODY;
use crate::organisation::{Office, app_token, made, root_of};
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use crate::tenants::second_tenant;
use coffer_testkit::{App, KooDrive, Place, Server};
use reqwest::Method;
use serde_json::{Value, json};

mod alone {
    use super::*;

    alone_on_both_databases! {
        roles_allow_what_they_should_and_nothing_else,
    }
}

mod shared {
    use super::*;

    on_both_databases! {
        nobody_reaches_above_himself,
        nobody_carries_people_over_the_border,
    }
}

/// It is done.
const OK: i64 = 0;
/// It is refused, or nobody is there who could be allowed it.
const NO: i64 = 13_000_202;
/// It is refused where spaces are concerned.
const SHUT: i64 = 13_000_410;
/// It does not exist.
const GONE: i64 = 13_000_103;

const CALLERS: [&str; 6] = [
    "super administrator",
    "department administrator",
    "member",
    "app that signs for the department administrator",
    "app with its own token",
    "nobody",
];
const PLACES: [&str; 3] = ["the own department", "another department", "another tenant"];

/// What the operations of a row are tried on: made by the administrator of its tenant.
struct Stage {
    /// A department with a space and nobody in it.
    department: String,
    /// A department without a space.
    bare: String,
    /// A person with a space, beside these departments.
    user: String,
}

/// A call of an operation.
type Call = (Method, String, Value);

/// An operation and what each caller is told in each place.
struct Row {
    operation: &'static str,
    call: fn(&Stage, u32) -> Call,
    told: [[i64; 3]; 6],
}

fn get(path: String) -> Call {
    (Method::GET, path, Value::Null)
}

/// The matrix. Callers are in the order of [`CALLERS`], places in that of [`PLACES`]; the number makes
/// names unique.
#[rustfmt::skip]
fn matrix() -> Vec<Row> {
    /// What everybody of a tenant may see of it.
    const SEEN: [[i64; 3]; 6] = [[OK, OK, GONE], [OK, OK, GONE], [OK, OK, GONE], [NO; 3], [NO; 3], [NO; 3]];
    /// What those may do who manage a department.
    const RULED: [[i64; 3]; 6] = [[OK, OK, GONE], [OK, NO, GONE], [NO, NO, GONE], [NO; 3], [NO; 3], [NO; 3]];
    /// The same of spaces.
    const GIVEN: [[i64; 3]; 6] = [[OK, OK, GONE], [OK, SHUT, GONE], [SHUT, SHUT, GONE], [NO; 3], [NO; 3], [NO; 3]];
    let row = |operation, call, told| Row { operation, call, told };
    vec![
        row("4.1.1", |it, _| get(format!("/departmentList?departmentId={}", it.department)), SEEN),
        row("4.1.2", |it, _| get(format!("/departments/{}", it.department)), SEEN),
        row("4.1.3", |it, n| (Method::POST, "/departments".to_owned(), json!({"name": format!("made {n}"), "parentId": it.department})), RULED),
        row("4.1.4", |it, n| (Method::PUT, format!("/departments/{}", it.department), json!({"name": format!("changed {n}")})), RULED),
        row("4.1.5", |it, _| (Method::DELETE, format!("/departments/{}", it.department), Value::Null), RULED),
        row("4.2.1", |it, _| get(format!("/userList?offset=0&limit=10&deptId={}", it.department)), SEEN),
        row("4.2.2", |it, _| get(format!("/users/{}", it.user)), SEEN),
        row("4.2.3", |it, _| get(format!("/users/count?deptId={}", it.department)), SEEN),
        row("4.2.4", |it, n| (Method::POST, "/users".to_owned(), json!({"userId": format!("made.{n}"), "modifyUserInfoReq": {"deptId": it.department}})),
            [[OK, OK, GONE], [OK, NO, GONE], [NO, NO, GONE], [OK, NO, GONE], [NO; 3], [NO; 3]]),
        row("4.2.5", |it, n| (Method::PUT, format!("/users/{}", it.user), json!({"name": format!("changed {n}"), "status": 1})), RULED),
        row("4.2.6", |it, _| (Method::DELETE, format!("/users/{}", it.user), Value::Null), RULED),
        row("4.2.7", |it, _| get(format!("/users/mobile/{}", it.user)), RULED),
        row("4.3.1", |_, _| get("/space/departmentList?offset=0&limit=10".to_owned()),
            [[OK; 3], [OK; 3], [SHUT; 3], [NO; 3], [NO; 3], [NO; 3]]),
        row("4.3.3", |it, _| (Method::POST, format!("/space/{}", it.bare), json!({"type": 0, "capacity": 1})),
            [[OK, OK, GONE], [OK, SHUT, GONE], [SHUT, SHUT, GONE], [OK, SHUT, GONE], [NO; 3], [NO; 3]]),
        row("4.3.4 department", |it, _| (Method::PUT, format!("/space/{}", it.department), json!({"type": 0, "status": 1})), GIVEN),
        row("4.3.4 personal", |it, _| (Method::PUT, format!("/space/{}", it.user), json!({"type": 1, "capacity": 2})), GIVEN),
        row("4.3.5 department", |it, _| (Method::DELETE, format!("/space/{}?type=0", it.department), Value::Null), GIVEN),
        row("4.3.5 personal", |it, _| (Method::DELETE, format!("/space/{}?type=1", it.user), Value::Null), GIVEN),
        row("4.3.11", |it, _| get(format!("/space/userList?offset=0&limit=10&deptId={}", it.department)),
            [[OK, OK, GONE], [OK, SHUT, GONE], [SHUT, SHUT, GONE], [OK, SHUT, GONE], [OK, OK, GONE], [NO; 3]]),
    ]
}

/// A place with the one who administrates its tenant.
struct Ground {
    admin: KooDrive,
    department: String,
    stages: u32,
}

impl Ground {
    async fn stage(&mut self) -> Stage {
        self.stages += 1;
        let (admin, parent) = (&self.admin, &self.department);
        let found = async |name: &str| {
            let name = format!("{name} {}", self.stages);
            made(admin.create_department(parent, &name).await)
        };
        let (department, bare) = (found("stage").await, found("bare").await);
        // Not every tenant gives a space to each department.
        admin.delete_space(&bare, 0).await;
        if admin.space(&department, "0").await.code() != 0 {
            admin.create_space(&department, 0, 1).await.ok();
        }
        let subject = format!("{}.{}", parent, self.stages);
        let body = json!({"userId": subject, "modifyUserInfoReq": {"deptId": parent}});
        let user = made(admin.create_user(&body).await);
        Stage {
            department,
            bare,
            user,
        }
    }

    /// All that can be seen of the tenant.
    async fn seen(&self) -> Vec<Value> {
        let mut seen = Vec::new();
        for list in ["/space/departmentList", "/space/userList"] {
            for offset in [0, 100] {
                let path = format!("{list}?offset={offset}&limit=100");
                seen.push(self.admin.get(&path).await.ok());
            }
        }
        seen
    }
}

async fn call(client: &KooDrive, row: &Row, stage: &Stage, number: u32) -> (u16, i64, String) {
    let (method, path, body) = (row.call)(stage, number);
    let path = format!("/koodrive/ose/v1{path}");
    let body = Some(&body).filter(|body| !body.is_null());
    let answer = client.call(method, &path, body).await;
    (answer.status, answer.code(), answer.to_string())
}

/// The administrator of a second tenant.
async fn other_administrator(server: &Server) -> Person {
    second_tenant(server);
    Person::log_in(server.url(), "chief").await
}

/// The callers and the places of the matrix.
async fn cast(server: &mut Server) -> ([KooDrive; 6], [Ground; 3]) {
    let app = App::parse(&server.run(&["app", "add", "robot"], ""));
    let outsider = other_administrator(server).await;
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let office = Office::open(admin, "own").await;
    let foreign = office.found(&office.root, "foreign").await;
    let manager = office.join(&office.top, "manager", 0).await;
    let member = office.join(&office.top, "member", 1).await;
    let stranger = KooDrive::anonymous(server.url());
    let callers = [
        (*office.admin).clone(),
        (*manager).clone(),
        (*member).clone(),
        stranger.as_app(&app, manager.user()),
        app_token(&stranger, &app).await,
        stranger,
    ];
    let their_root = root_of(&outsider).await;
    let places = [
        (&office.admin, office.top.clone()),
        (&office.admin, foreign),
        (&outsider, their_root),
    ];
    let grounds = places.map(|(admin, department)| Ground {
        admin: (**admin).clone(),
        department,
        stages: 0,
    });
    (callers, grounds)
}

async fn roles_allow_what_they_should_and_nothing_else(server: &mut Server) {
    let (callers, mut grounds) = cast(server).await;
    let mut stages = Vec::new();
    for ground in &mut grounds {
        stages.push(ground.stage().await);
    }
    let mut number = 0;
    for row in matrix() {
        refused(&row, &callers, &stages, &grounds).await;
        for (caller, told) in callers.iter().zip(row.told) {
            for (place, ground) in grounds.iter_mut().enumerate() {
                if told[place] != OK {
                    continue;
                }
                number += 1;
                let before = ground.seen().await;
                let (status, code, answer) = call(caller, &row, &stages[place], number).await;
                assert_eq!(
                    (status, code),
                    (200, OK),
                    "{} in {}: {answer}",
                    row.operation,
                    PLACES[place]
                );
                let reads = (row.call)(&stages[place], number).0 == Method::GET;
                assert_eq!(
                    ground.seen().await == before,
                    reads,
                    "{}: what it did",
                    row.operation
                );
                if !reads {
                    stages[place] = ground.stage().await;
                }
            }
        }
    }
}

/// All that the row refuses, and that none of it changed anything.
async fn refused(row: &Row, callers: &[KooDrive; 6], stages: &[Stage], grounds: &[Ground; 3]) {
    let before = [grounds[0].seen().await, grounds[2].seen().await];
    for (who, told) in row.told.iter().enumerate() {
        for (place, stage) in stages
            .iter()
            .enumerate()
            .filter(|(place, _)| told[*place] != OK)
        {
            let (status, code, answer) = call(&callers[who], row, stage, 0).await;
            let expected = (if told[place] == NO { 401 } else { 400 }, told[place]);
            let cell = format!("{} by {} in {}", row.operation, CALLERS[who], PLACES[place]);
            assert_eq!((status, code), expected, "{cell}: {answer}");
        }
    }
    let after = [grounds[0].seen().await, grounds[2].seen().await];
    assert!(
        before == after,
        "{}: a refusal changed something",
        row.operation
    );
}

async fn nobody_reaches_above_himself(shared: &'static Shared) {
    let office = shared.office("above oneself").await;
    let manager = office.join(&office.top, "above.manager", 0).await;
    let above = office.join(&office.top, "above.super", 2).await;
    let beside = office.join(&office.top, "above.beside", 0).await;
    // A super administrator may sit in a department; its administrator has no power over him.
    for answer in [
        manager.change_user(above.user(), &json!({"role": 1})).await,
        manager
            .change_user(above.user(), &json!({"status": 1}))
            .await,
        manager
            .change_user(above.user(), &json!({"password": "another horse battery"}))
            .await,
        manager.delete_user(above.user()).await,
        manager.mobile(above.user()).await,
    ] {
        answer.refused(401, NO);
    }
    for answer in [
        manager
            .change_space(above.user(), &json!({"type": 1, "status": 1}))
            .await,
        manager.delete_space(above.user(), 1).await,
        manager.create_space(above.user(), 1, 1).await,
    ] {
        answer.bad(SHUT);
    }
    above.session_auth().await.ok();
    // Nor can he make one, of himself or of others.
    let new =
        json!({"userId": "above.new", "modifyUserInfoReq": {"deptId": office.top, "role": 2}});
    manager.create_user(&new).await.refused(401, NO);
    for user in [manager.user(), beside.user()] {
        manager
            .change_user(user, &json!({"role": 2}))
            .await
            .refused(401, NO);
    }
    // Administrators of the same department manage each other.
    manager
        .change_user(beside.user(), &json!({"role": 1}))
        .await
        .ok();
    beside
        .change_user(manager.user(), &json!({"role": 1}))
        .await
        .refused(401, NO);
    // Members manage nobody, not even themselves.
    beside
        .change_user(beside.user(), &json!({"name": "x"}))
        .await
        .refused(401, NO);
    office.admin.delete_user(above.user()).await.ok();
}

async fn nobody_carries_people_over_the_border(shared: &'static Shared) {
    let office = shared.office("the border").await;
    let own = office.found(&office.top, "own").await;
    let below = office.found(&own, "below").await;
    let foreign = office.found(&office.top, "foreign").await;
    let manager = office.join(&own, "border.manager", 0).await;
    let inside = office.hire(&own, "border.inside").await;
    let outside = office.hire(&foreign, "border.outside").await;
    // Out, in, and up.
    for (user, department) in [
        (&*inside, &foreign),
        (&*outside, &own),
        (&*inside, &office.top),
        (manager.user(), &office.top),
    ] {
        let change = json!({"deptId": department});
        manager.change_user(user, &change).await.refused(401, NO);
    }
    for (department, parent) in [
        (&below, &foreign),
        (&foreign, &own),
        (&own, &foreign),
        (&below, &office.top),
    ] {
        let change = json!({"parentId": parent});
        manager
            .change_department(department, &change)
            .await
            .refused(401, NO);
    }
    manager
        .change_user(&inside, &json!({"deptId": NOBODY}))
        .await
        .bad(GONE);
    // Within, everything moves, the managed department itself only by name.
    manager
        .change_user(&inside, &json!({"deptId": below}))
        .await
        .ok();
    manager
        .change_department(&own, &json!({"name": "still own"}))
        .await
        .ok();
    // Somebody new comes into the own department when none is named.
    let new = made(manager.create_user(&json!({"userId": "border.new"})).await);
    let info = manager.user_info(&new).await.ok();
    assert_eq!(info["data"]["deptId"], own.as_str());
}
