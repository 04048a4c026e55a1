//! What becomes of shares when people and spaces go.

use crate::received::naming;
use crate::share_visits::{download, files, verify, visit};
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases, store_beside};
use crate::tasks::{ended, hand_over};
use coffer_store::{Sql, args};
use coffer_testkit::{Place, Server, eventually};
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        shares_of_a_leaver_pass_to_the_receiver,
        shares_of_removed_people_end,
        shares_of_a_removed_space_are_called_off,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        removed_people_leave_nothing_at_shares,
        many_shares_pass_in_slices,
    }
}

async fn shares_of_a_leaver_pass_to_the_receiver(shared: &'static Shared) {
    let office = shared.office("share heirs").await;
    let (leaver, receiver) = (
        office.join(&office.top, "share.leaver", 2).await,
        office.join(&office.top, "share.receiver", 2).await,
    );
    let (reader, stranger) = (shared.person().await, shared.stranger());
    let folder = leaver.mkdir("root", "folder").await;
    let file = leaver.store(&folder, "a", b"abc").await;
    let open = leaver
        .shared(&[&folder], json!({"extractCode": "Abcd1234"}))
        .await;
    let named = leaver.shared(&[&file], naming(&[&reader, &receiver])).await;
    let team = office.team_space(&office.top).await;
    let report = leaver.upload(&team, "root", "report", b"report").await;
    let of_team = leaver.share(&[&report], json!({"containerId": team})).await;
    let of_team = of_team.ok()["shareLink"].clone();
    let cancelled = leaver.shared(&[&file], json!({})).await;
    leaver.cancel_shares(&[&cancelled]).await.ok();
    let task = hand_over(&office.admin, leaver.user(), receiver.user()).await;
    assert_eq!(ended(&office.admin, &task).await["status"], 2);
    // Links, codes and whom they name are what they were.
    let proof = verify(&stranger, &open, "Abcd1234").await.ok();
    let proof = json!({"kdtoken": proof["kdstoken"], "parentFolder": folder});
    let shown = files(&stranger, &open, proof).await.ok();
    assert_eq!(shown["link"]["ownerId"], receiver.user());
    assert_eq!(shown["files"][0]["id"], file);
    visit(&stranger, &of_team).await.ok();
    download(&stranger, &of_team, &report, "").await.ok();
    let fetched = download(&reader, &named, &file, "").await.ok();
    let url = fetched["downloadUrl"].as_str().unwrap();
    assert_eq!(reader.follow(url).await.1, "abc");
    let listed = reader.received_links().await.remove(0);
    assert_eq!(
        (
            &listed["ownerName"],
            &listed["status"],
            &listed["containerId"]
        ),
        (
            &json!(receiver.name),
            &json!(0),
            &json!(receiver.container())
        )
    );
    // They are the receiver's own now, and so no gift.
    assert!(!receiver.has_received(&named).await);
    let own = receiver.my_shares("").await.ok();
    let own: Vec<&Value> = own["shareLinks"].as_array().unwrap().iter().collect();
    let ids: Vec<&Value> = own.iter().map(|share| &share["shareId"]).collect();
    let expected = [&of_team["shareId"], &named["shareId"], &open["shareId"]];
    assert_eq!(ids, expected);
    assert_eq!(own[2]["containerId"], receiver.container());
    assert_eq!(
        receiver.share_detail(&open).await["extractCode"],
        "Abcd1234"
    );
    receiver.cancel_shares(&[&open]).await.ok();
    visit(&stranger, &open).await.bad(13_000_107);
}

async fn shares_of_removed_people_end(shared: &'static Shared) {
    let office = shared.office("share removals").await;
    let owner = office.join(&office.top, "share.removed", 2).await;
    let (reader, stranger) = (shared.person().await, shared.stranger());
    let file = owner.store("root", "a", b"a").await;
    let open = owner.shared(&[&file], json!({})).await;
    let named = owner.shared(&[&file], naming(&[&reader])).await;
    let team = office.team_space(&office.top).await;
    let report = owner.upload(&team, "root", "report", b"report").await;
    let of_team = owner.share(&[&report], json!({"containerId": team})).await;
    let of_team = of_team.ok()["shareLink"].clone();
    visit(&reader, &of_team).await.ok();
    assert_eq!(reader.received_links().await.len(), 2);
    office.admin.delete_user(owner.user()).await.ok();
    for share in [&open, &of_team] {
        visit(&stranger, share).await.bad(13_000_107);
        download(&stranger, share, &file, "").await.bad(13_000_107);
    }
    visit(&reader, &named).await.bad(13_000_107);
    eventually("the shares are in no list", || async {
        reader.received_links().await.is_empty().then_some(())
    })
    .await;
}

