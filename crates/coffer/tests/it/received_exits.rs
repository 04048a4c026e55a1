//! 4.16.3: leaving shares of others, and coming back.

use crate::received::naming;
use crate::share_visits::{download, files, info, verify, visit};
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::Answer;
use serde_json::{Value, json};

on_both_databases! {
    who_leaves_a_share_that_names_him_is_out,
    being_named_anew_brings_a_share_back,
    links_that_were_left_can_be_followed_again,
    only_received_shares_are_left,
    the_proof_of_a_code_ends_with_leaving,
}

impl Person {
    /// 4.16.3.
    pub(crate) async fn exit_shares(&self, shares: &[&Value]) -> Answer {
        let ids: Vec<&Value> = shares.iter().map(|share| &share["shareId"]).collect();
        self.post("/share/exit", &json!({"shareIds": ids})).await
    }
}

/// What became of each share that was to be left.
fn outcomes(answer: &Value) -> Vec<i64> {
    let outcomes = answer["subResponseList"].as_array().unwrap().iter();
    outcomes
        .map(|outcome| {
            assert!(outcome["message"].is_string(), "table 4-357: {outcome}");
            outcome["code"].as_i64().unwrap()
        })
        .collect()
}

async fn who_leaves_a_share_that_names_him_is_out(shared: &'static Shared) {
    let (owner, reader, other) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let group = crate::groups::group(&owner, "Exits").await;
    owner
        .add_members(&group, &[reader.user(), other.user()])
        .await
        .ok();
    let file = owner.store("root", "a", b"a").await;
    let mut settings = naming(&[&reader, &other]);
    settings["groupIds"] = json!([group]);
    let link = owner.shared(&[&file], settings).await;
    let kept = owner.shared(&[&file], naming(&[&reader])).await;
    visit(&reader, &link).await.ok();
    let left = reader.exit_shares(&[&link, &link]).await.ok();
    assert_eq!(outcomes(&left), [0, 13_000_103]);
    assert!(!reader.has_received(&link).await);
    assert!(reader.has_received(&kept).await);
    visit(&reader, &link).await.bad(13_000_109);
    info(&reader, &link, "").await.bad(13_000_109);
    files(&reader, &link, json!({})).await.bad(13_000_109);
    download(&reader, &link, &file, "").await.bad(13_000_109);
    // It is nobody else's matter.
    assert!(other.has_received(&link).await);
    visit(&other, &link).await.ok();
    assert_eq!(
        owner.share_detail(&link).await["users"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

async fn being_named_anew_brings_a_share_back(shared: &'static Shared) {
    let (owner, reader, other) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let file = owner.store("root", "a", b"a").await;
    let link = owner.shared(&[&file], naming(&[&reader])).await;
    reader.exit_shares(&[&link]).await.ok();
    // Whom it goes on to name stays away.
    owner
        .change_share(&link, &naming(&[&reader, &other]))
        .await
        .ok();
    owner
        .change_share(&link, &json!({"comment": "still here"}))
        .await
        .ok();
    assert!(!reader.has_received(&link).await);
    assert!(other.has_received(&link).await);
    owner.change_share(&link, &naming(&[&other])).await.ok();
    owner
        .change_share(&link, &naming(&[&reader, &other]))
        .await
        .ok();
    assert!(reader.has_received(&link).await);
    visit(&reader, &link).await.ok();
    reader.exit_shares(&[&link]).await.ok();
    assert!(!reader.has_received(&link).await);
    // By a group that is named anew as well, but not by joining one that was named before.
    let (early, late) = (
        crate::groups::group(&owner, "Early").await,
        crate::groups::group(&owner, "Late").await,
    );
    let both = |groups: &[&String]| json!({"userIds": [reader.user()], "groupIds": groups});
    let second = owner
        .shared(
            &[&file],
            json!({"scope": 3, "userIds": [reader.user()], "groupIds": [early]}),
        )
        .await;
    reader.exit_shares(&[&second]).await.ok();
    owner.add_members(&early, &[reader.user()]).await.ok();
    assert!(!reader.has_received(&second).await);
    owner.add_members(&late, &[reader.user()]).await.ok();
    owner
        .change_share(&second, &both(&[&early, &late]))
        .await
        .ok();
    assert!(reader.has_received(&second).await);
}

async fn links_that_were_left_can_be_followed_again(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let file = owner.store("root", "a", b"a").await;
    let link = owner.shared(&[&file], json!({"scope": 2})).await;
    visit(&reader, &link).await.ok();
    assert_eq!(outcomes(&reader.exit_shares(&[&link]).await.ok()), [0]);
    assert!(!reader.has_received(&link).await);
    assert_eq!(
        outcomes(&reader.exit_shares(&[&link]).await.ok()),
        [13_000_103]
    );
    visit(&reader, &link).await.ok();
    assert!(reader.has_received(&link).await);
}

async fn only_received_shares_are_left(shared: &'static Shared) {
    let (owner, reader, other) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let file = owner.store("root", "a", b"a").await;
    let named = owner.shared(&[&file], naming(&[&reader])).await;
    let open = owner.shared(&[&file], json!({})).await;
    let gone = owner.shared(&[&file], naming(&[&reader])).await;
    owner.cancel_shares(&[&gone]).await.ok();
    let unknown = json!({"shareId": "1"});
    let all = [&named, &open, &gone, &unknown];
    for (person, expected) in [
        (&owner, [13_000_103; 4]),
        (&other, [13_000_103; 4]),
        (&reader, [0, 13_000_103, 13_000_103, 13_000_103]),
    ] {
        assert_eq!(outcomes(&person.exit_shares(&all).await.ok()), expected);
    }
    assert!(owner.my_shares("").await.ok()["shareLinks"][0].is_object());
    visit(&other, &open).await.ok();
    reader.exit_shares(&[]).await.bad(13_000_102);
    let many: Vec<&Value> = std::iter::repeat_n(&unknown, 101).collect();
    reader.exit_shares(&many).await.bad(13_000_102);
    let odd = json!({"shareIds": ["x"]});
    reader.post("/share/exit", &odd).await.bad(13_000_102);
    let body = json!({"shareIds": [named["shareId"]]});
    let stranger = shared.stranger();
    stranger
        .post("/share/exit", &body)
        .await
        .refused(401, 13_000_202);
    let wrong = stranger.with_token("Bearer wrong");
    wrong
        .post("/share/exit", &body)
        .await
        .refused(401, 13_000_202);
}

async fn the_proof_of_a_code_ends_with_leaving(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let file = owner.store("root", "a", b"a").await;
    let link = owner
        .shared(&[&file], json!({"extractCode": "Abcd1234"}))
        .await;
    visit(&reader, &link).await.bad(13_000_108);
    assert!(!reader.has_received(&link).await, "the code comes first");
    let proof = verify(&reader, &link, "Abcd1234").await.ok();
    let proof = json!({"kdtoken": proof["kdstoken"]});
    files(&reader, &link, json!({"kdtoken": "0-0"}))
        .await
        .bad(13_000_108);
    assert!(!reader.has_received(&link).await);
    files(&reader, &link, proof.clone()).await.ok();
    assert_eq!(reader.received_links().await[0]["files"][0]["id"], file);
    reader.exit_shares(&[&link]).await.ok();
    assert_eq!(reader.received_links().await.len(), 0);
    files(&reader, &link, proof).await.ok();
    assert_eq!(reader.received_links().await[0]["files"][0]["id"], file);
}
