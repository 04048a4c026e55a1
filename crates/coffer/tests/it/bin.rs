//! The recycle bin: throwing away, getting back, erasing; and moving.

use crate::files::{assert_done, assert_refused, id};
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Kind, assert_shape, eventually};
use serde_json::{Value, json};

on_both_databases! {
    a_job_has_all_fields,
    what_is_thrown_away_is_in_the_bin,
    what_is_restored_is_in_its_old_place,
    what_has_no_old_place_goes_to_the_root,
    what_clashes_is_restored_under_another_name,
    what_is_erased_gives_its_room_back,
    emptying_the_bin_erases_everything_in_it,
    a_tree_moves_as_a_whole,
    nothing_moves_into_itself,
    moving_renames_what_clashes,
    moving_has_to_have_a_target,
    a_batch_does_what_it_can,
    jobs_that_make_no_sense_are_refused,
    erasing_needs_no_bin,
    many_files_move_at_once,
}

const JOB: [(&str, Kind); 15] = [
    ("taskId", Kind::Id),
    ("taskName", Kind::Text),
    ("userId", Kind::Text),
    ("taskType", Kind::Number),
    ("actionType", Kind::Number),
    ("status", Kind::Number),
    ("taskResultCode", Kind::Number),
    ("resultCode", Kind::Number),
    ("progress", Kind::Number),
    ("contentNum", Kind::Number),
    ("containerId", Kind::Text),
    ("tenantId", Kind::Id),
    ("beginTime", Kind::CompactTime),
    ("endTime", Kind::CompactTime),
    ("createTime", Kind::CompactTime),
];

const ITEM: [(&str, Kind); 8] = [
    ("id", Kind::Text),
    ("fileId", Kind::Text),
    ("status", Kind::Id),
    ("srcContainerId", Kind::Text),
    ("resultCode", Kind::Id),
    ("resultDesc", Kind::Text),
    ("tenantId", Kind::Id),
    ("createTime", Kind::CompactTime),
];

async fn a_job_has_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let answer = person
        .start_job(2, 201, person.container(), "", &[&file])
        .await
        .ok();
    assert_shape(
        "table 4-168",
        &answer,
        &[
            ("code", Kind::Number),
            ("msg", Kind::Text),
            ("data", Kind::Id),
        ],
    );
    let id = answer["data"].as_str().unwrap();
    let job = eventually("the job ends", async || {
        let job = person.job(id).await.ok();
        (job["data"]["jobInfo"]["status"] == 2).then_some(job)
    })
    .await;
    assert_shape(
        "table 4-175",
        &job["data"],
        &[("jobInfo", Kind::Object), ("taskInfos", Kind::List)],
    );
    let info = &job["data"]["jobInfo"];
    assert_shape("table 4-176", info, &JOB);
    assert_eq!(
        (&info["taskId"], &info["taskType"], &info["actionType"]),
        (&json!(id), &json!(2), &json!(201))
    );
    assert_eq!(
        (
            &info["progress"],
            &info["contentNum"],
            &info["taskResultCode"]
        ),
        (&json!(100), &json!(1), &json!(1))
    );
    assert_shape("table 4-177", &job["data"]["taskInfos"][0], &ITEM);
}

async fn what_is_thrown_away_is_in_the_bin(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    let inner = person.store(&folder, "inner", b"inner").await;
    let file = person.store("root", "file", b"file").await;
    let safe = person.store("sbox", "safe", b"safe").await;
    for id in [&folder, &file, &safe] {
        assert_done(&person.recycle(&[id]).await);
    }
    assert!(person.names("root").await.is_empty() && person.names("sbox").await.is_empty());
    let mut bin = person.bin().await;
    bin.sort();
    assert_eq!(bin, ["file", "folder"], "tops only, of the plain part");
    let of_safe = person.listing("1", "sbox", json!({})).await;
    assert_eq!(crate::files::names(&of_safe["files"]), ["safe"]);
    let listed = person.listing("1", "root", json!({})).await;
    for entry in listed["files"].as_array().unwrap() {
        assert_eq!(entry["recycled"], true);
        assert_shape("in the bin", entry, &[("recycledTime", Kind::Time)]);
    }
    assert_eq!(person.details(&inner).await["recycled"], true);
    // A folder in the bin can be looked into.
    let inside = person.listing("1", &folder, json!({})).await;
    assert_eq!(crate::files::names(&inside["files"]), ["inner"]);
}

