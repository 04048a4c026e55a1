//! Names of files and folders, and what happens when they clash.

use crate::files::id;
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Kind, NewFile, assert_shape};
use serde_json::json;

on_both_databases! {
    a_new_folder_has_all_fields,
    names_are_kept_as_they_are,
    names_that_may_not_be_are_refused,
    names_are_compared_without_case_and_composition,
    a_clash_is_refused_with_the_id_of_the_other,
    a_clash_appends_the_time,
    the_same_content_under_the_same_name_exists,
    renaming_follows_the_same_rules,
    a_file_keeps_its_place_in_its_own_way,
    folders_nest_to_a_depth_of_thirty,
    folders_have_descriptions_and_times,
    the_way_to_a_file_is_told,
}

async fn a_new_folder_has_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let body = json!({"containerId": person.container(), "fileName": "ttgg", "fileType": "10"});
    let made = person.create_folder(&body).await.ok();
    let fields = [
        ("id", Kind::Text),
        ("fileName", Kind::Text),
        ("mimeType", Kind::Text),
        ("code", Kind::Number),
        ("msg", Kind::Text),
    ];
    assert_shape("4.13.2", &made, &fields);
    assert_eq!(made["fileName"], "ttgg");
    assert_eq!(made["mimeType"], "application/vnd.huawei-apps.folder");
    // Without a parent it is made in the root.
    assert_eq!(person.names("root").await, ["ttgg"]);
    assert_eq!(
        person.details(&id(&made)).await["parentFolder"][0],
        person.space["bizRootFileId"]
    );
}

async fn names_are_kept_as_they_are(shared: &'static Shared) {
    let person = shared.person().await;
    let longest = "长".repeat(250);
    let kept = [
        "会议资料",
        "Mixed Case.TXT",
        "e\u{301}t\u{e9}",
        "a.b.c",
        ".hidden",
        "no extension.",
        "😀.png",
        "it's (1) [2] {3} #%&+=@!,;~`^$",
        longest.as_str(),
        "   inner   blanks",
        "한글",
        "العربية",
    ];
    for name in kept {
        let made = person.folder(person.container(), "root", name).await.ok();
        assert_eq!(made["fileName"], name.trim());
    }
    let names = person.names("root").await;
    assert_eq!(names.len(), kept.len());
    for name in kept {
        assert!(names.iter().any(|known| known == name.trim()), "{name}");
    }
    // Blanks at the ends are cut.
    let made = person
        .folder(person.container(), "root", " \t outer \u{3000}")
        .await
        .ok();
    assert_eq!(made["fileName"], "outer");
    person
        .folder(person.container(), "root", "outer")
        .await
        .bad(13_000_405);
    // 250 characters count behind the cut.
    let padded = format!("  {}  ", "x".repeat(250));
    assert_eq!(
        person
            .folder(person.container(), "root", &padded)
            .await
            .ok()["fileName"],
        padded.trim()
    );
}

async fn names_that_may_not_be_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let file = person.store("root", "a", b"a").await;
    let mut wrong: Vec<String> = "<>:\"*?/\\|".chars().map(|c| format!("a{c}b")).collect();
    wrong.extend(
        [
            "", " ", ".", "..", " .. ", "a\u{0}b", "a\nb", "\u{7f}", "a\u{85}b",
        ]
        .map(str::to_owned),
    );
    for name in &wrong {
        let empty = name.trim().is_empty();
        let create = NewFile {
            container,
            parent: "root",
            name,
            length: 1,
        }
        .body();
        for answer in [
            person.folder(container, "root", name).await,
            person.rename(container, &file, name, 2).await,
            person.create(&create).await,
        ] {
            assert!(
                answer.code() == 13_000_419 || empty && answer.code() == 13_000_102,
                "{name:?}: {answer}"
            );
            assert_eq!(answer.status, 400);
        }
    }
    for long in ["长".repeat(251), "x".repeat(100_000)] {
        person
            .folder(container, "root", &long)
            .await
            .bad(13_000_417);
        person
            .rename(container, &file, &long, 2)
            .await
            .bad(13_000_417);
    }
    assert_eq!(person.names("root").await, ["a"]);
}

async fn names_are_compared_without_case_and_composition(shared: &'static Shared) {
    let person = shared.person().await;
    for (first, second) in [
        ("Report.TXT", "rEPORT.txt"),
        ("\u{e9}t\u{e9}", "e\u{301}te\u{301}"),
        ("STRASSE", "straße"),
        ("ΟΔΟΣ", "οδος"),
    ] {
        let made = person.folder(person.container(), "root", first).await.ok();
        let refused = person
            .folder(person.container(), "root", second)
            .await
            .bad(13_000_405);
        assert_eq!(
            refused["error"]["errorData"]["conflictFileId"], made["id"],
            "{first} {second}"
        );
    }
    // These differ.
    for name in ["资料", "資料", "ä", "a", "文件1", "文件１"] {
        person.mkdir("root", name).await;
    }
}

