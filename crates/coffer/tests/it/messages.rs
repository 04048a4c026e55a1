//! 4.19: what people are told.

use crate::groups::group;
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases, open, store};
use coffer_core::fsck::{Finding, FsckOptions};
use coffer_store::{Sql, StoreError, args};
use coffer_testkit::{Kind, Place, Server, assert_shape};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both_databases! {
    a_message_is_counted_listed_read_and_removed,
    pages_filter_and_follow_each_other,
    messages_belong_to_their_reader,
    the_count_is_exact_whatever_happens_at_once,
    bad_inputs_are_refused,
    removed_people_are_told_nothing_more,
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        many_messages_are_changed_in_slices,
        a_wrong_count_is_found_and_put_right,
    }

    async fn many_messages_are_changed_in_slices(server: &mut Server) {
        super::many_messages_are_changed_in_slices(server).await;
    }

    async fn a_wrong_count_is_found_and_put_right(server: &mut Server) {
        super::a_wrong_count_is_found_and_put_right(server).await;
    }
}

static FILL: Sql = Sql::split(
    "INSERT INTO message (id, tenant_id, member_id, kind, text_key, facts, created_at)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
     SELECT m.id + n.i, m.tenant_id, m.id, 1, 'message.team.added', '{\"team\":\"T\"}', 1 FROM n JOIN member m ON m.status <> 3",
    "INSERT INTO message (id, tenant_id, member_id, kind, text_key, facts, created_at)
     SELECT m.id + n.i, m.tenant_id, m.id, 1, 'message.team.added', '{\"team\":\"T\"}', 1 FROM generate_series(1, 20000) n (i) JOIN member m ON m.status <> 3",
);
static COUNT_FILLED: Sql = Sql::both(
    "INSERT INTO message_counter (member_id, unread) SELECT member_id, COUNT(*) FROM message GROUP BY member_id
     ON CONFLICT (member_id) DO UPDATE SET unread = excluded.unread",
);
static SPOIL: Sql = Sql::both("UPDATE message_counter SET unread = unread + 7");

async fn unread(person: &Person) -> i64 {
    person.unread().await.ok()["count"].as_i64().unwrap()
}

