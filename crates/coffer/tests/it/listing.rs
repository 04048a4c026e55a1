//! 4.12: lists of files.

use crate::files::{id, names};
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Kind, assert_shape};
use serde_json::{Value, json};

on_both_databases! {
    an_entry_has_all_fields,
    a_file_in_detail_has_all_fields,
    folders_come_first_and_names_are_sorted_as_people_do,
    every_order_goes_both_ways,
    kinds_can_be_asked_for,
    a_file_is_no_folder_to_list,
    an_upload_is_invisible_until_it_is_complete,
}

const USER: [(&str, Kind); 5] = [
    ("category", Kind::Text),
    ("userId", Kind::Text),
    ("displayName", Kind::Text),
    ("me", Kind::Flag),
    ("permissionId", Kind::Id),
];

/// Tables 4-214 and 4-252.
const ATTACHMENT: [(&str, Kind); 4] = [
    ("usage", Kind::Text),
    ("hash", Kind::Digest),
    ("sha256", Kind::Digest),
    ("asset", Kind::Object),
];

#[track_caller]
fn assert_entry(entry: &Value) {
    let fields = [
        ("id", Kind::Text),
        ("fileName", Kind::Text),
        ("fileType", Kind::Id),
        ("mimeType", Kind::Text),
        ("favorite", Kind::Flag),
        ("recycled", Kind::Flag),
        ("parentFolder", Kind::List),
        ("properties", Kind::Object),
        ("containers", Kind::List),
        ("createdTime", Kind::Time),
        ("editedTime", Kind::Time),
        ("owners", Kind::List),
        ("lastEditor", Kind::Object),
        ("fileSuffix", Kind::AnyText),
        ("attachments", Kind::List),
        ("downloadLinks", Kind::List),
        ("userProperties", Kind::Object),
    ];
    assert_shape("table 4-212", entry, &fields);
    assert_shape("table 4-213", &entry["owners"][0], &USER);
    assert_shape("table 4-213", &entry["lastEditor"], &USER);
    assert_eq!(entry["owners"][0]["category"], "drive#user");
    assert_shape(
        "table 4-221",
        &entry["userProperties"],
        &[("properties", Kind::Object)],
    );
}

#[track_caller]
fn assert_attachment(attachment: &Value) {
    assert_shape("table 4-214", attachment, &ATTACHMENT);
    assert_shape(
        "table 4-215",
        &attachment["asset"],
        &[("resource", Kind::Object), ("mimeType", Kind::Text)],
    );
    let object = &attachment["asset"]["resource"]["object"];
    assert_shape(
        "table 4-217",
        object,
        &[
            ("id", Kind::Text),
            ("start", Kind::Number),
            ("downloadUrl", Kind::Object),
        ],
    );
    assert_shape(
        "table 4-219",
        &object["downloadUrl"],
        &[("url", Kind::Text), ("method", Kind::Text)],
    );
}

const LISTING: [(&str, Kind); 5] = [
    ("category", Kind::Text),
    ("searchCompleted", Kind::Flag),
    ("files", Kind::List),
    ("code", Kind::Number),
    ("msg", Kind::Text),
];

async fn an_entry_has_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    person
        .store("root", "图.png", &crate::pictures::png(300, 200))
        .await;
    let listed = person.listing("0", "root", json!({})).await;
    assert_shape("table 4-211", &listed, &LISTING);
    assert_eq!(listed["category"], "drive#fileList");
    assert!(listed.get("nextCursor").is_none(), "{listed}");
    for entry in listed["files"].as_array().unwrap() {
        assert_entry(entry);
        assert_eq!(entry["recycled"], false);
        assert_eq!(entry["containers"], json!([person.container()]));
        assert_eq!(
            entry["parentFolder"],
            json!([person.space["bizRootFileId"]])
        );
        assert_eq!(entry["owners"][0]["me"], true);
        assert_eq!(entry["owners"][0]["permissionId"], person.user());
    }
    let (made, file) = (&listed["files"][0], &listed["files"][1]);
    assert_eq!(
        (&made["id"], &made["fileType"], &made["fileSuffix"]),
        (&json!(folder), &json!("10"), &json!(""))
    );
    assert_eq!(made["mimeType"], "application/vnd.huawei-apps.folder");
    assert_eq!(
        (&file["fileSuffix"], &file["mimeType"]),
        (&json!(".png"), &json!("image/png"))
    );
    assert_shape("a file", file, &[("size", Kind::Number)]);
    assert_attachment(&file["attachments"][0]);
}

