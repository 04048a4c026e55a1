//! 4.16.1, 4.16.2 and 4.18.1: what others share with somebody.

use crate::pictures::{png, stored};
use crate::share_visits::{download, files, visit};
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Answer, Kind, assert_shape};
use serde_json::{Value, json};

on_both_databases! {
    a_received_share_has_all_fields,
    named_people_see_a_share_at_once,
    links_that_were_followed_are_listed,
    pages_follow_each_other_while_shares_come_and_go,
    shares_are_found_by_name_and_counted,
    odd_questions_are_refused,
}

impl Person {
    /// 4.16.1: what others share; `query` begins with `?` or is empty.
    pub(crate) async fn received(&self, query: &str) -> Answer {
        self.get(&format!("/share/received{query}")).await
    }

    /// The shares of the first page, the newest first.
    pub(crate) async fn received_links(&self) -> Vec<Value> {
        let page = self.received("").await.ok();
        page["shareLinks"].as_array().unwrap().clone()
    }

    /// 4.16.2.
    pub(crate) async fn received_detail(&self, share: &Value) -> Answer {
        let id = share["shareId"].as_str().unwrap();
        self.get(&format!("/share/received/{id}")).await
    }

    /// 4.18.1.
    pub(crate) async fn related(&self, query: &str) -> Answer {
        self.get(&format!("/related{query}")).await
    }

    /// Whether a share is in the list, which its details and 4.18.1 have to agree with.
    pub(crate) async fn has_received(&self, share: &Value) -> bool {
        let links = self.received_links().await;
        let listed = links.iter().any(|link| link["shareId"] == share["shareId"]);
        let expected = if listed { 0 } else { 13_000_103 };
        assert_eq!(self.received_detail(share).await.code(), expected);
        let related = self.related("").await.ok();
        let records = related["relatedToMeInfos"].as_array().unwrap();
        assert_eq!(related["total"], records.len());
        let found = records
            .iter()
            .any(|record| record["id"] == share["shareId"]);
        assert_eq!(found, listed);
        listed
    }
}

/// Settings of a share that names people.
pub(crate) fn naming(people: &[&Person]) -> Value {
    let ids: Vec<&str> = people.iter().map(|person| person.user()).collect();
    json!({"scope": 3, "userIds": ids})
}

const RECEIVED: [(&str, Kind); 18] = [
    ("shareId", Kind::Id),
    ("shortUrl", Kind::Text),
    ("linkUrl", Kind::Text),
    ("shareTime", Kind::Time),
    ("ownerId", Kind::Id),
    ("ownerName", Kind::Text),
    ("displayName", Kind::Text),
    ("files", Kind::List),
    ("permission", Kind::Object),
    ("expireTime", Kind::Time),
    ("status", Kind::Number),
    ("comment", Kind::Text),
    ("containerId", Kind::Text),
    ("downloadCnt", Kind::Number),
    ("saveCnt", Kind::Number),
    ("scope", Kind::Text),
    ("updateTime", Kind::Time),
    ("viewCnt", Kind::Text),
];

const FILE: [(&str, Kind); 10] = [
    ("id", Kind::Text),
    ("fileName", Kind::Text),
    ("fileType", Kind::Text),
    ("mimeType", Kind::Text),
    ("size", Kind::Number),
    ("parentFolder", Kind::List),
    ("fileSuffix", Kind::Text),
    ("containers", Kind::List),
    ("downloadLinks", Kind::List),
    ("recycled", Kind::Flag),
];

const DETAIL: [(&str, Kind); 11] = [
    ("shareId", Kind::Id),
    ("shortUrl", Kind::Text),
    ("linkUrl", Kind::Text),
    ("shareTime", Kind::Time),
    ("ownerId", Kind::Id),
    ("ownerName", Kind::Text),
    ("displayName", Kind::Text),
    ("permission", Kind::Object),
    ("expireTime", Kind::Time),
    ("status", Kind::Number),
    ("comment", Kind::Text),
];

const RELATED: [(&str, Kind); 11] = [
    ("operator", Kind::Text),
    ("operateType", Kind::Number),
    ("operateTime", Kind::Time),
    ("id", Kind::Id),
    ("displayName", Kind::Text),
    ("files", Kind::List),
    ("expireTime", Kind::Time),
    ("status", Kind::Number),
    ("operatorId", Kind::Id),
    ("containerId", Kind::Text),
    ("tenantId", Kind::Id),
];

const RELATED_FILE: [(&str, Kind); 5] = [
    ("id", Kind::Text),
    ("size", Kind::Text),
    ("fileType", Kind::Text),
    ("downloadLinks", Kind::List),
    ("recycled", Kind::Flag),
];

