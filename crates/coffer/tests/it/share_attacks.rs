//! Shares as an attacker sees them: other tenants, ids that the share does not show, guessed codes, and
//! what outlives its end.

use crate::share_visits::{download, files, info, verify, visit};
use crate::support::{Person, Shared, alone_on_both_databases, change, on_both_databases};
use crate::tenants::second_tenant;
use coffer_store::Sql;
use coffer_testkit::{KooDrive, Place, Server};
use serde_json::json;

mod shared {
    use super::*;

    on_both_databases! {
        nothing_beside_the_share_is_reached,
        codes_cannot_be_guessed,
        links_cannot_be_made_up,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        other_tenants_are_kept_out,
        a_share_ends_with_its_time_and_its_owner,
    }
}

async fn nothing_beside_the_share_is_reached(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let stranger = shared.stranger();
    let above = person.mkdir("root", "above").await;
    let (folder, sibling) = (
        person.mkdir(&above, "folder").await,
        person.mkdir(&above, "sibling").await,
    );
    let inner = person.store(&folder, "inner", b"inner").await;
    person.store(&folder, "second", b"second").await;
    let beside = person.store(&sibling, "beside", b"beside").await;
    let secret = person.store("sbox", "secret", b"secret").await;
    let theirs = other.store("root", "theirs", b"theirs").await;
    let link = person.shared(&[&folder], json!({})).await;
    for id in [&above, &sibling, &beside, &secret, &theirs] {
        download(&stranger, &link, id, "").await.bad(13_000_309);
        files(&stranger, &link, json!({"parentFolder": id}))
            .await
            .bad(13_000_309);
    }
    for id in ["root", "sbox", "..", "Fx", &format!("{above}/{folder}")] {
        files(&stranger, &link, json!({"parentFolder": id}))
            .await
            .bad(13_000_309);
        download(&stranger, &link, id, "").await.bad(13_000_309);
    }
    // A file has no files below it.
    files(&stranger, &link, json!({"parentFolder": inner}))
        .await
        .bad(13_000_309);
    // A cursor of one share or folder says nothing in another.
    let page = files(
        &stranger,
        &link,
        json!({"parentFolder": folder, "pageSize": 1}),
    )
    .await
    .ok();
    let cursor = page["nextCursor"].as_str().unwrap();
    let second = person.shared(&[&folder], json!({})).await;
    for (share, parent) in [(&link, ""), (&second, folder.as_str())] {
        let body = json!({"parentFolder": parent, "pageSize": 1, "pageCursor": cursor});
        files(&stranger, share, body).await.bad(13_000_102);
    }
}

async fn codes_cannot_be_guessed(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let file = person.store("root", "a", b"a").await;
    let code = json!({"extractCode": "Abcd1234"});
    let link = person.shared(&[&file], code.clone()).await;
    // Right ones do not count.
    for _ in 0..12 {
        verify(&stranger, &link, "Abcd1234").await.ok();
    }
    for number in 0..10 {
        verify(&stranger, &link, &format!("wrong{number:03}"))
            .await
            .bad(13_000_108);
    }
    let answer = verify(&stranger, &link, "Abcd1234").await;
    let wait: u64 = answer.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    answer.bad(13_000_106);
    // Another share has its own count.
    let other = person.shared(&[&file], code).await;
    verify(&stranger, &other, "Abcd1234").await.ok();
    let codeless = person.shared(&[&file], json!({})).await;
    let proof = verify(&stranger, &codeless, "").await.ok();
    files(&stranger, &codeless, json!({"kdtoken": proof["kdstoken"]}))
        .await
        .ok();
}

