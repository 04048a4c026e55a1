//! 4.13.8: finding files.

use crate::files::names;
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Kind, NewFile, assert_shape};
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both_databases! {
    a_hit_has_all_fields,
    any_part_of_a_name_is_found,
    conditions_can_be_combined,
    pages_of_hits_show_everything_once,
    only_the_right_side_of_the_bin_is_searched,
    folders_limit_the_search,
    searches_that_make_no_sense_are_refused,
    names_that_change_are_found_by_the_new_name,
    others_find_nothing_of_mine,
    teams_are_searched_apart,
}

fn query(filter: Value) -> Value {
    json!({"searchType": "personal", "pageInfo": {"pageSize": 100, "pageCursor": ""}, "filter": filter})
}

/// The names that a search finds, sorted.
async fn found(person: &Person, filter: Value) -> Vec<String> {
    let body = person.search(&query(filter)).await.ok();
    let mut names = names(&body["files"]);
    assert_eq!(body["total"], names.len(), "{body}");
    names.sort();
    names
}

async fn a_hit_has_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "文件夹").await;
    let file = person.store(&folder, "批量任务测试.docx", b"12345").await;
    let body = person.search(&query(json!({"keyWord": "任务"}))).await.ok();
    let fields = [
        ("code", Kind::Number),
        ("msg", Kind::Text),
        ("files", Kind::List),
        ("total", Kind::Number),
    ];
    assert_shape("table 4-284", &body, &fields);
    let hit = &body["files"][0];
    let fields = [
        ("id", Kind::Text),
        ("fileSuffix", Kind::Text),
        ("fileName", Kind::Text),
        ("fileType", Kind::Id),
        ("size", Kind::Id),
        ("updateTime", Kind::Time),
        ("namePath", Kind::Text),
        ("idPath", Kind::Text),
        ("downloadLinks", Kind::List),
        ("containerId", Kind::Text),
        ("containerType", Kind::Id),
        ("favorite", Kind::Flag),
        ("owner", Kind::Text),
    ];
    assert_shape("table 4-285", hit, &fields);
    assert_eq!(
        (&hit["id"], &hit["fileSuffix"], &hit["size"]),
        (&json!(file), &json!(".docx"), &json!("5"))
    );
    assert_eq!(
        (&hit["containerId"], &hit["containerType"]),
        (&json!(person.container()), &json!("1"))
    );
    assert!(
        hit["namePath"]
            .as_str()
            .unwrap()
            .ends_with("/文件夹/批量任务测试.docx"),
        "{hit}"
    );
    assert!(
        hit["idPath"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/{folder}/{file}")),
        "{hit}"
    );
    assert!(
        body.get("nextPageCursor").is_none_or(|next| next == ""),
        "{body}"
    );
}

async fn any_part_of_a_name_is_found(shared: &'static Shared) {
    let person = shared.person().await;
    let names = [
        "会议纪要2026年第1季度.docx",
        "Quarterly Report.PDF",
        "a",
        "éclair",
        "50%_done",
        "tab\u{ad}le",
    ];
    for name in names {
        person.store("root", name, b"x").await;
    }
    let cases: [(&str, &[usize]); 24] = [
        ("会议", &[0]),
        ("议纪", &[0]),
        ("纪要2026", &[0]),
        ("季度", &[0]),
        ("度.docx", &[0]),
        ("季", &[0]),
        ("议要", &[]),
        ("quarterly", &[1]),
        ("REPORT", &[1]),
        ("uarter", &[1]),
        ("ly rep", &[1]),
        (".pdf", &[1]),
        ("Q", &[1]),
        ("reports", &[]),
        ("a", &[1, 2, 3, 5]),
        ("ÉCL", &[3]),
        ("e\u{301}clair", &[3]),
        ("%", &[4]),
        ("_", &[4]),
        ("50%_d", &[4]),
        ("%done", &[]),
        ("2026", &[0]),
        ("*", &[]),
        ("\" OR 1", &[]),
    ];
    for (word, expected) in cases {
        let mut expected: Vec<&str> = expected.iter().map(|at| names[*at]).collect();
        expected.sort_unstable();
        assert_eq!(
            found(&person, json!({"keyWord": word})).await,
            expected,
            "{word}"
        );
    }
    // No word finds everything.
    assert_eq!(
        found(&person, json!({"keyWord": ""})).await.len(),
        names.len()
    );
}

