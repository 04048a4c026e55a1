//! 4.15: sharing, and the shares of somebody.

use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Answer, Kind, assert_shape};
use serde_json::{Value, json};

on_both_databases! {
    who_lost_a_space_sees_nothing_of_it_in_his_shares,
    a_share_has_all_fields,
    my_shares_are_listed_page_by_page,
    a_share_is_changed,
    shares_are_called_off,
    shares_of_others_do_not_exist,
    what_cannot_be_shared_is_refused,
    odd_settings_are_refused,
    a_share_shows_how_it_stands,
}

impl Person {
    /// 4.15.1: shares files of the own space; `more` are further fields, and count before ours.
    pub(crate) async fn share(&self, files: &[&str], more: Value) -> Answer {
        let mut body = json!({
            "scope": 1, "fileIds": files, "containerId": self.container(), "validDays": 7,
        });
        let more = more.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(more);
        self.post("/share", &body).await
    }

    /// The link of a new share.
    pub(crate) async fn shared(&self, files: &[&str], more: Value) -> Value {
        self.share(files, more).await.ok()["shareLink"].clone()
    }

    /// 4.15.3: what a share says of itself.
    pub(crate) async fn share_detail(&self, share: &Value) -> Value {
        let id = share["shareId"].as_str().unwrap();
        self.get(&format!("/share/{id}")).await.ok()["shareLink"].clone()
    }

    /// 4.15.4: changes a share.
    pub(crate) async fn change_share(&self, share: &Value, body: &Value) -> Answer {
        let id = share["shareId"].as_str().unwrap();
        self.put_json(&format!("/share/{id}"), body).await
    }

    /// 4.15.5: calls shares off.
    pub(crate) async fn cancel_shares(&self, shares: &[&Value]) -> Answer {
        let ids: Vec<&Value> = shares.iter().map(|share| &share["shareId"]).collect();
        self.post("/share/cancel", &json!({"shareIds": ids})).await
    }

    /// 4.15.2: the own shares.
    pub(crate) async fn my_shares(&self, query: &str) -> Answer {
        self.get(&format!("/share{query}")).await
    }
}

const LINK: [(&str, Kind); 6] = [
    ("shareId", Kind::Id),
    ("shortUrl", Kind::Text),
    ("linkUrl", Kind::Text),
    ("extractCode", Kind::Text),
    ("comment", Kind::Text),
    ("expireTime", Kind::Text),
];

const DETAIL: [(&str, Kind); 14] = [
    ("shareId", Kind::Id),
    ("shortUrl", Kind::Text),
    ("linkUrl", Kind::Text),
    ("shareTime", Kind::Text),
    ("scope", Kind::Number),
    ("depts", Kind::List),
    ("groups", Kind::List),
    ("users", Kind::List),
    ("displayName", Kind::Text),
    ("permission", Kind::Object),
    ("extractCode", Kind::Text),
    ("expireTime", Kind::Text),
    ("status", Kind::Number),
    ("comment", Kind::Text),
];

const LISTED: [(&str, Kind); 16] = [
    ("shareId", Kind::Id),
    ("shortUrl", Kind::Text),
    ("linkUrl", Kind::Text),
    ("shareTime", Kind::Text),
    ("scope", Kind::Number),
    ("files", Kind::List),
    ("displayName", Kind::Text),
    ("expireTime", Kind::Text),
    ("status", Kind::Number),
    ("comment", Kind::Text),
    ("viewCnt", Kind::Number),
    ("downloadCnt", Kind::Number),
    ("saveCnt", Kind::Number),
    ("containerId", Kind::Text),
    ("containerName", Kind::Text),
    ("permission", Kind::Object),
];

const CHANGED: [(&str, Kind); 14] = [
    ("shareId", Kind::Id),
    ("shortUrl", Kind::Text),
    ("extractCode", Kind::Text),
    ("createTime", Kind::Text),
    ("updateTime", Kind::Text),
    ("expireTime", Kind::Text),
    ("linkUrl", Kind::Text),
    ("shareTime", Kind::Text),
    ("scope", Kind::Number),
    ("displayName", Kind::Text),
    ("status", Kind::Number),
    ("viewCnt", Kind::Text),
    ("downloadCnt", Kind::Text),
    ("saveCnt", Kind::Text),
];