async fn a_received_share_has_all_fields(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let folder = owner.mkdir("root", "secret folder").await;
    let file = stored(&owner, &folder).await;
    let mut settings = naming(&[&reader]);
    settings["comment"] = json!("look");
    let link = owner.shared(&[&file], settings).await;
    let listed = reader.received_links().await.remove(0);
    assert_shape("table 4-345", &listed, &RECEIVED);
    let told = ["ownerId", "ownerName", "scope", "displayName", "status"].map(|key| &listed[key]);
    let expected = [
        json!(owner.user()),
        json!(owner.name),
        json!("3"),
        json!("图.png"),
        json!(0),
    ];
    assert_eq!(told, expected.each_ref());
    assert_eq!(listed["shortUrl"], link["shortUrl"]);
    let shown = &listed["files"][0];
    assert_shape("table 4-346", shown, &FILE);
    assert_eq!(
        shown["parentFolder"],
        json!([]),
        "nobody learns what is above"
    );
    assert_eq!(
        (&shown["id"], &shown["size"]),
        (&json!(file), &json!(png(8, 8).len()))
    );
    let usages = |links: &Value| -> Vec<Value> {
        let links = links.as_array().unwrap();
        links.iter().map(|link| link["usage"].clone()).collect()
    };
    assert_eq!(usages(&shown["downloadLinks"]), ["content", "thumbnail"]);
    let url = shown["downloadLinks"][0]["downloadLink"].as_str().unwrap();
    assert_eq!(reader.follow(url).await.0, 200);
    let detail = reader.received_detail(&link).await.ok();
    assert_shape("table 4-352", &detail["shareLink"], &DETAIL);
    assert_eq!(detail["shareLink"]["comment"], "look");
    let related = reader.related("?relatedType=1").await.ok();
    assert_eq!(related["total"], 1);
    let record = &related["relatedToMeInfos"][0];
    assert_shape("table 4-390", record, &RELATED);
    assert_eq!(
        (&record["operator"], &record["operateType"], &record["id"]),
        (&json!(owner.name), &json!(1), &link["shareId"])
    );
    assert_shape("table 4-391", &record["files"][0], &RELATED_FILE);
    let links = &record["files"][0]["downloadLinks"];
    assert_eq!(usages(links), ["content", "thumbnail"]);
    // Being shown in a list is no visit.
    assert_eq!(
        (&listed["viewCnt"], &listed["downloadCnt"]),
        (&json!("0"), &json!(0))
    );
}

async fn named_people_see_a_share_at_once(shared: &'static Shared) {
    let office = shared.office("received").await;
    let below = office.found(&office.top, "below").await;
    let (boss, clerk) = (
        office.join(&office.top, "received.boss", 2).await,
        office.join(&below, "received.clerk", 2).await,
    );
    let (owner, member, nobody) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let group = crate::groups::group(&owner, "Received").await;
    owner.add_members(&group, &[member.user()]).await.ok();
    let file = owner.store("root", "a", b"a").await;
    let reach = [
        (json!({"deptIds": [office.top]}), [true, true, false]),
        (json!({"deptIds": [below]}), [false, true, false]),
        (json!({"groupIds": [group]}), [false, false, true]),
        (
            json!({"userIds": [boss.user(), member.user(), owner.user()]}),
            [true, false, true],
        ),
    ];
    for (mut settings, named) in reach {
        settings["scope"] = json!(3);
        let link = owner.shared(&[&file], settings).await;
        for (somebody, named) in [&boss, &clerk, &member].into_iter().zip(named) {
            assert_eq!(
                somebody.has_received(&link).await,
                named,
                "{}",
                somebody.name
            );
        }
        assert!(!owner.has_received(&link).await, "one's own is no gift");
        assert!(!nobody.has_received(&link).await);
    }
    // Named in several ways, it is there once.
    let all = json!({"scope": 3, "deptIds": [office.top, below], "userIds": [clerk.user()]});
    let link = owner.shared(&[&file], all).await;
    assert_eq!(clerk.received_links().await.len(), 3);
    // Who loses the group or the department has lost the share.
    owner.remove_members(&group, &[member.user()]).await.ok();
    assert_eq!(member.received_links().await.len(), 1);
    let moved = json!({"deptId": office.root});
    office.admin.change_user(boss.user(), &moved).await.ok();
    assert!(!boss.has_received(&link).await);
    assert_eq!(boss.received_links().await.len(), 1, "the one by name");
}

async fn links_that_were_followed_are_listed(shared: &'static Shared) {
    let (owner, reader, other) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let file = owner.store("root", "a", b"a").await;
    let open = owner.shared(&[&file], json!({})).await;
    let tenant = owner.shared(&[&file], json!({"scope": 2})).await;
    let named = owner.shared(&[&file], naming(&[&reader])).await;
    visit(&shared.stranger(), &open).await.ok();
    visit(&owner, &open).await.ok();
    visit(&other, &named).await.bad(13_000_109);
    for person in [&owner, &reader, &other] {
        assert!(!person.has_received(&open).await, "{}", person.name);
        assert!(!person.has_received(&tenant).await, "{}", person.name);
    }
    for _ in 0..2 {
        visit(&reader, &open).await.ok();
        files(&reader, &tenant, json!({"refreshCount": false}))
            .await
            .ok();
    }
    download(&other, &tenant, &file, "").await.ok();
    assert!(reader.has_received(&open).await);
    assert!(reader.has_received(&tenant).await);
    assert_eq!(reader.received_links().await.len(), 3);
    assert!(other.has_received(&tenant).await);
    assert_eq!(other.received_links().await.len(), 1);
    assert!(!owner.has_received(&open).await);
    // What was called off is nowhere.
    owner.cancel_shares(&[&open, &named]).await.ok();
    assert!(!reader.has_received(&open).await);
    assert!(!reader.has_received(&named).await);
}

