//! 4.17.1 to 4.17.5: visiting shares.

use crate::files::names;
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Answer, Kind, KooDrive, assert_shape};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both_databases! {
    anybody_visits_a_share_without_logging_in,
    nothing_is_told_before_the_code_is_right,
    folders_are_walked_page_by_page,
    files_of_a_share_are_found_by_name,
    a_share_shows_what_is_there_now,
    permissions_hold,
    visitors_at_the_same_time_are_all_counted,
    shares_of_the_tenant_need_a_login,
    named_people_groups_and_departments_come_in,
}

/// 4.17.1.
pub(crate) async fn visit(client: &KooDrive, link: &Value) -> Answer {
    let short = link["shortUrl"].as_str().unwrap();
    client.get(&format!("/share/visit?shortUrl={short}")).await
}

/// 4.17.2.
pub(crate) async fn info(client: &KooDrive, link: &Value, proof: &str) -> Answer {
    let short = link["shortUrl"].as_str().unwrap();
    client
        .get(&format!("/share/userInfo?shortUrl={short}&kdtoken={proof}"))
        .await
}

/// 4.17.3.
pub(crate) async fn verify(client: &KooDrive, link: &Value, code: &str) -> Answer {
    let body = json!({"shortUrl": link["shortUrl"], "extractCode": code});
    client.post("/share/verify", &body).await
}

/// 4.17.4; `more` are further fields.
pub(crate) async fn files(client: &KooDrive, link: &Value, more: Value) -> Answer {
    let mut body = json!({"shortUrl": link["shortUrl"], "sortType": 1, "sortDirection": 1});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    client.post("/share/files", &body).await
}

/// 4.17.5.
pub(crate) async fn download(client: &KooDrive, link: &Value, file: &str, proof: &str) -> Answer {
    let body = json!({"shareId": link["shareId"], "fileId": file, "kdtoken": proof});
    client.post("/share/download", &body).await
}

const COMMON: [(&str, Kind); 10] = [
    ("shareId", Kind::Id),
    ("shortUrl", Kind::Text),
    ("shareTime", Kind::Text),
    ("ownerId", Kind::Id),
    ("ownerName", Kind::Text),
    ("permission", Kind::Object),
    ("expireTime", Kind::Text),
    ("expireDate", Kind::Text),
    ("status", Kind::Number),
    ("comment", Kind::Text),
];

const FILE: [(&str, Kind); 9] = [
    ("id", Kind::Text),
    ("fileName", Kind::Text),
    ("fileType", Kind::Text),
    ("parentFolder", Kind::List),
    ("fileSuffix", Kind::Text),
    ("size", Kind::Number),
    ("containers", Kind::List),
    ("editedTime", Kind::Text),
    ("previewUrl", Kind::Text),
];

async fn anybody_visits_a_share_without_logging_in(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let file = person.store("root", "a.txt", b"abc").await;
    let link = person.shared(&[&file], json!({"comment": "hello"})).await;
    visit(&stranger, &link).await.ok();
    let told = info(&stranger, &link, "").await.ok();
    assert_shape("table 4-364", &told["link"], &COMMON);
    assert_eq!(
        (&told["link"]["ownerId"], &told["link"]["expireDate"]),
        (&json!(person.user()), &json!("7"))
    );
    let listed = files(&stranger, &link, json!({})).await.ok();
    assert_shape("table 4-372", &listed["link"], &COMMON);
    let shown = &listed["files"][0];
    assert_shape("table 4-374", shown, &FILE);
    assert_eq!(
        shown["parentFolder"],
        json!([]),
        "nobody learns what is above"
    );
    let preview = shown["previewUrl"].as_str().unwrap();
    assert_eq!(stranger.follow(preview).await.1, "abc");
    let fetched = download(&stranger, &link, &file, "").await.ok();
    let url = fetched["downloadUrl"].as_str().unwrap();
    assert_eq!(stranger.follow(url).await.1, "abc");
    // The whole link does as well as what it says.
    let whole = link["linkUrl"].as_str().unwrap();
    stranger
        .get(&format!("/share/visit?shortUrl={whole}"))
        .await
        .ok();
    // A wrong token is refused where none would have done.
    visit(&stranger.with_token("Bearer+nonsense"), &link)
        .await
        .refused(401, 13_000_202);
    let counted = person.my_shares("").await.ok();
    let counted = &counted["shareLinks"][0];
    assert_eq!(
        (
            &counted["viewCnt"],
            &counted["downloadCnt"],
            &counted["saveCnt"]
        ),
        (&json!(1), &json!(1), &json!(0))
    );
}