async fn shares_of_a_removed_space_are_called_off(shared: &'static Shared) {
    let office = shared.office("share spaces").await;
    let (owner, reader) = (
        office.join(&office.top, "share.clerk", 2).await,
        shared.person().await,
    );
    let team = office.team_space(&office.top).await;
    let report = owner.upload(&team, "root", "report", b"report").await;
    let mut settings = naming(&[&reader]);
    settings["containerId"] = json!(team);
    let gone = owner.share(&[&report], settings).await.ok()["shareLink"].clone();
    let file = owner.store("root", "a", b"a").await;
    let kept = owner.shared(&[&file], naming(&[&reader])).await;
    office.admin.delete_space(&office.top, 0).await.ok();
    visit(&reader, &gone).await.bad(13_000_107);
    eventually("the share is called off", || async {
        let own = owner.my_shares("").await.ok();
        (own["shareLinks"].as_array().unwrap().len() == 1).then_some(())
    })
    .await;
    assert!(!reader.has_received(&gone).await);
    assert!(reader.has_received(&kept).await);
    visit(&reader, &kept).await.ok();
}

async fn removed_people_leave_nothing_at_shares(server: &mut Server) {
    static LEFT: Sql = Sql::both(
        "SELECT (SELECT COUNT(*) FROM share_reader WHERE member_id = ?1) + (SELECT COUNT(*) FROM share_target WHERE kind = 2 AND target_id = ?1),
            (SELECT COUNT(*) FROM share_reader) + (SELECT COUNT(*) FROM share_target)",
    );
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let office = crate::organisation::Office::open(admin, "office").await;
    let (gone, other) = (
        office.join(&office.top, "gone", 2).await,
        office.join(&office.top, "other", 2).await,
    );
    let owner = &office.admin;
    let file = owner.store("root", "a", b"a").await;
    let open = owner.shared(&[&file], json!({})).await;
    let named = owner.shared(&[&file], naming(&[&gone, &other])).await;
    for person in [&gone, &other] {
        visit(person, &open).await.ok();
        person.exit_shares(&[&named]).await.ok();
    }
    let database = store_beside(server.place()).await;
    let member: i64 = gone.user().parse().unwrap();
    let left = || async {
        database
            .read(move |tx| tx.find::<(i64, i64)>(&LEFT, args![member]))
            .await
            .unwrap()
            .unwrap()
    };
    assert_eq!(left().await, (3, 6));
    owner.delete_user(gone.user()).await.ok();
    eventually("nothing of the person is left", || async {
        (left().await == (0, 3)).then_some(())
    })
    .await;
    database.close().await;
    assert!(other.has_received(&open).await);
}

async fn many_shares_pass_in_slices(server: &mut Server) {
    static FILL: Sql = Sql::split(
        "INSERT INTO share SELECT s.id + n.i, s.tenant_id, s.owner_id, s.space_id, s.short_id || n.i, s.scope, s.extract_code, s.code_version,
            s.may_preview, s.may_edit, s.may_download, s.expires_at, s.comment, s.display_name, s.display_key, s.items, NULL, s.created_at, s.updated_at
         FROM share s, (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) SELECT i FROM n) n",
        "INSERT INTO share SELECT s.id + n.i, s.tenant_id, s.owner_id, s.space_id, s.short_id || n.i, s.scope, s.extract_code, s.code_version,
            s.may_preview, s.may_edit, s.may_download, s.expires_at, s.comment, s.display_name, s.display_key, s.items, NULL, s.created_at, s.updated_at
         FROM share s, generate_series(1, 1200) n (i)",
    );
    static OF: Sql = Sql::both(
        "SELECT COUNT(*) FROM share s JOIN space p ON p.id = s.space_id WHERE s.owner_id = ?1 AND s.cancelled_at IS NULL AND p.owner_id = ?1",
    );
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let mut office = crate::organisation::Office::open(admin, "office").await;
    let leaver = office.join(&office.top, "leaver", 2).await;
    let receiver = office.join(&office.top, "receiver", 2).await;
    let file = leaver.store("root", "a", b"a").await;
    leaver.shared(&[&file], json!({})).await;
    server.stop();
    crate::support::change(server.place(), &FILL, Vec::new()).await;
    server.start_again();
    office.admin.reconnect();
    let task = hand_over(&office.admin, leaver.user(), receiver.user()).await;
    ended(&office.admin, &task).await;
    let database = store_beside(server.place()).await;
    let heir: i64 = receiver.user().parse().unwrap();
    let passed = database
        .read(move |tx| tx.find::<(i64,)>(&OF, args![heir]))
        .await
        .unwrap();
    assert_eq!(passed, Some((1_201,)));
    database.close().await;
}
