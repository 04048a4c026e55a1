//! o: an organisation of 20,000 people: its lists, an import, and what happens when somebody with
//! many files leaves.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::Bench;
use crate::client::{Conn, latency, millis};
use crate::table::{Row, number};

/// Requests of each median.
const TIMES: usize = 51;
/// How large the organisation is.
const DEPARTMENTS: usize = 2_000;
const PEOPLE: usize = 20_000;
const GROUPS: usize = 5_000;
/// Rows of the import.
const ROWS: usize = 5_000;
/// What a list may take, in milliseconds.
const GOAL: f64 = 20.0;
/// Between two looks at work in the background.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// The longest that such work is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// Somebody of the tenant or something in it that requests name.
struct Places {
    root: String,
    /// With a quarter of all departments directly below it.
    wide: String,
    /// With a few departments on some levels below it.
    middle: String,
    /// A group with 200 people and a group space with 500.
    groups: [String; 2],
}

/// Makes the organisation, with so many files of the one who leaves, and measures it.
pub async fn measure(bench: &mut Bench, files: usize) -> Result<()> {
    let counts = [DEPARTMENTS, PEOPLE, GROUPS, files].map(|count| count.to_string());
    let what = [vec!["organisation".to_owned()], counts.to_vec()].concat();
    bench.fill(&what).await?;
    let mut conn = Conn::open(bench.server.address).await?;
    let places = Places::find(bench, &mut conn).await?;
    lists(bench, &mut conn, &places).await?;
    import(bench, &mut conn, &places).await?;
    leave(bench, &mut conn, &number(files as f64)).await
}

impl Places {
    async fn find(bench: &Bench, conn: &mut Conn) -> Result<Self> {
        let roots = get(bench, conn, "/departmentList").await?;
        let root = text(&roots["list"][0]["id"])?;
        let named = async |conn: &mut Conn, above: &str, name: &str| {
            let path = format!("/departmentList?departmentId={above}");
            let listed = get(bench, conn, &path).await?;
            let mut entries = listed["list"].as_array().context("departments")?.iter();
            let found = entries.find(|entry| entry["name"] == name);
            text(&found.context("a department")?["id"])
        };
        let wide = named(conn, &root, "研发中心 0").await?;
        let middle = named(conn, &root, "Sales 1").await?;
        let mut groups = Vec::new();
        for kind in 0..2 {
            groups.push(largest_group(bench, conn, kind).await?);
        }
        let groups = groups.try_into().ok().context("two groups")?;
        Ok(Self {
            root,
            wide,
            middle,
            groups,
        })
    }
}

/// The group with the most members among those of the administrator.
async fn largest_group(bench: &Bench, conn: &mut Conn, kind: u8) -> Result<String> {
    let path = format!("/usergroups?sourceType={kind}&pageSize=100");
    let page = get(bench, conn, &path).await?;
    let mut largest = (0, String::new());
    for group in page["userGroupList"].as_array().context("groups")? {
        let id = text(&group["id"])?;
        let members = get(bench, conn, &format!("/usergroups/{id}/members?limit=1")).await?;
        let total = members["total"].as_u64().context("total")?;
        if total > largest.0 {
            largest = (total, id);
        }
    }
    Ok(largest.1)
}

