//! What people are told of shares that name them.

use crate::organisation::Office;
use crate::received::naming;
use crate::support::{
    Person, Shared, alone_on_both_databases, on_both_databases, store, store_beside,
};
use coffer_store::{Sql, args};
use coffer_testkit::{Place, Server, eventually};
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        named_people_are_told,
        only_whom_a_change_names_anew_is_told,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        a_large_department_is_told_by_a_job,
    }
}

/// The texts of messages about shares, the newest first, with who sent them.
async fn news(person: &Person) -> Vec<(String, String)> {
    let list = person.messages("?filterType=000").await.ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let messages = list["messages"].as_array().unwrap().iter();
    messages
        .map(|message| {
            assert_eq!(message["type"], "000");
            (text(&message["sender"]), text(&message["context"]))
        })
        .collect()
}

async fn named_people_are_told(shared: &'static Shared) {
    let office = shared.office("share news").await;
    let below = office.found(&office.top, "below").await;
    let clerk = office.join(&below, "news.clerk", 2).await;
    let (owner, member, nobody) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let group = crate::groups::group(&owner, "News").await;
    owner.add_members(&group, &[member.user()]).await.ok();
    let (first, second) = (
        owner.store("root", "plan.txt", b"a").await,
        owner.store("root", "more.txt", b"b").await,
    );
    let all = json!({"scope": 3, "deptIds": [office.top, below], "groupIds": [group],
        "userIds": [clerk.user(), owner.user()]});
    owner.shared(&[&first], all).await;
    owner.shared(&[&first, &second], naming(&[&member])).await;
    // Others than those named hear of it when they follow a link.
    owner.shared(&[&first], json!({"scope": 2})).await;
    let one = (
        owner.name.clone(),
        "“plan.txt” was shared with you.".to_owned(),
    );
    let several = (
        owner.name.clone(),
        "“plan.txt” and more were shared with you.".to_owned(),
    );
    assert_eq!(news(&clerk).await, std::slice::from_ref(&one));
    assert_eq!(news(&member).await, [several, one]);
    for person in [&owner, &nobody] {
        assert_eq!(news(person).await, []);
    }
    let chinese = clerk.with_header("language", "zh-CN");
    let list = chinese.messages("?filterType=000").await.ok();
    assert_eq!(list["messages"][0]["context"], "与您分享了“plan.txt”。");
    // What was refused told nobody.
    let refused = json!({"scope": 3, "userIds": [member.user(), "1"]});
    owner.share(&[&first], refused).await.bad(13_000_103);
    assert_eq!(news(&member).await.len(), 2);
}

async fn only_whom_a_change_names_anew_is_told(shared: &'static Shared) {
    let (owner, first, second, left) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let group = crate::groups::group(&owner, "Anew").await;
    let everybody = [first.user(), second.user(), left.user()];
    owner.add_members(&group, &everybody).await.ok();
    let file = owner.store("root", "a", b"a").await;
    let link = owner.shared(&[&file], naming(&[&first, &left])).await;
    left.exit_shares(&[&link]).await.ok();
    owner
        .change_share(&link, &json!({"comment": "hello"}))
        .await
        .ok();
    let mut more = naming(&[&first, &left]);
    more["groupIds"] = json!([group]);
    owner.change_share(&link, &more).await.ok();
    for (person, told) in [(&first, 1), (&second, 1), (&left, 2), (&owner, 0)] {
        assert_eq!(news(person).await.len(), told, "{}", person.name);
    }
    assert!(left.has_received(&link).await);
    owner.change_share(&link, &more).await.ok();
    assert_eq!(news(&second).await.len(), 1);
}

async fn a_large_department_is_told_by_a_job(server: &mut Server) {
    static HIRE: Sql = Sql::split(
        "INSERT INTO member (id, tenant_id, department_id, name, subject, mobile, email, role, status, created_at)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)
         SELECT d.id + n.i, d.tenant_id, d.id, 'm' || n.i, 'many' || n.i, '', '', 2, 0, 1 FROM n JOIN department d ON d.id = ?1",
        "INSERT INTO member (id, tenant_id, department_id, name, subject, mobile, email, role, status, created_at)
         SELECT d.id + n.i, d.tenant_id, d.id, 'm' || n.i, 'many' || n.i, '', '', 2, 0, 1 FROM generate_series(1, 1300) n (i) JOIN department d ON d.id = ?1",
    );
    static TOLD: Sql = Sql::both(
        "SELECT COUNT(*), COUNT(DISTINCT m.member_id), (SELECT CAST(SUM(c.unread) AS BIGINT) FROM message_counter c) FROM message m WHERE m.kind = 0",
    );
    let office = Office::open(Person::log_in(server.url(), Place::ADMIN).await, "office").await;
    let mut owner = office.admin.clone();
    let file = owner.store("root", "a", b"a").await;
    let department: i64 = office.top.parse().unwrap();
    server.stop();
    let database = store(server.place()).await;
    database
        .write(move |tx| tx.execute(&HIRE, args![department]))
        .await
        .unwrap();
    database.close().await;
    server.start_again();
    owner.reconnect();
    let named = json!({"scope": 3, "deptIds": [office.top]});
    owner.shared(&[&file], named).await;
    let database = store_beside(server.place()).await;
    eventually("everybody is told, once", || async {
        let told = database
            .read(|tx| tx.find::<(i64, i64, i64)>(&TOLD, args![]))
            .await
            .unwrap();
        (told == Some((1_300, 1_300, 1_300))).then_some(())
    })
    .await;
    database.close().await;
}