async fn a_share_has_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a.txt", b"abc").await;
    let code = json!({"extractCode": "Abcd1234", "comment": "look"});
    let link = person.shared(&[&file], code).await;
    assert_shape("table 4-317", &link, &LINK);
    assert_eq!(
        (&link["extractCode"], &link["comment"]),
        (&json!("Abcd1234"), &json!("look"))
    );
    let short = link["shortUrl"].as_str().unwrap();
    assert!(
        link["linkUrl"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/s/{short}")),
        "{link}"
    );
    let detail = person.share_detail(&link).await;
    assert_shape("table 4-327", &detail, &DETAIL);
    assert_eq!(
        detail["permission"],
        json!({"preview": true, "edit": false, "download": true})
    );
    let page = person.my_shares("").await.ok();
    let listed = &page["shareLinks"][0];
    assert_shape("table 4-321", listed, &LISTED);
    let shown = &listed["files"][0];
    assert_eq!(
        (&shown["id"], &shown["size"], &shown["recycled"]),
        (&json!(file), &json!(3), &json!(false))
    );
    let url = shown["downloadLinks"][0]["downloadLink"].as_str().unwrap();
    assert_eq!(person.follow(url).await.1, "abc");
}

async fn my_shares_are_listed_page_by_page(shared: &'static Shared) {
    let person = shared.person().await;
    let mut names = Vec::new();
    for number in 0..5 {
        let name = format!("报告{number}.txt");
        let file = person.store("root", &name, name.as_bytes()).await;
        person.shared(&[&file], json!({})).await;
        names.push(name);
    }
    for (direction, expected) in [
        (1, names.clone()),
        (2, names.iter().rev().cloned().collect()),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), "0".to_owned());
        loop {
            let query =
                format!("?pageSize=2&pageCursor={cursor}&sortType=4&sortDirection={direction}");
            let page = person.my_shares(&query).await.ok();
            let links = page["shareLinks"].as_array().unwrap();
            assert!(links.len() <= 2);
            seen.extend(
                links
                    .iter()
                    .map(|link| link["displayName"].as_str().unwrap().to_owned()),
            );
            match page["nextCursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen, expected);
        // A cursor of this list says nothing to another one.
        let other = format!("?pageCursor={cursor}&sortDirection={}", 3 - direction);
        person.my_shares(&other).await.bad(13_000_102);
    }
    let found = person.my_shares("?displayName=%E5%91%8A3").await.ok();
    assert_eq!(found["shareLinks"].as_array().unwrap().len(), 1);
    assert_eq!(
        person.my_shares("?displayName=%25").await.ok()["shareLinks"],
        json!([])
    );
    for query in [
        "?pageSize=0",
        "?pageSize=101",
        "?sortType=1",
        "?sortDirection=3",
        "?pageCursor=x",
    ] {
        person.my_shares(query).await.bad(13_000_102);
    }
    let (a, b) = (
        person.store("root", "x", b"x").await,
        person.mkdir("root", "y").await,
    );
    let several = person.shared(&[&a, &b], json!({})).await;
    let detail = person.with_header("language", "zh-CN");
    let id = several["shareId"].as_str().unwrap();
    let detail = detail.get(&format!("/share/{id}")).await.ok();
    assert_eq!(detail["shareLink"]["displayName"], "x等多个文件");
}