async fn links_cannot_be_made_up(shared: &'static Shared) {
    let stranger = shared.stranger();
    for short in [
        "",
        "0",
        "x",
        "00000000000000000000000000000000",
        "%00",
        "'",
        "../visit",
    ] {
        let code = stranger
            .get(&format!("/share/visit?shortUrl={short}"))
            .await
            .code();
        assert!([13_000_103, 13_000_102].contains(&code), "{short}: {code}");
        let body = json!({"shortUrl": short.replace("%00", "\0"), "extractCode": "\0"});
        for path in ["/share/files", "/share/verify"] {
            let code = stranger.post(path, &body).await.code();
            assert!([13_000_103, 13_000_102].contains(&code), "{short}: {code}");
        }
    }
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    download(&stranger, &json!({"shareId": "1"}), &file, "")
        .await
        .bad(13_000_103);
}

async fn other_tenants_are_kept_out(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
    let file = outsider.store("root", "a", b"a").await;
    let own = outsider.shared(&[&file], json!({"scope": 2})).await;
    let named = json!({"scope": 3, "userIds": [outsider.user()]});
    let named = outsider.shared(&[&file], named).await;
    let open = outsider.shared(&[&file], json!({})).await;
    for link in [&own, &named] {
        visit(&admin, link).await.bad(13_000_109);
        info(&admin, link, "").await.bad(13_000_109);
        files(&admin, link, json!({})).await.bad(13_000_109);
        verify(&admin, link, "x").await.bad(13_000_109);
        download(&admin, link, &file, "").await.bad(13_000_109);
    }
    download(&admin, &open, &file, "").await.ok();
    let theirs = json!({"scope": 3, "userIds": [admin.user()]});
    outsider.share(&[&file], theirs).await.bad(13_000_103);
    admin
        .change_share(&open, &json!({"validDays": 1}))
        .await
        .bad(13_000_103);
    let cancelled = admin.cancel_shares(&[&open]).await.ok();
    assert_eq!(cancelled["subResponseList"][0]["code"], 13_000_103);
}

async fn a_share_ends_with_its_time_and_its_owner(server: &mut Server) {
    static EXPIRE: Sql = Sql::both("UPDATE share SET expires_at = created_at WHERE id = ?1");
    static DISABLE: Sql = Sql::both("UPDATE member SET status = 1 WHERE id = ?1");
    static ENABLE: Sql = Sql::both("UPDATE member SET status = 0 WHERE id = ?1");
    static CLOSE: Sql = Sql::both("UPDATE space SET status = 1 WHERE owner_id = ?1");
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let file = admin.store("root", "a", b"a").await;
    let short = admin.shared(&[&file], json!({})).await;
    let long = admin
        .shared(&[&file], json!({"extractCode": "Abcd1234"}))
        .await;
    let proof = verify(&admin.without_token(), &long, "Abcd1234").await.ok();
    let proof = proof["kdstoken"].as_str().unwrap().to_owned();
    let id = |text: &str| text.parse::<i64>().unwrap();
    let share = id(short["shareId"].as_str().unwrap());
    server.stop();
    change(server.place(), &EXPIRE, vec![share]).await;
    server.start_again();
    admin.reconnect();
    let stranger = KooDrive::anonymous(server.url());
    visit(&stranger, &short).await.bad(13_000_107);
    download(&stranger, &short, &file, "").await.bad(13_000_107);
    assert_eq!(admin.share_detail(&short).await["status"], 2);
    // Proofs and codes live on when the server was started again.
    files(&stranger, &long, json!({"kdtoken": proof}))
        .await
        .ok();
    // An expired share can be given more time.
    admin
        .change_share(&short, &json!({"validDays": 1}))
        .await
        .ok();
    visit(&stranger, &short).await.ok();
    let user = id(admin.user());
    for (statement, code) in [(&DISABLE, 13_000_107), (&ENABLE, 0), (&CLOSE, 13_000_107)] {
        server.stop();
        change(server.place(), statement, vec![user]).await;
        server.start_again();
        let stranger = KooDrive::anonymous(server.url());
        assert_eq!(visit(&stranger, &short).await.code(), code);
        let answer = files(&stranger, &long, json!({"kdtoken": proof})).await;
        assert_eq!(answer.code(), code, "{answer}");
    }
}