async fn nothing_is_told_before_the_code_is_right(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let file = person.store("root", "geheim.txt", b"abc").await;
    let link = person
        .shared(&[&file], json!({"extractCode": "Abcd1234"}))
        .await;
    for proof in ["", "x", "ffffffff-00"] {
        for answer in [
            visit(&stranger, &link).await,
            info(&stranger, &link, proof).await,
            files(&stranger, &link, json!({"kdtoken": proof})).await,
            download(&stranger, &link, &file, proof).await,
        ] {
            let text = answer.text.clone();
            answer.bad(13_000_108);
            for secret in [
                "geheim",
                person.user(),
                &person.name,
                person.container(),
                "Abcd1234",
            ] {
                assert!(!text.contains(secret), "{text}");
            }
        }
    }
    verify(&stranger, &link, "abcd1234").await.bad(13_000_108);
    let proof = verify(&stranger, &link, "Abcd1234").await.ok();
    let proof = proof["kdstoken"].as_str().unwrap();
    info(&stranger, &link, proof).await.ok();
    for name in ["kdtoken", "kdstoken", "kdStoken"] {
        let listed = files(&stranger, &link, json!({name: proof})).await.ok();
        assert_eq!(names(&listed["files"]), ["geheim.txt"]);
    }
    download(&stranger, &link, &file, proof).await.ok();
    // The owner knows the code.
    files(&person, &link, json!({})).await.ok();
    // A proof is of one share.
    let other = person
        .shared(&[&file], json!({"extractCode": "Abcd1234"}))
        .await;
    info(&stranger, &other, proof).await.bad(13_000_108);
    // Another code ends it.
    person
        .change_share(&link, &json!({"validDays": 0, "extractCode": "Wxyz9876"}))
        .await
        .ok();
    info(&stranger, &link, proof).await.bad(13_000_108);
    verify(&stranger, &link, "Abcd1234").await.bad(13_000_108);
    verify(&stranger, &link, "Wxyz9876").await.ok();
}

async fn folders_are_walked_page_by_page(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let folder = person.mkdir("root", "folder").await;
    person.mkdir(&folder, "inner").await;
    for number in 0..6_usize {
        person
            .store(&folder, &format!("file{number}"), &vec![b'x'; 10 - number])
            .await;
    }
    let alone = person.store("root", "alone", b"x").await;
    let link = person.shared(&[&folder, &alone], json!({})).await;
    let top = files(&stranger, &link, json!({"pageSize": 1})).await.ok();
    assert_eq!(names(&top["files"]), ["folder"]);
    let next = json!({"pageSize": 1, "pageCursor": top["nextCursor"]});
    let rest = files(&stranger, &link, next).await.ok();
    assert_eq!(names(&rest["files"]), ["alone"]);
    assert!(rest.get("nextCursor").is_none(), "{rest}");
    for (sort, expected) in [
        (
            1,
            [
                "inner", "file0", "file1", "file2", "file3", "file4", "file5",
            ],
        ),
        (
            2,
            [
                "inner", "file5", "file4", "file3", "file2", "file1", "file0",
            ],
        ),
        (
            4,
            [
                "inner", "file0", "file1", "file2", "file3", "file4", "file5",
            ],
        ),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), json!("0"));
        while !cursor.is_null() {
            let more = json!({"parentFolder": folder, "pageSize": 3, "sortType": sort, "pageCursor": cursor});
            let page = files(&stranger, &link, more).await.ok();
            seen.extend(names(&page["files"]));
            cursor = page["nextCursor"].clone();
        }
        assert_eq!(seen, expected, "sort {sort}");
    }
}

async fn files_of_a_share_are_found_by_name(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let folder = person.mkdir("root", "folder").await;
    for number in 0..6 {
        person.store(&folder, &format!("file{number}"), b"x").await;
    }
    let alone = person.store("root", "alone", b"x").await;
    let link = person.shared(&[&folder, &alone], json!({})).await;
    let found = files(
        &stranger,
        &link,
        json!({"parentFolder": folder, "fileName": "E3"}),
    )
    .await
    .ok();
    assert_eq!(names(&found["files"]), ["file3"]);
    let found = files(&stranger, &link, json!({"fileName": "ALO"}))
        .await
        .ok();
    assert_eq!(names(&found["files"]), ["alone"]);
    for odd in [
        json!({"pageSize": 0}),
        json!({"pageSize": 101}),
        json!({"sortType": 3}),
        json!({"sortDirection": 0}),
        json!({"pageCursor": "x"}),
    ] {
        files(&stranger, &link, odd).await.bad(13_000_102);
    }
    download(&stranger, &link, &folder, "")
        .await
        .bad(13_000_406);
}