async fn a_clash_is_refused_with_the_id_of_the_other(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let folder = person.mkdir("root", "taken").await;
    let refused = person
        .folder(container, "root", "taken")
        .await
        .bad(13_000_405);
    assert_eq!(
        refused["error"]["errorData"]["conflictFileId"],
        folder.as_str()
    );
    assert!(
        refused["msg"].as_str().unwrap().contains("taken"),
        "{refused}"
    );
    // A file and a folder of one name clash, too.
    let body = NewFile {
        container,
        parent: "root",
        name: "TAKEN",
        length: 1,
    }
    .body();
    let refused = person.create(&body).await.bad(13_000_405);
    assert_eq!(
        refused["error"]["errorData"]["conflictFileId"],
        folder.as_str()
    );
    let other = person.mkdir("root", "other").await;
    let refused = person
        .rename(container, &other, "taken", 3)
        .await
        .bad(13_000_405);
    assert_eq!(
        refused["error"]["errorData"]["conflictFileId"],
        folder.as_str()
    );
    for mode in [0, 1, 5, 99] {
        person
            .rename(container, &other, "free", mode)
            .await
            .bad(13_000_102);
    }
    assert_eq!(person.names("root").await, ["other", "taken"]);
}

/// The stem, `_yyyyMMdd_HHmmss`, perhaps a counter, the suffix.
#[track_caller]
fn assert_stamped(name: &str, stem: &str, suffix: &str) {
    let rest = name
        .strip_prefix(stem)
        .and_then(|rest| rest.strip_suffix(suffix));
    let rest = rest.unwrap_or_else(|| panic!("{name} is not {stem}…{suffix}"));
    let pattern: String = rest
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    assert!(pattern.starts_with("_00000000_000000"), "{name}");
    let counter = &pattern["_00000000_000000".len()..];
    assert!(counter.is_empty() || counter.starts_with("_0"), "{name}");
}