/// What is asked of a list, and how that is called in the table.
type Asked = (&'static str, String);

/// The lists, and what is asked of each.
type Lists = Vec<(&'static str, Vec<Asked>)>;

async fn lists(bench: &mut Bench, conn: &mut Conn, places: &Places) -> Result<()> {
    let lists = [of_departments(places), of_people(places), of_groups(places)];
    for (what, asked) in lists.into_iter().flatten() {
        list(bench, conn, what, &asked).await?;
    }
    let audit = |limit: u32| format!("/admin/v1/audit?limit={limit}");
    let others = [
        (
            "4.6.2 usage",
            vec![("all", "/service/quotaUsed".to_owned())],
        ),
        ("4.11.2 tasks", vec![("100", "/task/list".to_owned())]),
        (
            "audit log",
            vec![("100", audit(100)), ("1,000", audit(1_000))],
        ),
    ];
    for (what, asked) in others {
        list(bench, conn, what, &asked).await?;
    }
    Ok(())
}

fn of_departments(places: &Places) -> Lists {
    let children = |id: &str| format!("/departmentList?departmentId={id}");
    vec![
        (
            "4.1.1 departments",
            vec![
                ("20", children(&places.root)),
                ("500", children(&places.wide)),
            ],
        ),
        (
            "4.3.1 departments' spaces",
            paged("/space/departmentList", DEPARTMENTS + 1),
        ),
    ]
}

fn of_people(places: &Places) -> Lists {
    let middle = &places.middle;
    let below = |more: &str| format!("/userList?limit=100&offset=0&deptId={middle}{more}");
    let mut users = paged("/userList", PEOPLE + 1);
    users.push(("subtree", below("")));
    users.push(("direct", below("&isDirect=true")));
    let state = |number| format!("/space/userList?limit=100&offset=0&spaceStatus={number}");
    let mut spaces = paged("/space/userList", PEOPLE + 1);
    spaces.push(("disabled", state(1)));
    spaces.push(("without a space", state(2)));
    let counted = vec![
        ("tenant", "/users/count".to_owned()),
        ("subtree", format!("/users/count?deptId={middle}")),
    ];
    vec![
        ("4.2.1 people", users),
        ("4.2.3 counted", counted),
        ("4.3.11 people's spaces", spaces),
    ]
}

fn of_groups(places: &Places) -> Lists {
    let [people, space] = &places.groups;
    let members = |id: &str| format!("/usergroups/{id}/members?limit=100");
    let own = |kind: u8| format!("/usergroups?sourceType={kind}");
    let teams = vec![
        ("first", "/space/teamList".to_owned()),
        ("few", "/space/teamList?keyWord=12".to_owned()),
    ];
    vec![
        ("4.3.7 own teams", teams),
        (
            "4.3.10 group spaces",
            paged("/space/groupList", GROUPS * 3 / 5),
        ),
        (
            "4.4.2 own groups",
            vec![("people", own(0)), ("spaces", own(1))],
        ),
        (
            "4.4.5 members",
            vec![("of 200", members(people)), ("of 500", members(space))],
        ),
    ]
}

/// The first and the last page of a list, and what words find: 1234 is in a few names, 李 in an eighth
/// of people's, the last one in none.
fn paged(path: &str, entries: usize) -> Vec<Asked> {
    let page = |offset| format!("{path}?limit=100&offset={offset}");
    let found = |word| format!("{}&keyWord={word}", page(0));
    vec![
        ("first", page(0)),
        ("last", page(entries - 100)),
        ("few", found("1234")),
        ("李", found("%E6%9D%8E")),
        ("nothing", found("zzz")),
    ]
}

async fn list(bench: &mut Bench, conn: &mut Conn, what: &str, asked: &[Asked]) -> Result<()> {
    let mut took = Vec::with_capacity(asked.len());
    for (_, path) in asked {
        let request = if path.starts_with("/admin") {
            bench.api.administer(path)
        } else {
            bench.api.get(path)
        };
        took.push(latency(conn, TIMES, &request).await?);
    }
    let names: Vec<_> = asked.iter().map(|(name, _)| *name).collect();
    let values: Vec<_> = took.iter().map(|ms| number(*ms)).collect();
    let figure = format!("o. {what}: {}, ms", names.join(" / "));
    let met = took.iter().all(|ms| *ms <= GOAL);
    let row = Row::new(figure, values.join(" / "));
    bench.table.add(row.goal("≤ 20", met));
    Ok(())
}

async fn import(bench: &mut Bench, conn: &mut Conn, places: &Places) -> Result<()> {
    let rows: Vec<_> = (0..ROWS)
        .map(|index| {
            json!({
                "userName": format!("新同事 {index}"), "userId": format!("newcomer-{index}"),
                "mobile": format!("139{index:08}"), "email": format!("newcomer-{index}@example.com"),
                "targetDeptName": "研发中心 0", "personalCapacity": 1, "isAllocateCapacity": true,
            })
        })
        .collect();
    let body = json!({"curDeptId": places.root, "users": rows});
    let request = bench.api.post("/users/batchimport/preverify", &body);
    let mut took = Vec::new();
    let mut list = String::new();
    for _ in 0..bench.runs {
        let started = Instant::now();
        let answer = conn.ask_ok(&request).await?;
        took.push(millis(started));
        let verified: Value = serde_json::from_slice(answer)?;
        let mut rows = verified["data"].as_array().context("rows")?.iter();
        ensure!(rows.all(|row| row["isSuccess"] == 1), "{verified}");
        list = text(&verified["resultId"])?;
    }
    let took = crate::client::median(took) / 1e3;
    bench
        .table
        .add(Row::new("o. 4.2.8 verify 5,000 rows, s", number(took)).goal("≤ 2", took <= 2.0));
    let started = Instant::now();
    let task = json!({"taskType": 1, "resultId": list});
    let answer = conn.ask_ok(&bench.api.post("/task/create", &task)).await?;
    let begun = millis(started);
    let task = crate::api::text_of(answer, "taskId")?;
    finish(bench, conn, &task).await?;
    let all = number(started.elapsed().as_secs_f64());
    bench.table.add(
        Row::new("o. 4.11.1 import 5,000: answer, ms", number(begun)).goal("≤ 20", begun <= GOAL),
    );
    bench
        .table
        .add(Row::new("o. the same, to the end of the task, s", all));
    Ok(())
}

/// Hands over what somebody has, and then removes the one who got it.
async fn leave(bench: &mut Bench, conn: &mut Conn, files: &str) -> Result<()> {
    let leaver = person(bench, conn, "Leaver").await?;
    let receiver = person(bench, conn, "Receiver").await?;
    let task = json!({"taskType": 0, "srcUserId": leaver.0, "dstUserId": receiver.0});
    let started = Instant::now();
    let answer = conn.ask_ok(&bench.api.post("/task/create", &task)).await?;
    let answered = millis(started);
    let task = crate::api::text_of(answer, "taskId")?;
    finish(bench, conn, &task).await?;
    let all = number(started.elapsed().as_secs_f64());
    bench.table.add(
        Row::new(
            format!("o. 4.11.1 hand over {files} files: answer, ms"),
            number(answered),
        )
        .goal("≤ 20", answered <= GOAL),
    );
    bench
        .table
        .add(Row::new("o. the same, to the end of the task, s", all));

    let (id, bytes) = person(bench, conn, "Receiver").await?;
    ensure!(
        bytes > 0 && bytes == leaver.1,
        "{bytes} bytes were handed over"
    );
    let before = used(bench, conn).await?;
    let request = bench.api.delete(&format!("/users/{id}"));
    let started = Instant::now();
    conn.ask_ok(&request).await?;
    let answered = millis(started);
    while used(bench, conn).await? > before - bytes {
        wait(started).await?;
    }
    let all = number(started.elapsed().as_secs_f64());
    bench.table.add(
        Row::new(
            format!("o. 4.2.6 remove somebody with {files} files: answer, ms"),
            number(answered),
        )
        .goal("≤ 20", answered <= GOAL),
    );
    bench
        .table
        .add(Row::new("o. the same, until the counters are down, s", all));
    Ok(())
}

/// Id and bytes of somebody.
async fn person(bench: &Bench, conn: &mut Conn, name: &str) -> Result<(String, u64)> {
    let path = format!("/space/userList?limit=1&offset=0&keyWord={name}");
    let found = get(bench, conn, &path).await?;
    let found = &found["users"][0];
    Ok((
        text(&found["id"])?,
        found["spaceUsed"].as_u64().context("bytes")?,
    ))
}

/// What all personal spaces hold, those on their way out included.
async fn used(bench: &Bench, conn: &mut Conn) -> Result<u64> {
    let usage = get(bench, conn, "/service/quotaUsed").await?;
    usage["data"]["personalSpaceUsed"].as_u64().context("usage")
}

/// Waits for the end of a task, which has to be a good one.
async fn finish(bench: &Bench, conn: &mut Conn, task: &str) -> Result<()> {
    let started = Instant::now();
    loop {
        let shown = get(bench, conn, &format!("/task/{task}")).await?;
        match shown["status"].as_i64().context("the status")? {
            0 | 1 => wait(started).await?,
            2 => return Ok(()),
            other => anyhow::bail!("the task ended with {other}"),
        }
    }
}

async fn wait(started: Instant) -> Result<()> {
    ensure!(started.elapsed() < PATIENCE, "it takes too long");
    tokio::time::sleep(LOOK_EVERY).await;
    Ok(())
}

async fn get(bench: &Bench, conn: &mut Conn, path: &str) -> Result<Value> {
    Ok(serde_json::from_slice(
        conn.ask_ok(&bench.api.get(path)).await?,
    )?)
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("a text")?.to_owned())
}