async fn conditions_can_be_combined(shared: &'static Shared) {
    let person = shared.person().await;
    person.mkdir("root", "材料").await;
    for (name, kind, size) in [
        ("材料1.zip", "35", 1000),
        ("材料2.zip", "35", 2000),
        ("材料3.png", "15", 3000),
    ] {
        let mut body = NewFile {
            container: person.container(),
            parent: "root",
            name,
            length: size,
        }
        .body();
        body["fileType"] = json!(kind);
        person
            .upload_as(&body, &vec![1; usize::try_from(size).unwrap()])
            .await;
    }
    let cases = [
        (json!({"keyWord": "材料"}), 4),
        (json!({"keyWord": "材料", "fileType": "35"}), 2),
        (json!({"keyWord": "材料", "fileType": 10}), 1),
        (json!({"fileType": "15"}), 1),
        (json!({"sizeRange": "1000,2000"}), 2),
        (json!({"sizeRang": "1001,"}), 2),
        (json!({"sizeRang": ",1000"}), 1),
        (json!({"keyWord": "材料", "sizeRange": "5000,6000"}), 0),
        (json!({"updateTimeRange": "2000-01-01,2001-01-01"}), 0),
        (json!({"updateTimeRange": "2000-01-01,2999-01-01"}), 4),
        (json!({"updateTimeRange": "2000-01-01,"}), 4),
        (json!({"ownerId": person.user()}), 4),
        (json!({"ownerId": "1505084218764547200"}), 0),
        (json!({"containerId": person.container()}), 4),
        (
            json!({"keyWord": "2", "fileType": "35", "sizeRange": "2000,2000", "ownerId": person.user()}),
            1,
        ),
    ];
    for (filter, count) in cases {
        assert_eq!(
            found(&person, filter.clone()).await.len(),
            count,
            "{filter}"
        );
    }
}

async fn pages_of_hits_show_everything_once(shared: &'static Shared) {
    let person = shared.person().await;
    for number in 0..23_usize {
        person
            .store(
                "root",
                &format!("hit {number:02}.txt"),
                &vec![0; number % 3],
            )
            .await;
    }
    for (sort, direction) in [
        ("fileName", "asc"),
        ("fileName", "desc"),
        ("size", "asc"),
        ("updateTime", "desc"),
        ("createTime", "asc"),
        ("type", "asc"),
    ] {
        let mut seen = Vec::new();
        let mut cursor = json!("");
        loop {
            let mut body = query(json!({"keyWord": "hit"}));
            body["pageInfo"] = json!({"pageSize": 5, "pageCursor": cursor});
            body["sortInfo"] = json!({"sortType": sort, "sortDirection": direction});
            let page = person.search(&body).await.ok();
            assert_eq!(page["total"], 23, "{sort}");
            seen.extend(names(&page["files"]));
            match page.get("nextPageCursor").filter(|next| **next != "") {
                Some(next) => cursor = next.clone(),
                None => break,
            }
            assert!(seen.len() <= 25, "{sort}: it never ends");
        }
        let different: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), different.len()), (23, 23), "{sort}");
        if sort == "fileName" {
            let mut sorted = seen.clone();
            sorted.sort();
            if direction == "desc" {
                sorted.reverse();
            }
            assert_eq!(seen, sorted);
        }
    }
}

async fn only_the_right_side_of_the_bin_is_searched(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "hit folder").await;
    person.store(&folder, "hit below", b"x").await;
    person.store("root", "hit kept", b"x").await;
    person.recycle(&[&folder]).await;
    assert_eq!(
        found(&person, json!({"keyWord": "hit"})).await,
        ["hit kept"]
    );
    let mut body = query(json!({"keyWord": "hit"}));
    body["recycled"] = json!(true);
    let recycled = person.search(&body).await.ok();
    let recycled = names(&recycled["files"]);
    assert!(
        recycled.contains(&"hit folder".to_owned()) && !recycled.contains(&"hit kept".to_owned()),
        "{recycled:?}"
    );
    person.erase(&[&folder]).await;
    assert_eq!(person.search(&body).await.ok()["total"], 0);
}

async fn folders_limit_the_search(shared: &'static Shared) {
    let person = shared.person().await;
    let top = person.mkdir("root", "top").await;
    let middle = person.mkdir(&top, "middle").await;
    person.store("root", "x at root", b"x").await;
    person.store(&top, "x in top", b"x").await;
    person.store(&middle, "x in middle", b"x").await;
    let in_folder = async |parent: &str, recursive: Option<bool>| {
        let mut body = query(
            json!({"keyWord": "x", "containerId": person.container(), "parentFolder": parent}),
        );
        if let Some(recursive) = recursive {
            body["recursived"] = json!(recursive);
        }
        let mut names = names(&person.search(&body).await.ok()["files"]);
        names.sort();
        names
    };
    assert_eq!(in_folder(&top, None).await, ["x in top"]);
    assert_eq!(in_folder(&top, Some(false)).await, ["x in top"]);
    assert_eq!(
        in_folder(&top, Some(true)).await,
        ["x in middle", "x in top"]
    );
    assert_eq!(
        in_folder("root", Some(true)).await,
        ["x at root", "x in middle", "x in top"]
    );
    assert_eq!(in_folder("root", None).await, ["x at root"]);
    assert!(in_folder("sbox", Some(true)).await.is_empty());
}