async fn a_share_is_changed(shared: &'static Shared) {
    let (person, friend) = (shared.person().await, shared.person().await);
    let file = person.store("root", "a", b"a").await;
    let named = json!({"scope": 3, "userIds": [person.user()], "comment": "one", "extractCode": "Abcd1234"});
    let link = person.shared(&[&file], named).await;
    let change = json!({"validDays": 0});
    let same = person.change_share(&link, &change).await.ok()["shareLink"].clone();
    assert_eq!(same["expireTime"], link["expireTime"]);
    assert_shape("table 4-337", &same, &CHANGED);
    let change = json!({
        "validDays": "30", "userIds": [friend.user()], "permission": {"download": false},
        "makeExtractCode": true,
    });
    let changed = person.change_share(&link, &change).await.ok()["shareLink"].clone();
    assert!(changed["expireTime"].as_str() > link["expireTime"].as_str());
    let code = changed["extractCode"].as_str().unwrap();
    assert_ne!(code, "Abcd1234");
    assert!(
        code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{code}"
    );
    let detail = person.share_detail(&link).await;
    assert_eq!(detail["users"][0]["id"], friend.user());
    assert_eq!(detail["users"].as_array().unwrap().len(), 1);
    assert_eq!(
        detail["permission"],
        json!({"preview": true, "edit": false, "download": false})
    );
    assert_eq!(
        (&detail["comment"], &detail["extractCode"]),
        (&json!("one"), &changed["extractCode"])
    );
    let change = json!({"validDays": 0, "removeExtractCode": true});
    let changed = person.change_share(&link, &change).await.ok();
    assert_eq!(changed["shareLink"]["extractCode"], "");
    for wrong in [
        json!({"validDays": 366}),
        json!({"validDays": -1}),
        json!({"extractCode": "short"}),
        json!({"comment": "x".repeat(512)}),
        json!({"expireTime": "2001-01-01T00:00:00Z"}),
        json!({"expireTime": "soon"}),
    ] {
        person.change_share(&link, &wrong).await.bad(13_000_102);
    }
    person
        .change_share(&link, &json!({"validDays": 0, "userIds": ["1"]}))
        .await
        .bad(13_000_103);
}

async fn shares_are_called_off(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let file = person.store("root", "a", b"a").await;
    let mine = person.shared(&[&file], json!({})).await;
    let kept = person.shared(&[&file], json!({})).await;
    let theirs = other.store("root", "b", b"b").await;
    let theirs = other.shared(&[&theirs], json!({})).await;
    let unknown = json!({"shareId": "1"});
    let answer = person.cancel_shares(&[&mine, &theirs, &unknown]).await.ok();
    let list = answer["subResponseList"].as_array().unwrap();
    let codes: Vec<i64> = list
        .iter()
        .map(|entry| entry["code"].as_i64().unwrap())
        .collect();
    assert_eq!(codes, [0, 13_000_103, 13_000_103], "{answer}");
    assert_eq!(list[0]["shareId"], mine["shareId"]);
    let left = person.my_shares("").await.ok();
    assert_eq!(left["shareLinks"].as_array().unwrap().len(), 1);
    assert_eq!(left["shareLinks"][0]["shareId"], kept["shareId"]);
    other.share_detail(&theirs).await;
    let again = person.cancel_shares(&[&mine]).await.ok();
    assert_eq!(again["subResponseList"][0]["code"], 13_000_103);
    person
        .change_share(&mine, &json!({"validDays": 1}))
        .await
        .bad(13_000_103);
    person.cancel_shares(&[]).await.bad(13_000_102);
    let many = vec![&mine; 101];
    person.cancel_shares(&many).await.bad(13_000_102);
}

async fn shares_of_others_do_not_exist(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let file = person.store("root", "a", b"a").await;
    let link = person
        .shared(&[&file], json!({"extractCode": "Abcd1234"}))
        .await;
    let path = format!("/share/{}", link["shareId"].as_str().unwrap());
    for somebody in [&other, &shared.admin().await] {
        somebody.get(&path).await.bad(13_000_103);
        somebody
            .change_share(&link, &json!({"validDays": 1}))
            .await
            .bad(13_000_103);
    }
    other.share(&[&file], json!({})).await.bad(13_000_302);
    other
        .share(&[&file], json!({"containerId": person.container()}))
        .await
        .bad(13_000_410);
    let stranger = person.without_token();
    for path in ["/share", path.as_str()] {
        stranger.get(path).await.refused(401, 13_000_202);
    }
    for path in ["/share", "/share/cancel"] {
        stranger
            .post(path, &json!({}))
            .await
            .refused(401, 13_000_202);
    }
    stranger
        .put_json(&path, &json!({"validDays": 1}))
        .await
        .refused(401, 13_000_202);
}

