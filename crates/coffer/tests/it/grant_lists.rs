//! What is told of roles on folders and files: lists of them, and where rights come from.

use crate::departments::NOBODY;
use crate::grants::{
    DOWNLOADER, EDITOR, PREVIEWER, UPLOADER, ask, done, grant, put, refused, rights, success,
};
use crate::groups::group;
use crate::support::{Shared, on_both_databases};
use serde_json::{Value, json};

on_both_databases! {
    grants_are_listed_page_by_page,
    what_one_was_granted_is_listed,
    rights_are_explained,
}

async fn grants_are_listed_page_by_page(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let folder = owner.mkdir("root", "folder").await;
    let team = group(&owner, "of a page").await;
    done(&put(&owner, &folder, ("group", &team), &[EDITOR, PREVIEWER]).await);
    grant(&owner, &folder, &guest, DOWNLOADER).await;
    let path = format!("/api/v1/nodes/{folder}/grants?limit=2");
    let first = ask(&owner, &path).await;
    let first = success(&first);
    let grant = &first["grants"][0];
    let expected = json!({
        "subjectType": "user", "subjectId": guest.user(), "subjectName": grant["subjectName"],
        "roleId": "4", "roleName": "downloader",
        "rights": ["previewable", "downloadable", "readable"],
        "grantedBy": owner.user(), "grantedByName": grant["grantedByName"],
        "grantedAt": grant["grantedAt"],
    });
    assert_eq!(*grant, expected);
    assert!(!grant["subjectName"].as_str().unwrap().is_empty());
    assert_eq!(first["grants"][1]["subjectName"], "of a page");
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = ask(&owner, &format!("{path}&cursor={cursor}")).await;
    let second = success(&second);
    assert_eq!([&first["inherit"], &second["inherit"]], [true, true]);
    assert_eq!(second["grants"].as_array().unwrap().len(), 1);
    assert_eq!(second["grants"][0]["roleName"], "previewer");
    assert_eq!(second["nextCursor"], Value::Null);
    // A cursor belongs to one list.
    let other = owner.mkdir("root", "other").await;
    let answer = ask(
        &owner,
        &format!("/api/v1/nodes/{other}/grants?cursor={cursor}"),
    )
    .await;
    refused(&answer, 400, "bad_request");
}

async fn what_one_was_granted_is_listed(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let mut made = Vec::new();
    for name in ["a", "b", "c", "d"] {
        let folder = owner.mkdir("root", name).await;
        grant(&owner, &folder, &guest, PREVIEWER).await;
        made.push(folder);
    }
    owner.recycle(&[&made[1]]).await;
    let first = ask(&guest, "/api/v1/granted?limit=2").await;
    let first = success(&first);
    let told = |page: &Value| {
        let nodes = page["nodes"].as_array().unwrap().iter();
        let names = nodes.map(|node| node["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(told(first), ["a", "c"]);
    let node = &first["nodes"][0];
    assert_eq!(node["rights"], json!(["previewable", "readable"]));
    assert_eq!(
        (&node["folder"], &node["space"]["kind"]),
        (&json!(true), &json!("personal"))
    );
    // The number is as good as the other spelling of the id.
    let number = node["id"].as_str().unwrap();
    assert_eq!(rights(&guest, number).await, ["previewable", "readable"]);
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = ask(&guest, &format!("/api/v1/granted?limit=2&cursor={cursor}")).await;
    assert_eq!(told(success(&second)), ["d"]);
    assert_eq!(second.body["nextCursor"], Value::Null);
    let answer = ask(&owner, &format!("/api/v1/granted?cursor={cursor}")).await;
    refused(&answer, 400, "bad_request");
    let own = ask(&owner, "/api/v1/granted").await;
    assert_eq!(told(success(&own)), [""; 0]);
}

async fn rights_are_explained(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let top = owner.mkdir("root", "top").await;
    let folder = owner.mkdir(&top, "folder").await;
    let team = group(&owner, "who explains").await;
    owner.add_members(&team, &[guest.user()]).await.ok();
    done(&put(&owner, &top, ("group", &team), &[PREVIEWER]).await);
    grant(&owner, &folder, &guest, UPLOADER).await;
    let path = format!("/api/v1/nodes/{folder}/rights?userId={}", guest.user());
    for asker in [&owner, &guest] {
        let answer = ask(asker, &path).await;
        let told = success(&answer);
        assert_eq!(told["userId"], guest.user());
        assert_eq!(
            told["rights"],
            json!(["uploadable", "previewable", "readable"])
        );
        let flags = told["flags"].as_array().unwrap();
        assert_eq!(flags.len(), 11);
        let preview = flags
            .iter()
            .find(|flag| flag["right"] == "previewable")
            .unwrap();
        let reason = &preview["reasons"][0];
        let expected = json!({
            "kind": "role", "roleId": "5", "roleName": "previewer", "subjectType": "group",
            "subjectId": team, "subjectName": "who explains", "nodeId": reason["nodeId"],
            "nodeName": "top", "inherited": true,
        });
        assert_eq!(*reason, expected);
        let upload = &flags[0];
        assert_eq!(
            (&upload["allowed"], &upload["locked"]),
            (&json!(true), &json!(false))
        );
        assert_eq!(upload["reasons"][0]["inherited"], false);
        let share = flags
            .iter()
            .find(|flag| flag["right"] == "shareable")
            .unwrap();
        assert_eq!(
            (&share["allowed"], &share["reasons"]),
            (&json!(false), &json!([]))
        );
        assert_eq!(told["lock"], Value::Null);
    }
    let own = ask(&owner, &format!("/api/v1/nodes/{folder}/rights")).await;
    let reason = json!({"kind": "space", "standing": "owner", "inherited": true});
    assert_eq!(success(&own)["flags"][0]["reasons"], json!([reason]));
    let unknown = format!("/api/v1/nodes/{folder}/rights?userId={NOBODY}");
    refused(&ask(&owner, &unknown).await, 404, "not_found");
}