async fn pages_follow_each_other_while_shares_come_and_go(shared: &'static Shared) {
    let (owner, reader, other) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let (mut names, mut links) = (Vec::new(), Vec::new());
    for number in 0..6 {
        let name = format!("Étude{number}.txt");
        let file = owner.store("root", &name, name.as_bytes()).await;
        links.push(owner.shared(&[&file], naming(&[&reader, &other])).await);
        names.push(name);
    }
    let page = |query: String| {
        let reader = &reader;
        async move {
            let page = reader.received(&query).await.ok();
            let shown = page["shareLinks"].as_array().unwrap().iter();
            let shown: Vec<String> = shown
                .map(|link| link["displayName"].as_str().unwrap().to_owned())
                .collect();
            (shown, page["nextCursor"].as_str().map(str::to_owned))
        }
    };
    let (first, cursor) = page("?pageSize=2&sortDirection=1".to_owned()).await;
    assert_eq!(first, names[..2]);
    let cursor = cursor.unwrap();
    // One that was seen goes, one that was not goes, one comes.
    owner.cancel_shares(&[&links[0], &links[2]]).await.ok();
    let file = owner.store("root", "new.txt", b"new").await;
    owner.shared(&[&file], naming(&[&reader])).await;
    let next = format!("?pageSize=2&sortDirection=1&pageCursor={cursor}");
    let (second, more) = page(next).await;
    assert_eq!(second, names[3..5]);
    let rest = format!("?pageSize=2&sortDirection=1&pageCursor={}", more.unwrap());
    assert_eq!(
        page(rest).await,
        (vec![names[5].clone(), "new.txt".to_owned()], None)
    );
    let (newest, _) = page("?pageSize=1&sortType=4&sortDirection=2".to_owned()).await;
    assert_eq!(newest, ["new.txt"]);
    // A cursor is good for its list and its reader.
    let foreign = format!("?sortDirection=1&pageCursor={cursor}");
    other.received(&foreign).await.bad(13_000_102);
    reader.related(&foreign).await.bad(13_000_102);
    for query in ["sortDirection=2", "sortDirection=1&displayName=x"] {
        let query = format!("?{query}&pageCursor={cursor}");
        reader.received(&query).await.bad(13_000_102);
    }
}

async fn shares_are_found_by_name_and_counted(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    for name in ["Étude1.txt", "Étude2.txt", "Étude3.txt", "100%.txt"] {
        let file = owner.store("root", name, name.as_bytes()).await;
        owner.shared(&[&file], naming(&[&reader])).await;
    }
    for (query, found) in [
        ("%C3%A9TUDE", vec!["Étude3.txt", "Étude2.txt", "Étude1.txt"]),
        ("tude2", vec!["Étude2.txt"]),
        ("%25", vec!["100%.txt"]),
        ("_tude", vec![]),
    ] {
        let page = reader.received(&format!("?displayName={query}")).await.ok();
        let links = page["shareLinks"].as_array().unwrap().iter();
        let names: Vec<&Value> = links.map(|link| &link["displayName"]).collect();
        assert_eq!(names, found, "{query}");
        let related = reader.related(&format!("?displayName={query}")).await.ok();
        assert_eq!(related["total"], found.len());
    }
    let related = reader.related("?displayName=tude&pageSize=1").await.ok();
    assert_eq!(related["total"], 3, "of all pages");
    let next = related["nextCursor"].as_str().unwrap();
    let query = format!("?displayName=tude&pageSize=2&pageCursor={next}");
    let related = reader.related(&query).await.ok();
    assert_eq!(related["relatedToMeInfos"].as_array().unwrap().len(), 2);
    assert_eq!(related["nextCursor"], Value::Null);
}

async fn odd_questions_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    for query in [
        "?pageSize=0",
        "?pageSize=101",
        "?pageCursor=x",
        "?sortType=9",
        "?sortDirection=3",
        "?displayName=%00",
    ] {
        person.received(query).await.bad(13_000_102);
        person.related(query).await.bad(13_000_102);
    }
    person.related("?relatedType=2").await.bad(13_000_102);
    assert_eq!(person.related("?relatedType=").await.ok()["total"], 0);
    let nobody = json!({"shareId": "1"});
    person.received_detail(&nobody).await.bad(13_000_103);
    let stranger = shared.stranger();
    for path in ["/share/received", "/share/received/1", "/related"] {
        stranger.get(path).await.refused(401, 13_000_202);
        let wrong = stranger.with_token("Bearer wrong");
        wrong.get(path).await.refused(401, 13_000_202);
    }
}
