//! `/events` of a folder with something in it that its reader may not see.

use crate::events::{open, watching};
use crate::files::assert_done;
use crate::right_attacks::Team;
use crate::support::{Shared, on_both_databases};
use coffer_testkit::Events;
use std::collections::BTreeSet;

on_both_databases! {
    a_break_is_news_and_what_is_hidden_is_none,
}

/// Acts and files that a page is told of, until it is told of a folder that somebody made.
async fn told(page: &mut Events) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut acts, mut files) = (BTreeSet::new(), BTreeSet::new());
    let texts = |list: &serde_json::Value| -> Vec<String> {
        let texts = list.as_array().unwrap().iter();
        texts
            .map(|text| text.as_str().unwrap().to_owned())
            .collect()
    };
    while !acts.contains("create_folder") {
        let told = page.next().await.unwrap();
        if told.name == "change" {
            let change = &told.data["folders"][0];
            acts.extend(texts(&change["acts"]));
            files.extend(texts(&change["files"]));
        }
    }
    (acts, files)
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

async fn a_break_is_news_and_what_is_hidden_is_none(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let other = team.mkdir("root", "other").await;
    let moved = team.mkdir("root", "moved").await;
    let erased = team.mkdir("root", "erased").await;
    let plain = team.mkdir("root", "plain").await;
    let query = watching(&team.container, &["root"]);
    let mut member = open(&team.member, &query).await;
    let mut owner = open(&team.owner, &query).await;
    // He sees it go from his page.
    for secret in [&moved, &erased] {
        team.seclude(secret, None).await;
    }
    let first = team.mkdir("root", "first").await;
    for page in [&mut member, &mut owner] {
        let (acts, files) = told(page).await;
        assert_eq!(acts, set(&["create_folder", "inherit"]));
        assert_eq!(files, set(&[&moved, &erased, &first]));
    }
    // What is done to it from then on is for those who see it.
    let run = |task, action, target: &str, item: &str| {
        let (target, item) = (target.to_owned(), item.to_owned());
        let team = &team;
        async move {
            let items = [item.as_str()];
            let job = team
                .owner
                .run_job(task, action, &team.container, &target, &items);
            assert_done(&job.await);
        }
    };
    run(3, 301, &other, &moved).await;
    run(3, 301, &other, &plain).await;
    run(2, 202, "", &erased).await;
    let last = team.mkdir("root", "last").await;
    let (acts, files) = told(&mut member).await;
    assert_eq!(acts, set(&["create_folder", "move"]));
    assert_eq!(files, set(&[&plain, &last]));
    let (acts, files) = told(&mut owner).await;
    assert_eq!(acts, set(&["create_folder", "erase", "move"]));
    assert_eq!(files, set(&[&plain, &moved, &erased, &last]));
    let listed = team.list(&team.member, "root", "").await.ok();
    assert_eq!(listed["files"].as_array().unwrap().len(), 3, "{listed}");
}
