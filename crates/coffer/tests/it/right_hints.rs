//! What answers tell of things that their reader may not see or fetch.

use crate::right_attacks::{Team, grant};
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{NewFile, sha256_hex};
use serde_json::{Value, json};

on_both_databases! {
    a_clash_does_not_confirm_a_content,
    a_clash_does_not_name_what_is_hidden,
    a_hidden_folder_above_is_not_named,
}

/// Asks to upload a content under a name, which is another name where one has it with another content.
async fn upload(team: &Team, folder: &str, content: &[u8]) -> Value {
    let file = NewFile {
        container: &team.container,
        parent: folder,
        name: "pin.txt",
        length: content.len() as u64,
    };
    let mut body = file.body();
    body["sha256"] = json!(sha256_hex(content));
    body["autoRename"] = json!(4);
    team.member.create(&body).await.ok()
}

async fn a_clash_does_not_confirm_a_content(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let pin = (team.owner)
        .upload(&team.container, &folder, "pin.txt", b"4711")
        .await;
    let same = upload(&team, &folder, b"4711").await;
    assert_eq!(
        (&same["exist"], &same["fileId"]),
        (&json!(true), &json!(pin))
    );
    // Who may only put things there learns nothing by guessing.
    team.seclude(&folder, Some(3)).await;
    for guess in [b"4711", b"4712"] {
        let answer = upload(&team, &folder, guess).await;
        assert_eq!(answer["exist"], false, "{answer}");
        assert_ne!(answer["fileName"], "pin.txt", "{answer}");
        assert_ne!(answer["fileId"], json!(pin), "{answer}");
    }
}

async fn a_clash_does_not_name_what_is_hidden(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let hidden = team.store(&folder, "hidden").await;
    let own = team.store(&folder, "own").await;
    team.seclude(&folder, None).await;
    grant(&team.owner, &own, team.member.user(), 2).await;
    let conflict = |answer: &coffer_testkit::Answer| {
        answer.body["error"]["errorData"]["conflictFileId"].clone()
    };
    let refused = team.member.rename(&team.container, &own, "hidden", 3).await;
    refused.bad(13_000_405);
    let refused = team.member.rename(&team.container, &own, "hidden", 3).await;
    assert_eq!(conflict(&refused), Value::Null, "{refused}");
    let refused = team.owner.rename(&team.container, &own, "hidden", 3).await;
    assert_eq!(conflict(&refused), json!(hidden), "{refused}");
}

async fn a_hidden_folder_above_is_not_named(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let own = team.mkdir(&folder, "own").await;
    let below = team.store(&own, "below").await;
    team.seclude(&folder, None).await;
    grant(&team.owner, &own, team.member.user(), 2).await;
    let member = &team.member;
    for item in [&own, &below] {
        member.star(true, &team.container, &[item]).await.ok();
        let share = json!({
            "containerId": team.container, "fileIds": [item], "scope": 1, "validDays": 7,
        });
        member.post("/share", &share).await.ok();
    }
    for list in ["/star/files", "/share"] {
        let listed = member.get(list).await.ok().to_string();
        assert!(!listed.contains(&folder), "{list}: {listed}");
        // What may be seen above is named.
        let above = format!("\"parentFolder\":[\"{own}\"]");
        assert!(listed.contains(&above), "{list}: {listed}");
        assert!(listed.contains("\"parentFolder\":[]"), "{list}: {listed}");
    }
}