async fn what_is_restored_is_in_its_old_place(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    let tree = person.mkdir(&folder, "tree").await;
    let leaf = person.store(&tree, "leaf", b"leaf").await;
    person.recycle(&[&tree]).await;
    assert!(person.names(&folder).await.is_empty());
    assert_done(&person.restore(&[&tree]).await);
    assert_eq!(person.names(&folder).await, ["tree"]);
    assert_eq!(person.details(&leaf).await["recycled"], false);
    assert_eq!(person.fetch(&leaf).await, b"leaf");
    assert!(person.bin().await.is_empty());
    // A part of it that was thrown away before stays there.
    person.recycle(&[&leaf]).await;
    person.recycle(&[&tree]).await;
    person.restore(&[&tree]).await;
    assert!(person.names(&tree).await.is_empty());
    assert_eq!(person.bin().await, ["leaf"]);
}

async fn what_has_no_old_place_goes_to_the_root(shared: &'static Shared) {
    let person = shared.person().await;
    let recycled = person.mkdir("root", "recycled").await;
    let file = person.store(&recycled, "file", b"1").await;
    let folder = person.mkdir(&recycled, "folder").await;
    person.recycle(&[&file, &folder]).await;
    person.recycle(&[&recycled]).await;
    assert_done(&person.restore(&[&file, &folder]).await);
    assert_eq!(person.names("root").await, ["folder", "file"]);
    assert_eq!(person.fetch(&file).await, b"1");
    // In the safe, its root.
    let recycled = person.mkdir("sbox", "recycled").await;
    let file = person.store(&recycled, "file", b"2").await;
    person.recycle(&[&file]).await;
    person.recycle(&[&recycled]).await;
    assert_done(&person.restore(&[&file]).await);
    assert_eq!(person.names("sbox").await, ["file"]);
}

async fn what_clashes_is_restored_under_another_name(shared: &'static Shared) {
    let person = shared.person().await;
    let old = person.store("root", "name.txt", b"old").await;
    person.recycle(&[&old]).await;
    let new = person.store("root", "Name.txt", b"new").await;
    assert_done(&person.restore(&[&old]).await);
    let name = person.details(&old).await["fileName"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        name.starts_with("name_") && name.ends_with(".txt"),
        "{name}"
    );
    assert_eq!(person.fetch(&old).await, b"old");
    assert_eq!(person.fetch(&new).await, b"new");
}

async fn what_is_erased_gives_its_room_back(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    let deep = person.mkdir(&folder, "deep").await;
    for number in 0..5_usize {
        person
            .store(&deep, &number.to_string(), &vec![1; 100 + number])
            .await;
    }
    let kept = person.store("root", "kept", &[2; 50]).await;
    assert_eq!(person.used().await, 560);
    person.recycle(&[&folder]).await;
    assert_eq!(person.used().await, 560);
    assert_done(&person.erase(&[&folder]).await);
    person
        .detail(person.container(), &folder)
        .await
        .bad(13_000_309);
    person
        .detail(person.container(), &deep)
        .await
        .bad(13_000_309);
    assert!(person.bin().await.is_empty());
    person.wait_for_used(50).await;
    assert_eq!(person.fetch(&kept).await, [2; 50]);
    assert_refused(&person.restore(&[&folder]).await, "13000309");
}

async fn emptying_the_bin_erases_everything_in_it(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    person.store(&folder, "inner", &[1; 10]).await;
    let file = person.store("root", "file", &[2; 20]).await;
    let safe = person.store("sbox", "safe", &[3; 40]).await;
    let kept = person.store("root", "kept", &[4; 80]).await;
    person.recycle(&[&folder, &file, &safe]).await;
    let body = person.empty_bin(person.container()).await.ok();
    assert_shape(
        "table 4-278",
        &body,
        &[("code", Kind::Number), ("msg", Kind::Text)],
    );
    person.wait_for_used(80).await;
    assert!(person.bin().await.is_empty());
    assert_eq!(
        person.listing("1", "sbox", json!({})).await["files"],
        json!([])
    );
    assert_eq!(person.fetch(&kept).await, [4; 80]);
    // An empty one can be emptied.
    person.empty_bin(person.container()).await.ok();
    // What is thrown away later is not erased with it.
    person.recycle(&[&kept]).await;
    assert_done(&person.restore(&[&kept]).await);
}

async fn a_tree_moves_as_a_whole(shared: &'static Shared) {
    let person = shared.person().await;
    let from = person.mkdir("root", "from").await;
    let to = person.mkdir("root", "to").await;
    let tree = person.mkdir(&from, "tree").await;
    let leaf = person.store(&tree, "leaf", b"leaf").await;
    assert_done(&person.move_to(&to, &[&tree]).await);
    assert!(person.names(&from).await.is_empty());
    assert_eq!(person.names(&to).await, ["tree"]);
    assert_eq!(person.details(&tree).await["parentFolder"], json!([to]));
    let way = person.path(person.container(), &leaf).await.ok();
    assert!(
        way["namePath"].as_str().unwrap().ends_with("/to/tree/leaf"),
        "{way}"
    );
    assert_eq!(person.fetch(&leaf).await, b"leaf");
    let root = person.space["bizRootFileId"].as_str().unwrap();
    for target in ["root", root] {
        assert_done(&person.move_to(target, &[&tree]).await);
        assert_eq!(person.names("root").await, ["from", "to", "tree"]);
        person.move_to(&to, &[&tree]).await;
    }
}

