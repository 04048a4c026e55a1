//! What lists of received shares tell of files, and to whom.

use crate::organisation::Office;
use crate::received::naming;
use crate::share_visits::{files, verify, visit};
use crate::support::{Person, Shared, alone_on_both_databases, change, on_both_databases};
use crate::tenants::second_tenant;
use coffer_store::Sql;
use coffer_testkit::{KooDrive, Place, Server};
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        codes_protect_what_a_list_shows,
        permissions_hold_in_lists,
        a_list_says_how_shares_stand,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        shares_of_other_tenants_are_in_no_list,
        ended_shares_stay_without_their_files,
    }
}

async fn codes_protect_what_a_list_shows(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let file = owner.store("root", "a.txt", b"abc").await;
    let mut settings = naming(&[&reader]);
    settings["extractCode"] = json!("Abcd1234");
    settings["comment"] = json!("for those who know the code");
    let link = owner.shared(&[&file], settings).await;
    let shown = || async { reader.received_links().await.remove(0) };
    let hidden = shown().await;
    assert_eq!(
        (&hidden["displayName"], &hidden["files"], &hidden["status"]),
        (&json!("a.txt"), &json!([]), &json!(0))
    );
    assert_eq!(hidden["comment"], "");
    let prove = |code: &'static str| {
        let (reader, link) = (&reader, &link);
        async move { verify(reader, link, code).await.ok()["kdstoken"].clone() }
    };
    visit(&reader, &link).await.bad(13_000_108);
    let proof = prove("Abcd1234").await;
    assert_eq!(shown().await["files"], json!([]), "asking is no visit");
    files(&reader, &link, json!({"kdtoken": proof})).await.ok();
    let told = shown().await;
    assert_eq!(told["files"][0]["fileName"], "a.txt");
    assert_eq!(told["comment"], "for those who know the code");
    assert_eq!(
        told["files"][0]["downloadLinks"],
        json!([]),
        "links ask for no code"
    );
    let related = reader.related("").await.ok();
    let record = &related["relatedToMeInfos"][0]["files"][0];
    assert_eq!(record["downloadLinks"], json!([]));
    // Another code hides it again, none hides nothing.
    let another = json!({"extractCode": "Efgh5678"});
    owner.change_share(&link, &another).await.ok();
    assert_eq!(shown().await["files"], json!([]));
    let none = json!({"removeExtractCode": true});
    owner.change_share(&link, &none).await.ok();
    let open = shown().await;
    let links = open["files"][0]["downloadLinks"].as_array().unwrap();
    assert_eq!(links.len(), 1);
}

async fn permissions_hold_in_lists(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let file = crate::pictures::stored(&owner, "root").await;
    for (permission, usages) in [
        (json!({"download": false}), vec!["thumbnail"]),
        (json!({"preview": false}), vec!["content"]),
        (json!({"preview": false, "download": false}), vec![]),
    ] {
        let mut settings = naming(&[&reader]);
        settings["permission"] = permission;
        owner.shared(&[&file], settings).await;
        let listed = reader.received_links().await.remove(0);
        let related = reader.related("").await.ok();
        for shown in [&listed, &related["relatedToMeInfos"][0]] {
            let links = shown["files"][0]["downloadLinks"].as_array().unwrap();
            let found: Vec<&str> = links
                .iter()
                .map(|link| link["usage"].as_str().unwrap())
                .collect();
            assert_eq!(found, usages);
        }
    }
}

async fn a_list_says_how_shares_stand(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let folder = owner.mkdir("root", "folder").await;
    let file = owner.store(&folder, "a", b"a").await;
    let second = owner.store("root", "b", b"b").await;
    let link = owner.shared(&[&file, &second], naming(&[&reader])).await;
    let shown = || async { reader.received_links().await.remove(0) };
    assert_eq!(shown().await["displayName"], "a and more");
    owner.recycle(&[&folder]).await;
    let partly = shown().await;
    let recycled = |link: &Value| -> Vec<bool> {
        let files = link["files"].as_array().unwrap().iter();
        files
            .map(|file| {
                let gone = file["recycled"].as_bool().unwrap();
                assert_eq!(file["downloadLinks"] == json!([]), gone);
                gone
            })
            .collect()
    };
    assert_eq!(
        (&partly["status"], recycled(&partly)),
        (&json!(0), vec![true, false])
    );
    owner.erase(&[&folder]).await;
    assert_eq!(recycled(&shown().await), [false]);
    owner.recycle(&[&second]).await;
    let gone = shown().await;
    assert_eq!((&gone["status"], recycled(&gone)), (&json!(1), vec![true]));
    assert_eq!(
        reader.received_detail(&link).await.ok()["shareLink"]["status"],
        1
    );
    owner.restore(&[&second]).await;
    let back = shown().await;
    assert_eq!((&back["status"], recycled(&back)), (&json!(0), vec![false]));
}

async fn shares_of_other_tenants_are_in_no_list(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
    let file = outsider.store("root", "a", b"a").await;
    let open = outsider.shared(&[&file], json!({})).await;
    visit(&admin, &open).await.ok();
    files(&admin, &open, json!({})).await.ok();
    assert!(!admin.has_received(&open).await);
    let left = admin.exit_shares(&[&open]).await.ok();
    assert_eq!(left["subResponseList"][0]["code"], 13_000_103);
}

async fn ended_shares_stay_without_their_files(server: &mut Server) {
    static EXPIRE: Sql = Sql::both("UPDATE share SET expires_at = created_at");
    let office = Office::open(Person::log_in(server.url(), Place::ADMIN).await, "office").await;
    let mut reader = office.join(&office.top, "reader", 2).await;
    let mut owner = office.admin;
    let file = owner.store("root", "a", b"a").await;
    let link = owner.shared(&[&file], naming(&[&reader])).await;
    server.stop();
    change(server.place(), &EXPIRE, Vec::new()).await;
    server.start_again();
    owner.reconnect();
    reader.reconnect();
    let listed = reader.received_links().await.remove(0);
    assert_eq!(
        (&listed["status"], &listed["files"], &listed["ownerName"]),
        (&json!(2), &json!([]), &json!(owner.name))
    );
    assert_eq!(
        reader.received_detail(&link).await.ok()["shareLink"]["status"],
        2
    );
    let stranger = KooDrive::anonymous(server.url());
    visit(&stranger, &link).await.refused(401, 13_000_202);
    visit(&reader, &link).await.bad(13_000_107);
    let more = json!({"validDays": 1});
    owner.change_share(&link, &more).await.ok();
    let listed = reader.received_links().await.remove(0);
    assert_eq!(
        (&listed["status"], &listed["files"][0]["id"]),
        (&json!(0), &json!(file))
    );
}
