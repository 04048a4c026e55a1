//! 4.12: pages of lists.

use crate::files::{id, names};
use crate::support::{Person, Shared, on_both_databases};
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both_databases! {
    pages_show_everything_once,
    pages_skip_nothing_while_entries_come_and_go,
    cursors_belong_to_their_list,
    pages_have_bounds,
}

/// All pages of the root in an order, with what `between` does after each page.
async fn pages(
    person: &Person,
    size: u32,
    sort: u32,
    mut between: impl AsyncFnMut(usize),
) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut cursor = json!("");
    loop {
        let more = json!({"pageInfo": {"pageSize": size, "pageCursor": cursor}, "sortInfo": {"sortType": sort}});
        let listed = person.listing("0", "root", more).await;
        pages.push(names(&listed["files"]));
        assert!(pages.len() < 100, "it never ends");
        match listed.get("nextCursor") {
            None => return pages,
            Some(next) => cursor = next.clone(),
        }
        between(pages.len()).await;
    }
}

async fn pages_show_everything_once(shared: &'static Shared) {
    let person = shared.person().await;
    for number in 0..7 {
        person.mkdir("root", &format!("folder {number}")).await;
        person
            .store("root", &format!("file {number}"), b"same size")
            .await;
    }
    for sort in [1, 2, 3, 4, 6] {
        let whole = crate::listing::sorted(&person, sort, 1).await;
        for size in [1, 3, 5, 13, 14, 15] {
            let pages = pages(&person, size, sort, async |_| {}).await;
            assert_eq!(pages.concat(), whole, "order {sort}, pages of {size}");
            let full = pages.len() - 1;
            assert!(
                pages[..full].iter().all(|page| page.len() == size as usize),
                "order {sort}, pages of {size}"
            );
        }
    }
}

async fn pages_skip_nothing_while_entries_come_and_go(shared: &'static Shared) {
    let person = shared.person().await;
    let mut ids = Vec::new();
    for number in 10..40 {
        ids.push(person.mkdir("root", &format!("kept {number}")).await);
    }
    for sort in [1, 3, 4] {
        let shown = pages(&person, 4, sort, async |page| {
            // Before, at and behind the place of the cursor.
            person.mkdir("root", &format!("a new {sort} {page}")).await;
            person
                .mkdir("root", &format!("kept {}5 new {sort} {page}", page % 4))
                .await;
            let gone = person.mkdir("root", &format!("z new {sort} {page}")).await;
            person.recycle(&[&gone]).await;
        })
        .await
        .concat();
        let kept: Vec<&String> = shown.iter().filter(|name| !name.contains("new")).collect();
        let different: BTreeSet<_> = kept.iter().collect();
        assert_eq!(kept.len(), 30, "order {sort}: {shown:?}");
        assert_eq!(different.len(), 30, "order {sort}: {shown:?}");
    }
    // The entry at which a page ended may go away itself.
    let first = person
        .listing("0", "root", json!({"pageInfo": {"pageSize": 10}}))
        .await;
    let last = id(&first["files"][9]);
    let rest_before = pages(&person, 1000, 1, async |_| {}).await.concat()[10..].to_vec();
    person.recycle(&[&last]).await;
    let more = json!({"pageInfo": {"pageSize": 1000, "pageCursor": first["nextCursor"]}});
    assert_eq!(
        names(&person.listing("0", "root", more).await["files"]),
        rest_before
    );
}

async fn cursors_belong_to_their_list(shared: &'static Shared) {
    let person = shared.person().await;
    let other = shared.person().await;
    for name in ["a", "b", "c"] {
        person.mkdir("root", name).await;
        other.mkdir("root", name).await;
    }
    let folder = id(&person.entries("root").await[0]);
    let page = |cursor: &Value| json!({"pageSize": 1, "pageCursor": cursor});
    let cursor = person
        .listing("0", "root", json!({"pageInfo": page(&json!(""))}))
        .await["nextCursor"]
        .clone();
    let container = person.container();
    let refused = [
        json!({"containerId": container, "parentFileId": folder, "pageInfo": page(&cursor)}),
        json!({"containerId": container, "parentFileId": "sbox", "pageInfo": page(&cursor)}),
        json!({"containerId": container, "parentFileId": "root", "pageInfo": page(&cursor), "sortInfo": {"sortType": 2}}),
        json!({"containerId": container, "parentFileId": "root", "pageInfo": page(&cursor), "sortInfo": {"sortDirection": 2}}),
        json!({"containerId": container, "parentFileId": "root", "pageInfo": page(&cursor), "fileType": "10"}),
        json!({"containerId": container, "parentFileId": "root", "pageInfo": page(&json!("1"))}),
        json!({"containerId": container, "parentFileId": "root", "pageInfo": page(&json!("AAAA"))}),
        json!({"containerId": container, "parentFileId": "root", "pageInfo": page(&json!(format!("{}A", cursor.as_str().unwrap())))}),
        json!({"containerId": container, "parentFileId": "root", "pageInfo": page(&json!("x".repeat(10_000)))}),
    ];
    for body in refused {
        person.list("0", &body).await.bad(13_000_102);
    }
    let body = json!({"containerId": container, "parentFileId": "root", "pageInfo": page(&cursor)});
    person.list("1", &body).await.bad(13_000_102);
    let body = json!({"containerId": other.container(), "parentFileId": "root", "pageInfo": page(&cursor)});
    other.list("0", &body).await.bad(13_000_102);
}

async fn pages_have_bounds(shared: &'static Shared) {
    let person = shared.person().await;
    for number in 0..105 {
        person.mkdir("root", &number.to_string()).await;
    }
    let listed = person.listing("0", "root", json!({})).await;
    assert_eq!(
        listed["files"].as_array().unwrap().len(),
        100,
        "a hundred when nothing is said"
    );
    assert!(listed["nextCursor"].is_string());
    for wrong in [
        json!(0),
        json!(-1),
        json!(1_000_000),
        json!("x"),
        json!(1.5),
    ] {
        let body = json!({"containerId": person.container(), "parentFileId": "root", "pageInfo": {"pageSize": wrong}});
        person.list("0", &body).await.bad(13_000_102);
    }
}