const DETAIL: [(&str, Kind); 17] = [
    ("id", Kind::Text),
    ("fileName", Kind::Text),
    ("fileType", Kind::Id),
    ("mimeType", Kind::Text),
    ("recycled", Kind::Flag),
    ("parentFolder", Kind::List),
    ("properties", Kind::Object),
    ("containers", Kind::List),
    ("createdTime", Kind::Time),
    ("editedTime", Kind::Time),
    ("owners", Kind::List),
    ("lastEditor", Kind::Object),
    ("fileSuffix", Kind::AnyText),
    ("size", Kind::Number),
    ("attachments", Kind::List),
    ("code", Kind::Number),
    ("msg", Kind::Text),
];

const ASSET: [(&str, Kind); 9] = [
    ("id", Kind::Text),
    ("versionId", Kind::Text),
    ("version", Kind::Number),
    ("mimeType", Kind::Text),
    ("state", Kind::Number),
    ("createdTime", Kind::Time),
    ("modifiedTime", Kind::Time),
    ("resource", Kind::Object),
    ("attributes", Kind::Object),
];

async fn a_file_in_detail_has_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let content = b"what it says";
    let file = person.store("root", "说明.txt", content).await;
    let detail = person.details(&file).await;
    assert_shape("table 4-250", &detail, &DETAIL);
    assert_shape("table 4-251", &detail["owners"][0], &USER);
    assert_eq!(detail["size"], content.len());
    assert_eq!(detail["id"], file.as_str());
    let attachment = &detail["attachments"][0];
    assert_shape("table 4-252", attachment, &ATTACHMENT);
    assert_eq!(attachment["sha256"], coffer_testkit::sha256_hex(content));
    let asset = &attachment["asset"];
    assert_shape("table 4-253", asset, &ASSET);
    let fields = [
        ("id", Kind::Text),
        ("length", Kind::Number),
        ("sha256", Kind::Digest),
    ];
    assert_shape("table 4-254", &asset["resource"], &fields);
    // The table has an array `objects`, the example an object `object`: both are served.
    let objects = [
        &asset["resource"]["objects"][0],
        &asset["resource"]["object"],
    ];
    for object in objects {
        assert_shape(
            "table 4-255",
            object,
            &[
                ("id", Kind::Text),
                ("start", Kind::Number),
                ("downloadUrl", Kind::Object),
            ],
        );
        let url = object["downloadUrl"]["url"].as_str().unwrap();
        assert_eq!(person.follow(url).await.1, content.as_slice());
    }
    let folder = person.mkdir("root", "folder").await;
    let detail = person.details(&folder).await;
    assert_eq!(
        (&detail["fileType"], &detail["attachments"]),
        (&json!("10"), &json!([]))
    );
}

pub(crate) async fn sorted(person: &Person, sort: u32, direction: u32) -> Vec<String> {
    let listed = person
        .listing(
            "0",
            "root",
            json!({"sortInfo": {"sortType": sort, "sortDirection": direction}}),
        )
        .await;
    names(&listed["files"])
}

async fn folders_come_first_and_names_are_sorted_as_people_do(shared: &'static Shared) {
    let person = shared.person().await;
    for name in ["文件10", "文件2", "b", "a"] {
        person.mkdir("root", name).await;
    }
    for name in [
        "张三.txt",
        "李四.txt",
        "file10.txt",
        "File2.txt",
        "file1.txt",
        "0.txt",
    ] {
        person.store("root", name, b"x").await;
    }
    // Chinese before Latin, by pinyin; numbers by value.
    let ascending = [
        "文件2",
        "文件10",
        "a",
        "b",
        "0.txt",
        "李四.txt",
        "张三.txt",
        "file1.txt",
        "File2.txt",
        "file10.txt",
    ];
    assert_eq!(person.names("root").await, ascending);
    let (mut folders, mut files) = (ascending[..4].to_vec(), ascending[4..].to_vec());
    folders.reverse();
    files.reverse();
    assert_eq!(sorted(&person, 1, 2).await, [folders, files].concat());
}