async fn a_clash_appends_the_time(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    person.store("root", "报告.tar.gz", b"1").await;
    let mut body = NewFile {
        container,
        parent: "root",
        name: "报告.tar.gz",
        length: 1,
    }
    .body();
    body["autoRename"] = json!(2);
    let mut names = Vec::new();
    for content in [b"2", b"3", b"4"] {
        let file = person.upload_as(&body, content).await;
        let detail = person.details(&file).await;
        let name = detail["fileName"].as_str().unwrap().to_owned();
        assert_stamped(&name, "报告.tar", ".gz");
        names.push(name);
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3, "{names:?}");
    // The answer to the first step names it as well.
    let created = person.create(&body).await.ok();
    assert_stamped(created["fileName"].as_str().unwrap(), "报告.tar", ".gz");
    let mut folder =
        json!({"containerId": container, "fileName": "f", "fileType": "10", "renameMode": 2});
    assert_eq!(person.create_folder(&folder).await.ok()["fileName"], "f");
    assert_stamped(
        person.create_folder(&folder).await.ok()["fileName"]
            .as_str()
            .unwrap(),
        "f",
        "",
    );
    // A name of full length is shortened to make room.
    let long = format!("{}.txt", "长".repeat(246));
    folder["fileName"] = json!(long);
    person.create_folder(&folder).await.ok();
    let second = person.create_folder(&folder).await.ok()["fileName"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(second.chars().count(), 250);
    assert_stamped(&second, &"长".repeat(230), ".txt");
}

async fn the_same_content_under_the_same_name_exists(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let content = b"the same content".as_slice();
    let file = person.store("root", "same.txt", content).await;
    let mut body = NewFile {
        container,
        parent: "root",
        name: "Same.txt",
        length: content.len() as u64,
    }
    .body();
    body["autoRename"] = json!(4);
    body["sha256"] = json!(coffer_testkit::sha256_hex(content));
    let answer = person.create(&body).await.ok();
    assert_eq!(answer["exist"], true, "{answer}");
    assert_eq!(answer["fileId"], file.as_str());
    assert!(answer.get("uploadId").is_none(), "{answer}");
    assert_eq!(person.names("root").await, ["same.txt"]);
    // Other content, or content of which nothing is known, gets another name.
    body["sha256"] = json!(coffer_testkit::sha256_hex(b"other"));
    let answer = person.create(&body).await.ok();
    assert_eq!(answer["exist"], false);
    assert_stamped(answer["fileName"].as_str().unwrap(), "Same", ".txt");
    body.as_object_mut().unwrap().remove("sha256");
    assert_eq!(person.create(&body).await.ok()["exist"], false);
    for mode in [0, 1, 5] {
        body["autoRename"] = json!(mode);
        person.create(&body).await.bad(13_000_102);
    }
}

async fn renaming_follows_the_same_rules(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let file = person.store("root", "a.txt", b"a").await;
    let other = person.store("root", "b.txt", b"b").await;
    let body = person.rename(container, &file, "下载.png", 2).await.ok();
    assert_shape(
        "4.13.6",
        &body,
        &[("code", Kind::Number), ("msg", Kind::Text)],
    );
    let detail = person.details(&file).await;
    assert_eq!(detail["fileName"], "下载.png");
    assert_eq!(detail["fileSuffix"], ".png");
    // The capitals of its own name can be changed.
    person.rename(container, &other, "B.TXT", 3).await.ok();
    assert_eq!(person.details(&other).await["fileName"], "B.TXT");
    person
        .rename(container, &file, "b.txt", 3)
        .await
        .bad(13_000_405);
    person.rename(container, &file, "b.txt", 2).await.ok();
    assert_stamped(
        person.details(&file).await["fileName"].as_str().unwrap(),
        "b",
        ".txt",
    );
    // A root has no name to change.
    let root = person.space["bizRootFileId"].as_str().unwrap();
    for id in ["root", "sbox", root] {
        assert_ne!(
            person.rename(container, id, "x", 2).await.status,
            200,
            "{id}"
        );
    }
}

async fn a_file_keeps_its_place_in_its_own_way(shared: &'static Shared) {
    let person = shared.person().await;
    // The same name in two folders, and again after the first was thrown away.
    let folder = person.mkdir("root", "folder").await;
    person.mkdir(&folder, "folder").await;
    person.mkdir("sbox", "folder").await;
    person.recycle(&[&folder]).await;
    person.mkdir("root", "folder").await;
    assert_eq!(person.names("root").await, ["folder"]);
    assert_eq!(person.names("sbox").await, ["folder"]);
}

async fn folders_nest_to_a_depth_of_thirty(shared: &'static Shared) {
    let person = shared.person().await;
    let mut parent = "root".to_owned();
    for depth in 1..=30 {
        parent = person.mkdir(&parent, &format!("{depth}")).await;
    }
    person
        .folder(person.container(), &parent, "31")
        .await
        .bad(13_000_310);
    // It holds files all the same.
    let file = person.store(&parent, "file", b"deep").await;
    assert_eq!(person.fetch(&file).await, b"deep");
    // A folder that has folders below fits less deep, until they are gone for good.
    let top = person.mkdir("root", "top").await;
    let below = person.mkdir(&top, "below").await;
    let ways = person.path(person.container(), &parent).await.ok();
    let ids: Vec<&str> = ways["fileIdPath"]
        .as_str()
        .unwrap()
        .split('/')
        .filter(|id| !id.is_empty())
        .collect();
    let (at_28, at_29) = (ids[28], ids[29]);
    let refused = person.move_to(at_29, &[&top]).await;
    crate::files::assert_refused(&refused, "13000310");
    crate::files::assert_done(&person.move_to(at_28, &[&top]).await);
    crate::files::assert_done(&person.erase(&[&below]).await);
    crate::files::assert_done(&person.move_to(at_29, &[&top]).await);
}

async fn folders_have_descriptions_and_times(shared: &'static Shared) {
    let person = shared.person().await;
    let mut body = json!({
        "containerId": person.container(), "fileName": "old", "fileType": "10",
        "createdTime": "2020-05-18T01:43:49.123Z", "editedTime": "2021-06-19T02:44:50Z", "description": "x".repeat(512),
    });
    let made = person.create_folder(&body).await.ok();
    let detail = person.details(&id(&made)).await;
    assert_eq!(detail["createdTime"], "2020-05-18T01:43:49.123Z");
    assert_eq!(detail["editedTime"], "2021-06-19T02:44:50.000Z");
    body["fileName"] = json!("new");
    for (name, wrong) in [
        ("createdTime", json!("yesterday")),
        ("createdTime", json!("2020-13-40T99:00:00Z")),
        ("editedTime", json!("0")),
        ("description", json!("x".repeat(513))),
        ("renameMode", json!(4)),
        ("renameMode", json!("x")),
        ("parentFolder", json!([1, {}])),
    ] {
        let mut body = body.clone();
        body[name] = wrong;
        person.create_folder(&body).await.bad(13_000_102);
    }
    body["fileType"] = json!("45");
    person.create_folder(&body).await.bad(13_000_102);
}

async fn the_way_to_a_file_is_told(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "007").await;
    let inner = person.mkdir(&folder, "批量").await;
    let file = person.store(&inner, "任务.txt", b"x").await;
    let body = person.path(person.container(), &file).await.ok();
    let fields = [
        ("code", Kind::Number),
        ("msg", Kind::Text),
        ("fileIdPath", Kind::Text),
        ("namePath", Kind::Text),
        ("filePath", Kind::Text),
    ];
    assert_shape("4.13.9", &body, &fields);
    let root = person.space["bizRootFileId"].as_str().unwrap();
    assert_eq!(
        body["fileIdPath"],
        format!("/{root}/{folder}/{inner}/{file}")
    );
    assert_eq!(body["filePath"], body["fileIdPath"]);
    let names = body["namePath"].as_str().unwrap();
    assert!(names.ends_with("/007/批量/任务.txt"), "{names}");
    // A path of ids is as good as an id where a folder is wanted.
    let way = format!("/{root}/{folder}/{inner}");
    person.mkdir(&way, "by path").await;
    assert_eq!(person.names(&inner).await, ["by path", "任务.txt"]);
}