async fn searches_that_make_no_sense_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let refused = async |change: Value, code: i64| {
        let mut body = query(json!({"keyWord": "x"}));
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        person.search(&body).await.bad(code);
    };
    refused(json!({"searchType": "everything"}), 13_000_413).await;
    refused(json!({"searchType": ""}), 13_000_414).await;
    refused(json!({"searchType": null}), 13_000_414).await;
    refused(json!({"pageInfo": {"pageSize": 0}}), 13_000_102).await;
    refused(json!({"pageInfo": {"pageSize": 101}}), 13_000_102).await;
    refused(
        json!({"pageInfo": {"pageSize": 10, "pageCursor": "nonsense"}}),
        13_000_102,
    )
    .await;
    refused(json!({"sortInfo": {"sortType": "colour"}}), 13_000_102).await;
    refused(json!({"sortInfo": {"sortDirection": "up"}}), 13_000_102).await;
    refused(json!({"filter": {"keyWord": "x".repeat(81)}}), 13_000_102).await;
    refused(json!({"filter": {"parentFolder": "root"}}), 13_000_102).await;
    refused(json!({"filter": {"sizeRange": "1"}}), 13_000_102).await;
    refused(json!({"filter": {"sizeRange": "a,b"}}), 13_000_102).await;
    refused(
        json!({"filter": {"updateTimeRange": "soon,later"}}),
        13_000_102,
    )
    .await;
    refused(json!({"filter": {"ownerId": "somebody"}}), 13_000_102).await;
    refused(json!({"filter": {"fileType": "99"}}), 13_000_102).await;
    refused(json!({"filter": {"containerId": "x"}}), 13_000_301).await;
    assert!(
        found(&person, json!({"keyWord": "长".repeat(80)}))
            .await
            .is_empty()
    );
}

async fn names_that_change_are_found_by_the_new_name(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "旧名字.txt", b"x").await;
    person
        .rename(person.container(), &file, "新称呼.txt", 2)
        .await
        .ok();
    assert!(found(&person, json!({"keyWord": "名字"})).await.is_empty());
    assert_eq!(
        found(&person, json!({"keyWord": "称呼"})).await,
        ["新称呼.txt"]
    );
    let folder = person.mkdir("root", "f").await;
    person.move_to(&folder, &[&file]).await;
    let body = person.search(&query(json!({"keyWord": "称呼"}))).await.ok();
    assert!(
        body["files"][0]["namePath"]
            .as_str()
            .unwrap()
            .ends_with("/f/新称呼.txt"),
        "{body}"
    );
}

async fn others_find_nothing_of_mine(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    person.store("root", "private thing", b"x").await;
    assert!(
        found(&other, json!({"keyWord": "private thing"}))
            .await
            .is_empty()
    );
    let body = query(json!({"keyWord": "private", "containerId": person.container()}));
    other.search(&body).await.bad(13_000_410);
    shared.admin().await.search(&body).await.bad(13_000_410);
}

async fn teams_are_searched_apart(shared: &'static Shared) {
    let person = shared.person().await;
    let department = person.session_auth().await.ok()["data"]["deptId"]
        .as_str()
        .unwrap()
        .to_owned();
    let team = person.space(&department, "0").await.ok()["data"]["containerId"]
        .as_str()
        .unwrap()
        .to_owned();
    let name = format!("teamwork of {}", person.name);
    person.upload(&team, "root", &name, b"x").await;
    assert!(found(&person, json!({"keyWord": name})).await.is_empty());
    let mut body = query(json!({"keyWord": name}));
    body["searchType"] = json!("team");
    let hits = person.search(&body).await.ok();
    assert_eq!(hits["total"], 1, "{hits}");
    assert_shape(
        "of a team",
        &hits["files"][0],
        &[
            ("teamName", Kind::Text),
            ("teamId", Kind::Id),
            ("owner", Kind::Text),
        ],
    );
    assert_eq!(hits["files"][0]["teamId"], department.as_str());
    body["filter"]["containerId"] = json!(person.container());
    person.search(&body).await.bad(13_000_415);
    body["searchType"] = json!("personal");
    body["filter"]["containerId"] = json!(team);
    person.search(&body).await.bad(13_000_418);
}