async fn what_cannot_be_shared_is_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let secret = person.store("sbox", "secret", b"secret").await;
    let gone = person.store("root", "gone", b"gone").await;
    person.recycle(&[&gone]).await;
    let file = person.store("root", "a", b"a").await;
    person.share(&[&secret], json!({})).await.bad(13_000_102);
    person
        .share(&[&file, &secret], json!({}))
        .await
        .bad(13_000_102);
    person.share(&[&gone], json!({})).await.bad(13_000_306);
    person.share(&["root"], json!({})).await.bad(13_000_309);
    person
        .share(&["Fnonsense"], json!({}))
        .await
        .bad(13_000_309);
    person.share(&[], json!({})).await.bad(13_000_102);
    let root = person.space["rootFileId"]
        .as_str()
        .unwrap_or("root")
        .to_owned();
    assert_ne!(person.share(&[&root], json!({})).await.code(), 0);
    assert_eq!(person.my_shares("").await.ok()["shareLinks"], json!([]));
    // The same file twice is one file.
    let link = person.shared(&[&file, &file], json!({})).await;
    assert_eq!(person.share_detail(&link).await["displayName"], "a");
}

async fn odd_settings_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    for odd in [
        json!({"scope": 0}),
        json!({"scope": 4}),
        json!({"scope": "x"}),
        json!({"validDays": 0}),
        json!({"validDays": 366}),
        json!({"validDays": ""}),
        json!({"extractCode": "1234567"}),
        json!({"extractCode": "1234567-"}),
        json!({"comment": "x".repeat(512)}),
        json!({"scope": 3}),
        json!({"validDays": "", "expireTime": "2001-01-01T00:00:00Z"}),
        json!({"permission": 5}),
        json!({"fileIds": 5}),
    ] {
        let code = person.share(&[&file], odd.clone()).await.code();
        assert!([13_000_102, 13_000_309].contains(&code), "{odd}: {code}");
    }
    let unknown = json!({"scope": 3, "deptIds": ["1"]});
    person.share(&[&file], unknown).await.bad(13_000_103);
    assert_eq!(person.my_shares("").await.ok()["shareLinks"], json!([]));
    let longest = json!({"comment": "留".repeat(511), "validDays": 365, "extractCode": ""});
    let link = person.shared(&[&file], longest).await;
    assert_eq!(link["extractCode"], "");
}

async fn a_share_shows_how_it_stands(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    let file = person.store(&folder, "a", b"a").await;
    let other = person.store("root", "b", b"b").await;
    let link = person.shared(&[&file, &other], json!({})).await;
    assert_eq!(person.share_detail(&link).await["status"], 0);
    person.recycle(&[&folder]).await;
    assert_eq!(person.share_detail(&link).await["status"], 0);
    let listed = person.my_shares("").await.ok();
    let recycled: Vec<&Value> = listed["shareLinks"][0]["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["recycled"])
        .collect();
    assert_eq!(recycled, [&json!(true), &json!(false)]);
    person.recycle(&[&other]).await;
    assert_eq!(person.share_detail(&link).await["status"], 1);
    assert_eq!(
        person.my_shares("").await.ok()["shareLinks"][0]["status"],
        1
    );
    person.restore(&[&folder]).await;
    assert_eq!(person.share_detail(&link).await["status"], 0);
}

async fn who_lost_a_space_sees_nothing_of_it_in_his_shares(shared: &'static Shared) {
    let (owner, member) = (shared.person().await, shared.person().await);
    let body = json!({"name": "sharers", "userIds": [member.user()]});
    let opened = owner.open_group_space(&body).await.ok();
    let group = opened["id"].as_str().unwrap();
    let space = owner.space(group, "2").await.ok();
    let team = space["data"]["containerId"].as_str().unwrap();
    let file = member.upload(team, "root", "team.txt", b"team").await;
    member
        .share(&[&file], json!({"containerId": team}))
        .await
        .ok();
    let listed = member.my_shares("").await.ok();
    assert_eq!(listed["shareLinks"][0]["files"][0]["fileName"], "team.txt");
    owner.remove_members(group, &[member.user()]).await.ok();
    let listed = member.my_shares("").await.ok();
    let link = &listed["shareLinks"][0];
    assert_eq!((&link["status"], &link["files"]), (&json!(2), &json!([])));
    assert_eq!(link["containerName"], "");
    assert!(
        !listed.to_string().contains("X-Amz"),
        "no link to a content"
    );
}