fn ids(list: &Value) -> Vec<String> {
    let messages = list["messages"].as_array().unwrap().iter();
    messages
        .map(|message| message["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Two people, the first of whom has told the second so many things.
async fn told(shared: &'static Shared, count: usize) -> (Person, Person) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    for number in 0..count {
        let group = group(&owner, &format!("Team {number}")).await;
        owner.add_members(&group, &[reader.user()]).await.ok();
    }
    (owner, reader)
}

async fn a_message_is_counted_listed_read_and_removed(shared: &'static Shared) {
    let (owner, reader) = told(shared, 1).await;
    let counted = json!({"code": 0, "msg": "success", "count": 1});
    assert_eq!(reader.unread().await.ok(), counted);
    let list = reader.messages("").await.ok();
    let message = &list["messages"][0];
    let shape = [("id", Kind::Id), ("createTime", Kind::Time)];
    assert_shape("4.19.2", message, &shape);
    let expected = json!({
        "code": 0, "msg": "success",
        "messages": [{
            "id": message["id"], "createTime": message["createTime"], "sender": owner.name,
            "type": "001", "context": "You were added to the team “Team 0”.", "state": 0,
        }],
    });
    assert_eq!(list, expected);
    let chinese = reader.with_header("language", "zh-CN");
    let context = chinese.messages("").await.ok()["messages"][0]["context"].clone();
    assert_ne!(context, message["context"]);
    assert!(context.as_str().unwrap().contains("Team 0"), "{context}");
    let id = message["id"].as_str().unwrap();
    let answer = |changed: bool| json!({"code": 0, "msg": "success", "messages": [{"id": id, "changed": changed}]});
    assert_eq!(reader.read_messages(&[id]).await.ok(), answer(true));
    assert_eq!(reader.read_messages(&[id]).await.ok(), answer(false));
    assert_eq!(unread(&reader).await, 0);
    assert_eq!(reader.messages("").await.ok()["messages"][0]["state"], 1);
    let query = format!("?ids={id}");
    assert_eq!(
        reader.delete_messages(&query, None).await.ok(),
        answer(true)
    );
    assert_eq!(
        reader.delete_messages(&query, None).await.ok(),
        answer(false)
    );
    assert_eq!(reader.messages("").await.ok()["messages"], json!([]));
}

async fn pages_filter_and_follow_each_other(shared: &'static Shared) {
    let (_owner, reader) = told(shared, 5).await;
    let all = ids(&reader
        .messages("?pageCursor=0&filterType=&state=")
        .await
        .ok());
    assert_eq!(all.len(), 5);
    let mut newest_first = all.clone();
    newest_first.sort_by_key(|id| std::cmp::Reverse(id.parse::<i64>().unwrap()));
    assert_eq!(all, newest_first);
    let mut seen = Vec::new();
    let mut cursor = "0".to_owned();
    loop {
        let page = reader
            .messages(&format!("?pageSize=2&pageCursor={cursor}"))
            .await
            .ok();
        seen.extend(ids(&page));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, all);
    reader.read_messages(&[&all[1], &all[3]]).await.ok();
    let read = [all[1].clone(), all[3].clone()];
    assert_eq!(ids(&reader.messages("?state=1").await.ok()), read);
    let unread = [all[0].clone(), all[2].clone(), all[4].clone()];
    let query = "?state=0&filterType=001";
    assert_eq!(ids(&reader.messages(query).await.ok()), unread);
    for other in ["000", "002", "003"] {
        let query = format!("?filterType={other}");
        assert!(ids(&reader.messages(&query).await.ok()).is_empty());
    }
    // A cursor belongs to its filter.
    let query = format!("?state=1&pageCursor={cursor}");
    reader.messages(&query).await.bad(13_000_102);
    reader.all_messages("0").await.ok();
    assert!(ids(&reader.messages("?state=0").await.ok()).is_empty());
    let body = json!({"ids": all});
    let gone = reader.delete_messages("", Some(&body)).await.ok();
    let all_gone: Vec<Value> = all
        .iter()
        .map(|id| json!({"id": id, "changed": true}))
        .collect();
    assert_eq!(gone["messages"], json!(all_gone));
}

async fn messages_belong_to_their_reader(shared: &'static Shared) {
    let (owner, reader) = told(shared, 1).await;
    let id = ids(&reader.messages("").await.ok()).remove(0);
    let nothing = json!([{"id": id, "changed": false}, {"id": "nobody", "changed": false}]);
    let both = [id.as_str(), "nobody"];
    assert_eq!(owner.read_messages(&both).await.ok()["messages"], nothing);
    let body = json!({"ids": both});
    let kept = owner.delete_messages("", Some(&body)).await.ok();
    assert_eq!(kept["messages"], nothing);
    owner.all_messages("1").await.ok();
    assert_eq!(unread(&reader).await, 1);
    assert!(ids(&owner.messages("").await.ok()).is_empty());
    let denied = 13_000_202;
    let stranger = shared.stranger();
    for client in [stranger.clone(), stranger.with_token("Bearer+nothing")] {
        client.unread().await.refused(401, denied);
        client.messages("").await.refused(401, denied);
        client.read_messages(&[&id]).await.refused(401, denied);
        let query = format!("?ids={id}");
        client
            .delete_messages(&query, None)
            .await
            .refused(401, denied);
        client.all_messages("1").await.refused(401, denied);
    }
    assert_eq!(unread(&reader).await, 1);
}

async fn the_count_is_exact_whatever_happens_at_once(shared: &'static Shared) {
    let (owner, reader) = told(shared, 12).await;
    let all = ids(&reader.messages("").await.ok());
    let (owner, reader) = (&owner, &reader);
    let read = all.iter().take(8).map(|id| async move {
        reader.read_messages(&[id]).await.ok();
    });
    let again = all.iter().take(8).map(|id| async move {
        reader.read_messages(&[id]).await.ok();
    });
    let removed = all.iter().skip(4).take(6).map(|id| async move {
        reader
            .delete_messages(&format!("?ids={id}"), None)
            .await
            .ok();
    });
    let added = (0..6).map(|number| async move {
        let group = group(owner, &format!("More {number}")).await;
        owner.add_members(&group, &[reader.user()]).await.ok();
    });
    tokio::join!(
        join_all(read),
        join_all(again),
        join_all(removed),
        join_all(added)
    );
    let left = ids(&reader.messages("?state=0").await.ok());
    // Two of the twelve and the six that came.
    assert_eq!(left.len(), 8);
    assert_eq!(unread(reader).await, 8);
}

async fn bad_inputs_are_refused(shared: &'static Shared) {
    let reader = shared.person().await;
    for query in [
        "?pageSize=0",
        "?pageSize=101",
        "?pageSize=x",
        "?filterType=004",
        "?filterType=1",
        "?state=2",
        "?state=x",
        "?pageCursor=AAAA",
    ] {
        reader.messages(query).await.bad(13_000_102);
    }
    for operate in ["2", "-1", "x", ""] {
        reader.all_messages(operate).await.bad(13_000_102);
    }
    reader.read_messages(&[]).await.bad(13_000_102);
    let many: Vec<String> = (0..1_001).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    reader.read_messages(&many).await.bad(13_000_102);
    let body = json!({"ids": many});
    reader
        .delete_messages("", Some(&body))
        .await
        .bad(13_000_102);
    reader.delete_messages("", None).await.bad(13_000_102);
    let body = json!({"ids": {"a": 1}});
    reader
        .post("/message/batchRead", &body)
        .await
        .bad(13_000_102);
}

async fn removed_people_are_told_nothing_more(shared: &'static Shared) {
    let (owner, reader) = told(shared, 2).await;
    shared.admin().await.delete_user(reader.user()).await.ok();
    reader.unread().await.refused(401, 13_000_202);
    let group = group(&owner, "Later").await;
    let added = owner.add_members(&group, &[reader.user()]).await;
    assert_eq!(added.body["status"], 2, "{added}");
}

async fn many_messages_are_changed_in_slices(server: &mut Server) {
    server.stop();
    let store = store(server.place()).await;
    let filled = store
        .write(|tx| {
            let filled = tx.execute(&FILL, args![])?;
            tx.execute(&COUNT_FILLED, args![])?;
            Ok::<_, StoreError>(filled)
        })
        .await
        .unwrap();
    assert_eq!(filled, 20_000);
    store.close().await;
    server.start_again();
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    assert_eq!(unread(&admin).await, 20_000);
    admin.all_messages("0").await.ok();
    assert_eq!(unread(&admin).await, 0);
    admin.all_messages("1").await.ok();
    assert_eq!(unread(&admin).await, 0);
    assert!(ids(&admin.messages("").await.ok()).is_empty());
}

async fn a_wrong_count_is_found_and_put_right(server: &mut Server) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    admin.all_messages("0").await.ok();
    server.stop();
    let store = store(server.place()).await;
    let spoiled = store.write(|tx| tx.execute(&SPOIL, args![])).await.unwrap();
    assert_eq!(spoiled, 1);
    store.close().await;
    let drive = open(server.place()).await;
    let mut found = Vec::new();
    let mut report = |finding: Finding| found.push(finding.to_string());
    let options = FsckOptions {
        repair: true,
        full: false,
    };
    drive.fsck(options, &mut report).await.unwrap();
    drive.close().await;
    assert_eq!(found.len(), 1, "{found:?}");
    let expected = "7 unread messages are recorded, there are 0 (repaired)";
    assert!(found[0].ends_with(expected), "{found:?}");
    let report = server.run(&["fsck"], "");
    assert!(report.contains(" 0 faults"), "{report}");
    server.start_again();
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    assert_eq!(unread(&admin).await, 0);
}