async fn a_share_shows_what_is_there_now(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let (folder, outside) = (
        person.mkdir("root", "folder").await,
        person.mkdir("root", "outside").await,
    );
    let file = person.store(&folder, "a", b"a").await;
    let link = person.shared(&[&folder], json!({})).await;
    let within = json!({"parentFolder": folder});
    let later = person.store(&folder, "later", b"later").await;
    let listed = files(&stranger, &link, within.clone()).await.ok();
    assert_eq!(names(&listed["files"]), ["a", "later"]);
    person.move_to(&outside, &[&file]).await;
    download(&stranger, &link, &file, "").await.bad(13_000_309);
    person.recycle(&[&later]).await;
    download(&stranger, &link, &later, "").await.bad(13_000_309);
    assert_eq!(
        files(&stranger, &link, within.clone()).await.ok()["files"],
        json!([])
    );
    // The folder itself may be moved.
    person.move_to(&outside, &[&folder]).await;
    person.restore(&[&later]).await;
    let listed = files(&stranger, &link, within.clone()).await.ok();
    assert_eq!(names(&listed["files"]), ["later"]);
    person.recycle(&[&outside]).await;
    let empty = files(&stranger, &link, json!({})).await.ok();
    assert_eq!(
        (&empty["files"], &empty["link"]["status"]),
        (&json!([]), &json!(1))
    );
    files(&stranger, &link, within).await.bad(13_000_309);
    person.cancel_shares(&[&link]).await.ok();
    visit(&stranger, &link).await.bad(13_000_107);
    download(&stranger, &link, &later, "").await.bad(13_000_107);
}

async fn permissions_hold(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let file = person.store("root", "a.txt", b"abc").await;
    let looking = json!({"permission": {"download": false}});
    let link = person.shared(&[&file], looking).await;
    download(&stranger, &link, &file, "").await.bad(13_000_109);
    let listed = files(&stranger, &link, json!({})).await.ok();
    assert!(listed["files"][0]["previewUrl"].is_string(), "{listed}");
    let taking = json!({"permission": {"preview": "false", "download": true}});
    let link = person.shared(&[&file], taking).await;
    let listed = files(&stranger, &link, json!({})).await.ok();
    assert!(listed["files"][0].get("previewUrl").is_none(), "{listed}");
    assert!(
        listed["files"][0].get("downloadLinks").is_none(),
        "{listed}"
    );
    download(&stranger, &link, &file, "").await.ok();
}

async fn visitors_at_the_same_time_are_all_counted(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let file = person.store("root", "a", b"a").await;
    let link = person.shared(&[&file], json!({})).await;
    let visits = (0..64).map(|_| files(&stranger, &link, json!({"refreshCount": true})));
    let fetches = (0..64).map(|_| download(&stranger, &link, &file, ""));
    let (visits, fetches) = futures_util::future::join(join_all(visits), join_all(fetches)).await;
    for answer in visits.into_iter().chain(fetches) {
        answer.ok();
    }
    files(&stranger, &link, json!({"refreshCount": false}))
        .await
        .ok();
    let listed = person.my_shares("").await.ok();
    let counted = &listed["shareLinks"][0];
    assert_eq!(
        (&counted["viewCnt"], &counted["downloadCnt"]),
        (&json!(64), &json!(64))
    );
}

async fn shares_of_the_tenant_need_a_login(shared: &'static Shared) {
    let (person, colleague) = (shared.person().await, shared.person().await);
    let stranger = shared.stranger();
    let file = person.store("root", "a", b"a").await;
    let link = person.shared(&[&file], json!({"scope": 2})).await;
    visit(&stranger, &link).await.refused(401, 13_000_202);
    download(&stranger, &link, &file, "")
        .await
        .refused(401, 13_000_202);
    visit(&colleague, &link).await.ok();
    download(&colleague, &link, &file, "").await.ok();
}

async fn named_people_groups_and_departments_come_in(shared: &'static Shared) {
    let office = shared.office("shares").await;
    let below = office.found(&office.top, "below").await;
    let (boss, clerk) = (
        office.join(&office.top, "boss", 2).await,
        office.join(&below, "clerk", 2).await,
    );
    let (person, member, nobody) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let group = crate::groups::group(&person, "Shares").await;
    person.add_members(&group, &[member.user()]).await.ok();
    let file = person.store("root", "a", b"a").await;
    let reach = [
        (
            json!({"scope": 3, "deptIds": [office.top]}),
            [true, true, false, false],
        ),
        (
            json!({"scope": 3, "deptIds": [below]}),
            [false, true, false, false],
        ),
        (
            json!({"scope": 3, "groupIds": [group]}),
            [false, false, true, false],
        ),
        (
            json!({"scope": 3, "userIds": [boss.user(), member.user()]}),
            [true, false, true, false],
        ),
    ];
    for (named, meant) in reach {
        let link = person.shared(&[&file], named).await;
        for (somebody, meant) in [&boss, &clerk, &member, &nobody].into_iter().zip(meant) {
            let answers = [
                visit(somebody, &link).await,
                download(somebody, &link, &file, "").await,
            ];
            for answer in answers {
                assert_eq!(
                    answer.code(),
                    if meant { 0 } else { 13_000_109 },
                    "{answer}"
                );
            }
        }
        visit(&person, &link).await.ok();
        visit(&shared.stranger(), &link)
            .await
            .refused(401, 13_000_202);
    }
    // Who leaves the group is out.
    let link = person
        .shared(&[&file], json!({"scope": 3, "groupIds": [group]}))
        .await;
    visit(&member, &link).await.ok();
    person.remove_members(&group, &[member.user()]).await.ok();
    visit(&member, &link).await.bad(13_000_109);
}