async fn every_order_goes_both_ways(shared: &'static Shared) {
    let person = shared.person().await;
    for (name, size) in [("c.txt", 30), ("a.zip", 10), ("b.png", 20)] {
        person.store("root", name, &vec![7; size]).await;
    }
    let file = id(&person.entries("root").await[1]);
    for (sort, ascending) in [
        (2, ["a.zip", "b.png", "c.txt"]),
        (3, ["c.txt", "a.zip", "b.png"]),
        (4, ["c.txt", "a.zip", "b.png"]),
    ] {
        let mut descending = ascending;
        descending.reverse();
        assert_eq!(sorted(&person, sort, 1).await, ascending, "order {sort}");
        assert_eq!(sorted(&person, sort, 2).await, descending, "order {sort}");
    }
    let by_kind = sorted(&person, 6, 1).await;
    let mut turned = sorted(&person, 6, 2).await;
    turned.reverse();
    assert_eq!(by_kind, turned);
    // The time of recycling orders the recycle bin, newest first when nothing is said.
    person.recycle(&[&file]).await;
    let other = id(&person.entries("root").await[0]);
    person.recycle(&[&other]).await;
    let newest_first = person.bin().await;
    assert_eq!(newest_first.len(), 2);
    let oldest_first = person
        .listing(
            "1",
            "root",
            json!({"sortInfo": {"sortType": 5, "sortDirection": 1}}),
        )
        .await;
    let mut turned = names(&oldest_first["files"]);
    turned.reverse();
    assert_eq!(turned, newest_first);
    for wrong in [
        json!({"sortType": 0}),
        json!({"sortType": 7}),
        json!({"sortType": 5}),
        json!({"sortDirection": 3}),
        json!({"sortType": "name"}),
    ] {
        let body =
            json!({"containerId": person.container(), "parentFileId": "root", "sortInfo": wrong});
        person.list("0", &body).await.bad(13_000_102);
    }
}

async fn kinds_can_be_asked_for(shared: &'static Shared) {
    let person = shared.person().await;
    person.mkdir("root", "folder").await;
    let kinds = [
        ("a.png", "15"),
        ("b.mp4", "20"),
        ("c.docx", "26"),
        ("d.xlsx", "27"),
        ("e.pptx", "28"),
        ("f.mp3", "30"),
        ("g.zip", "35"),
        ("h.exe", "40"),
        ("i.unknown", "45"),
    ];
    for (name, _) in kinds {
        let mut body = coffer_testkit::NewFile {
            container: person.container(),
            parent: "root",
            name,
            length: 1,
        }
        .body();
        body.as_object_mut().unwrap().remove("fileType");
        person.upload_as(&body, b"x").await;
    }
    for (name, kind) in kinds.into_iter().chain([("folder", "10")]) {
        let listed = person.listing("0", "root", json!({"fileType": kind})).await;
        assert_eq!(names(&listed["files"]), [name], "kind {kind}");
        assert_eq!(listed["files"][0]["fileType"], kind);
    }
    for wrong in ["0", "11", "99", "x"] {
        let body =
            json!({"containerId": person.container(), "parentFileId": "root", "fileType": wrong});
        person.list("0", &body).await.bad(13_000_102);
    }
    // A kind that is given is kept.
    let mut body = coffer_testkit::NewFile {
        container: person.container(),
        parent: "root",
        name: "j.txt",
        length: 1,
    }
    .body();
    body["fileType"] = json!("20");
    let file = person.upload_as(&body, b"x").await;
    assert_eq!(person.details(&file).await["fileType"], "20");
}

async fn a_file_is_no_folder_to_list(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let folder = person.mkdir("root", "gone").await;
    person.erase(&[&folder]).await;
    for parent in [file.as_str(), folder.as_str(), "nowhere", ""] {
        let body = json!({"containerId": person.container(), "parentFileId": parent});
        let answer = person.list("0", &body).await;
        let code = answer.code();
        assert!(
            [13_000_304, 13_000_102, 13_000_309].contains(&code),
            "{answer}"
        );
        answer.bad(code);
    }
}

async fn an_upload_is_invisible_until_it_is_complete(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let body = coffer_testkit::NewFile {
        container,
        parent: "root",
        name: "a",
        length: 3,
    }
    .body();
    let created = person.create(&body).await.ok();
    let file = created["fileId"].as_str().unwrap();
    let is_invisible = async || {
        assert!(person.names("root").await.is_empty());
        person.detail(container, file).await.bad(13_000_309);
        person.path(container, file).await.bad(13_000_309);
        person.rename(container, file, "b", 2).await.bad(13_000_309);
        let links = person.download_links(container, &[file]).await.ok();
        assert_eq!(links["downloads"][0]["code"], "13000309");
        assert_eq!(person.used().await, 0);
    };
    is_invisible().await;
    person
        .put_parts(&bytes::Bytes::from_static(b"abc"), &created)
        .await;
    is_invisible().await;
    person.complete(file).await.ok();
    assert_eq!(person.names("root").await, ["a"]);
    assert_eq!(person.used().await, 3);
}