async fn nothing_moves_into_itself(shared: &'static Shared) {
    let person = shared.person().await;
    let top = person.mkdir("root", "top").await;
    let middle = person.mkdir(&top, "middle").await;
    let bottom = person.mkdir(&middle, "bottom").await;
    for target in [&top, &middle, &bottom] {
        assert_refused(&person.move_to(target, &[&top]).await, "13000307");
    }
    assert_refused(&person.move_to("root", &[&top]).await, "13000312");
    assert_refused(&person.move_to(&top, &[&middle]).await, "13000312");
    assert_eq!(person.names(&middle).await, ["bottom"]);
}

async fn moving_renames_what_clashes(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    person.store(&folder, "a.txt", b"there").await;
    let file = person.store("root", "A.txt", b"moved").await;
    assert_done(&person.move_to(&folder, &[&file]).await);
    let name = person.details(&file).await["fileName"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(name.starts_with("A_") && name.ends_with(".txt"), "{name}");
    assert_eq!(person.names(&folder).await.len(), 2);
}

async fn moving_has_to_have_a_target(shared: &'static Shared) {
    let person = shared.person().await;
    let (one, two) = (
        person.store("root", "1", b"1").await,
        person.store("root", "2", b"2").await,
    );
    person
        .start_job(3, 301, person.container(), "", &[&one])
        .await
        .bad(13_000_102);
    person
        .start_job(3, 301, person.container(), "nowhere", &[&one])
        .await
        .bad(13_000_304);
    // A file is no folder; what is encrypted and what is not are kept apart.
    assert_refused(&person.move_to(&two, &[&one]).await, "13000304");
    assert_refused(&person.move_to("sbox", &[&one]).await, "13000304");
    assert_eq!(person.names("root").await, ["1", "2"]);
}

async fn a_batch_does_what_it_can(shared: &'static Shared) {
    let person = shared.person().await;
    let good = person.store("root", "good", b"x").await;
    let gone = person.store("root", "gone", b"x").await;
    person.recycle(&[&gone]).await;
    let job = person.recycle(&[&gone, &good, &good]).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 2, "{job}");
    assert_eq!(job["jobInfo"]["contentNum"], 3);
    let outcomes: Vec<(&Value, &Value)> = job["taskInfos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["status"], &item["resultCode"]))
        .collect();
    let (done, refused) = (
        (&json!("1"), &json!("0")),
        (&json!("2"), &json!("13000306")),
    );
    assert_eq!(outcomes, [refused, done, refused]);
}

async fn jobs_that_make_no_sense_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let other = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let container = person.container();
    for (task, action) in [(0, 0), (99, 0), (2, 101), (2, 301), (3, 201), (3, 999)] {
        person
            .start_job(task, action, container, "root", &[&file])
            .await
            .bad(13_000_102);
    }
    person
        .start_job(2, 201, container, "", &[])
        .await
        .bad(13_000_102);
    person
        .start_job(2, 201, container, "", &["x"])
        .await
        .bad(13_000_309);
    let elsewhere = json!({"taskType": 3, "actionType": 301, "dstContainerId": other.container(),
        "taskInfo": {"srcContainerId": container, "newFilePath": "root", "fileInfo": [{"fileId": file}]}});
    assert_ne!(person.create_job(&elsewhere).await.status, 200);
    assert_eq!(person.names("root").await, ["a"]);
}

async fn erasing_needs_no_bin(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", &[1; 100]).await;
    assert_done(&person.erase(&[&file]).await);
    assert!(person.names("root").await.is_empty() && person.bin().await.is_empty());
    person.wait_for_used(0).await;
    person
        .detail(person.container(), &file)
        .await
        .bad(13_000_309);
    // The name is free at once.
    person.store("root", "a", b"again").await;
}

async fn many_files_move_at_once(shared: &'static Shared) {
    let person = shared.person().await;
    let target = person.mkdir("root", "target").await;
    let mut ids = Vec::new();
    // More than one transaction takes.
    for number in 0..450 {
        ids.push(id(&person
            .folder(person.container(), "root", &format!("{number}"))
            .await
            .ok()));
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let job = person.move_to(&target, &ids).await;
    assert_done(&job);
    assert_eq!(job["taskInfos"].as_array().unwrap().len(), 450);
    assert_eq!(person.names("root").await, ["target"]);
    assert_eq!(person.names(&target).await.len(), 450);
}
