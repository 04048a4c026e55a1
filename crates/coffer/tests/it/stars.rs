//! 4.14: what people have starred.

use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases, store_beside};
use crate::tenants::second_tenant;
use coffer_store::{Sql, args};
use coffer_testkit::{Kind, Place, Server, assert_shape};
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        a_star_shows_all_fields,
        a_folder_is_starred_like_a_file,
        stars_follow_renaming_and_moving_and_not_copies,
        pages_follow_each_other_in_both_directions,
        lists_and_search_tell_the_stars_of_the_caller,
        what_is_recycled_is_marked_and_what_is_erased_goes,
        who_left_a_team_sees_nothing_of_its_files,
        each_file_of_a_batch_has_its_own_outcome,
        odd_batches_are_refused,
        odd_lists_are_refused,
        only_people_have_stars,
        who_is_removed_leaves_no_star,
        stars_of_a_disabled_space_come_back_with_it,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        other_tenants_are_not_reached,
    }
}

impl Person {
    /// Stars files of the own space.
    async fn give_stars(&self, files: &[&str]) {
        let given = self.star(true, self.container(), files).await.ok();
        assert_eq!(given["status"], 0, "{given}");
    }

    async fn star_list(&self, query: &str) -> Vec<Value> {
        let list = self.stars(query).await.ok();
        list["starFiles"].as_array().unwrap().clone()
    }

    async fn starred(&self, query: &str) -> Vec<String> {
        let list = self.star_list(query).await;
        list.iter().map(|star| text(star, "id")).collect()
    }
}

fn text(object: &Value, field: &str) -> String {
    object[field].as_str().unwrap().to_owned()
}

/// Opens a group space and answers the group and the container.
async fn team(owner: &Person, member: &Person) -> (String, String) {
    let body = json!({"name": "Stars", "userIds": [member.user()]});
    let opened = owner.open_group_space(&body).await.ok();
    let group = text(&opened, "id");
    let space = owner.space(&group, "2").await.ok();
    let container = text(&space["data"], "containerId");
    (group, container)
}

const STAR: [(&str, Kind); 24] = [
    ("category", Kind::Text),
    ("id", Kind::Text),
    ("fileName", Kind::Text),
    ("fileType", Kind::Text),
    ("mimeType", Kind::Text),
    ("favorite", Kind::Flag),
    ("recycled", Kind::Flag),
    ("parentFolder", Kind::List),
    ("properties", Kind::Object),
    ("containers", Kind::List),
    ("createdTime", Kind::Time),
    ("editedTime", Kind::Time),
    ("editedByMe", Kind::Flag),
    ("owners", Kind::List),
    ("lastEditor", Kind::Object),
    ("fullFileSuffix", Kind::Text),
    ("fileSuffix", Kind::Text),
    ("size", Kind::Number),
    ("sha256", Kind::Digest),
    ("attachments", Kind::List),
    ("downloadLinks", Kind::List),
    ("userProperties", Kind::Object),
    ("starredTime", Kind::Time),
    ("invalid", Kind::Number),
];

async fn a_star_shows_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "all.tar.gz", b"starred").await;
    let answer = person.star(true, person.container(), &[&file]).await.ok();
    let expected = json!({
        "code": 0, "msg": "success", "status": 0,
        "subResponseList": [{"fileId": file, "code": "0", "message": "success"}],
    });
    assert_eq!(answer, expected);
    let list = person.stars("").await.ok();
    assert_eq!(list["autoDeleted"], 0);
    assert_eq!(list.get("nextCursor"), None);
    let star = &list["starFiles"][0];
    assert_shape("4.14.2", star, &STAR);
    for (field, value) in [
        ("category", json!("drive#file")),
        ("id", json!(file)),
        ("fileName", json!("all.tar.gz")),
        ("favorite", json!(true)),
        ("recycled", json!(false)),
        ("containers", json!([person.container()])),
        ("editedByMe", json!(true)),
        ("fullFileSuffix", json!("tar.gz")),
        ("size", json!(7)),
        ("spaceType", json!("1")),
        ("invalid", json!(0)),
    ] {
        assert_eq!(star[field], value, "{field}");
    }
    assert_eq!(star.get("filePath"), None);
    let attachment = &star["attachments"][0];
    assert_eq!(attachment["sha256"], star["sha256"]);
    let slice = &attachment["asset"]["resource"]["objects"][0];
    for link in [
        &star["downloadLinks"][0]["downloadLink"],
        &slice["downloadUrl"]["url"],
    ] {
        let (status, content) = person.follow(link.as_str().unwrap()).await;
        assert_eq!((status, content.as_ref()), (200, b"starred".as_slice()));
    }
}

async fn a_folder_is_starred_like_a_file(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.folder(person.container(), "root", "a.b").await.ok();
    let folder = crate::files::id(&folder);
    let inner = person.store(&folder, "inner", b"x").await;
    person.give_stars(&[&folder]).await;
    let star = person.star_list("").await.remove(0);
    assert_eq!(star["fileType"], "10");
    assert_eq!(star["attachments"], json!([]));
    assert_eq!(star["downloadLinks"], json!([]));
    assert_eq!(star.get("size"), None);
    // What is in it has no star of its own, and is in the recycle bin when it is.
    person.give_stars(&[&inner]).await;
    person.recycle(&[&folder]).await;
    for star in person.star_list("").await {
        assert_eq!(star["spaceType"], "3", "{star}");
    }
}

async fn stars_follow_renaming_and_moving_and_not_copies(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let file = person.store("root", "note.txt", b"x").await;
    let folder = person.folder(container, "root", "folder").await.ok();
    let folder = crate::files::id(&folder);
    person.give_stars(&[&file]).await;
    let before = person.star_list("").await.remove(0);
    person.rename(container, &file, "song.mp3", 3).await.ok();
    person.move_to(&folder, &[&file]).await;
    let after = person.star_list("").await.remove(0);
    assert_eq!(after["fileName"], "song.mp3");
    assert_eq!(after["parentFolder"], json!([folder]));
    assert_eq!(after["starredTime"], before["starredTime"]);
    // The kind is that of the new name.
    assert_eq!(
        person.starred("?fileType=30").await,
        std::slice::from_ref(&file)
    );
    assert!(person.starred("?fileType=26").await.is_empty());
    person.run_job(1, 0, container, "root", &[&file]).await;
    assert_eq!(person.starred("").await, std::slice::from_ref(&file));
    // A second star does not change the first.
    person.give_stars(&[&file]).await;
    let again = person.star_list("").await.remove(0);
    assert_eq!(again["starredTime"], before["starredTime"]);
}

async fn pages_follow_each_other_in_both_directions(shared: &'static Shared) {
    let person = shared.person().await;
    let mut files = Vec::new();
    for number in 0..5 {
        let name = format!("{number}.txt");
        files.push(person.store("root", &name, b"x").await);
    }
    // Two of them at the same moment.
    for some in [&files[..1], &files[1..3], &files[3..4], &files[4..]] {
        let some: Vec<&str> = some.iter().map(String::as_str).collect();
        person.give_stars(&some).await;
    }
    let newest = person.starred("?pageCursor=0&sortType=1&fileType=").await;
    assert_eq!(newest.len(), 5);
    assert_eq!((&newest[0], &newest[4]), (&files[4], &files[0]));
    let mut oldest = newest.clone();
    oldest.reverse();
    for (direction, expected) in [("2", &newest), ("1", &oldest)] {
        let (mut seen, mut cursor) = (Vec::new(), "0".to_owned());
        loop {
            let query = format!("?pageSize=2&sortDirection={direction}&pageCursor={cursor}");
            let page = person.stars(&query).await.ok();
            let stars = page["starFiles"].as_array().unwrap();
            seen.extend(stars.iter().map(|star| text(star, "id")));
            match page["nextCursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(&seen, expected);
        // A cursor belongs to its direction and its filter.
        let other = if direction == "1" { "2" } else { "1" };
        for query in [
            format!("?sortDirection={other}&pageCursor={cursor}"),
            format!("?sortDirection={direction}&fileType=26&pageCursor={cursor}"),
        ] {
            person.stars(&query).await.bad(13_000_102);
        }
    }
}

async fn lists_and_search_tell_the_stars_of_the_caller(shared: &'static Shared) {
    let (owner, member) = (shared.person().await, shared.person().await);
    let (group, container) = team(&owner, &member).await;
    let starred = owner.upload(&container, "root", "starred.txt", b"x").await;
    let plain = owner.upload(&container, "root", "plain.txt", b"x").await;
    owner.star(true, &container, &[&starred]).await.ok();
    let told = async |person: &Person| {
        let body = json!({"containerId": container, "parentFileId": "root"});
        let listed = person
            .list_team(&group, "0", "?team_type=2", &body)
            .await
            .ok();
        let body = json!({"searchType": "team", "filter": {"containerId": container}});
        let found = person.search(&body).await.ok();
        let mut told = Vec::new();
        for list in [&listed["files"], &found["files"]] {
            let files = list.as_array().unwrap().iter();
            let mut stars: Vec<(String, bool)> = files
                .map(|file| (text(file, "id"), file["favorite"].as_bool().unwrap()))
                .collect();
            stars.sort();
            told.push(stars);
        }
        told
    };
    let expected = |star: bool| {
        let mut files = vec![(starred.clone(), star), (plain.clone(), false)];
        files.sort();
        vec![files.clone(), files]
    };
    assert_eq!(told(&owner).await, expected(true));
    assert_eq!(told(&member).await, expected(false));
    let star = owner.star_list("").await.remove(0);
    assert_eq!(star["spaceType"], "2");
    assert_eq!(star["filePath"], "Stars");
    // Somebody else's calls take nothing away.
    member.star(false, &container, &[&starred]).await.ok();
    assert_eq!(told(&owner).await, expected(true));
    owner.star(false, &container, &[&starred]).await.ok();
    assert_eq!(told(&owner).await, expected(false));
}

async fn what_is_recycled_is_marked_and_what_is_erased_goes(shared: &'static Shared) {
    let person = shared.person().await;
    let kept = person.store("root", "kept", b"x").await;
    let gone = person.store("root", "gone", b"x").await;
    person.give_stars(&[&kept, &gone]).await;
    person.recycle(&[&kept, &gone]).await;
    for star in person.star_list("").await {
        assert_eq!(
            (&star["recycled"], &star["spaceType"], &star["invalid"]),
            (&json!(true), &json!("3"), &json!(1)),
        );
        assert_eq!(star["downloadLinks"], json!([]));
        let slice = &star["attachments"][0]["asset"]["resource"]["objects"][0];
        assert_eq!(slice.get("downloadUrl"), None);
    }
    let refused = person.star(true, person.container(), &[&kept]).await.ok();
    assert_eq!(refused["status"], 2, "{refused}");
    person.restore(&[&kept]).await;
    person.erase(&[&gone]).await;
    let list = person.stars("").await.ok();
    assert_eq!(list["autoDeleted"], 1);
    assert_eq!(list["starFiles"].as_array().unwrap().len(), 1);
    assert_eq!(list["starFiles"][0]["invalid"], 0);
    assert_eq!(person.stars("").await.ok()["autoDeleted"], 0);
}

async fn who_left_a_team_sees_nothing_of_its_files(shared: &'static Shared) {
    let (owner, member) = (shared.person().await, shared.person().await);
    let (group, container) = team(&owner, &member).await;
    let file = owner.upload(&container, "root", "secret.txt", b"x").await;
    member.star(true, &container, &[&file]).await.ok();
    owner.remove_members(&group, &[member.user()]).await.ok();
    let star = member.star_list("").await.remove(0);
    let expected = json!({
        "category": "drive#file", "id": file, "favorite": true, "starredTime": star["starredTime"],
        "spaceType": "4", "invalid": 1, "parentFolder": [], "containers": [], "owners": [],
        "attachments": [], "downloadLinks": [],
    });
    assert_eq!(star, expected);
    // Not even its kind.
    let filtered = member.stars("?fileType=26&pageSize=1").await.ok();
    assert_eq!(filtered["starFiles"], json!([]));
    assert_eq!(filtered.get("nextCursor"), None);
    let refused = member.star(true, &container, &[&file]).await.ok();
    assert_eq!(refused["subResponseList"][0]["code"], "13000410");
    member.star(false, "", &[&file]).await.ok();
    assert!(member.starred("").await.is_empty());
}

async fn each_file_of_a_batch_has_its_own_outcome(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let mine = person.store("root", "mine", b"x").await;
    let theirs = other.store("root", "theirs", b"x").await;
    let root = text(&person.space, "bizRootFileId");
    let body = json!({"starred": "true", "subRequestList": [
        {"containerId": person.container(), "fileId": mine},
        {"containerId": other.container(), "fileId": theirs},
        {"containerId": person.container(), "fileId": "F0000"},
        {"containerId": "nothing", "fileId": "F0001"},
        {"containerId": person.container(), "fileId": root},
    ]});
    let answer = person.post("/star/batch", &body).await.ok();
    assert_eq!(answer["status"], 1);
    let outcomes = answer["subResponseList"].as_array().unwrap();
    let codes: Vec<&str> = outcomes
        .iter()
        .map(|outcome| outcome["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["0", "13000410", "13000309", "13000301", "13000309"]);
    let own = person.star(true, person.container(), &[&theirs]).await.ok();
    assert_eq!(own["status"], 2);
    assert_eq!(person.starred("").await, std::slice::from_ref(&mine));
    assert!(other.starred("").await.is_empty());
    // Without a star it is as it should be; what is no id is not.
    let answer = person.star(false, "", &[&mine, &theirs, "x"]).await.ok();
    let outcomes = answer["subResponseList"].as_array().unwrap();
    let fine = outcomes.iter().filter(|outcome| outcome["code"] == "0");
    assert_eq!((fine.count(), answer["status"].as_i64()), (2, Some(1)));
}

async fn odd_batches_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "file", b"x").await;
    let item = json!({"containerId": person.container(), "fileId": file});
    let many: Vec<Value> = (0..101)
        .map(|number| json!({"containerId": person.container(), "fileId": format!("F{number}")}))
        .collect();
    for body in [
        json!({}),
        json!({"starred": true}),
        json!({"subRequestList": [item]}),
        json!({"starred": true, "subRequestList": []}),
        json!({"starred": true, "subRequestList": [item, item]}),
        json!({"starred": false, "subRequestList": [item, item]}),
        json!({"starred": true, "subRequestList": many}),
        json!({"starred": "perhaps", "subRequestList": [item]}),
        json!({"starred": true, "subRequestList": [{"containerId": person.container()}]}),
        json!({"starred": true, "subRequestList": item["fileId"]}),
    ] {
        person.post("/star/batch", &body).await.bad(13_000_102);
    }
    assert!(person.starred("").await.is_empty());
}

async fn odd_lists_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    for query in [
        "?pageSize=0",
        "?pageSize=101",
        "?pageSize=x",
        "?pageCursor=x",
        "?sortType=2",
        "?sortDirection=0",
        "?sortDirection=3",
        "?fileType=11",
        "?fileType=x",
    ] {
        person.stars(query).await.bad(13_000_102);
    }
}

async fn only_people_have_stars(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "file", b"x").await;
    let app = person.as_app(shared.app(), person.user());
    let wrong = person.with_token("Bearer+0000");
    for client in [&shared.stranger(), &app, &wrong] {
        assert_eq!(client.stars("").await.status, 401);
        let answer = client.star(true, person.container(), &[&file]).await;
        assert_eq!(answer.status, 401);
    }
    assert!(person.starred("").await.is_empty());
}

async fn who_is_removed_leaves_no_star(shared: &'static Shared) {
    static STARS: Sql = Sql::both("SELECT COUNT(*) FROM favourite WHERE member_id = ?1");
    let office = shared.office("stars of a leaver").await;
    let person = office.join(&office.top, "stars.leaver", 1).await;
    let container = office.team_space(&office.top).await;
    let left = office.admin.upload(&container, "root", "left", b"x").await;
    person.star(true, &container, &[&left]).await.ok();
    let member: i64 = person.user().parse().unwrap();
    let store = store_beside(shared.server().place()).await;
    let count = async || {
        let counted = store.read(move |tx| tx.find::<(i64,)>(&STARS, args![member]));
        counted.await.unwrap().unwrap().0
    };
    assert_eq!(count().await, 1);
    office.admin.delete_user(person.user()).await.ok();
    assert_eq!(count().await, 0);
    store.close().await;
}

async fn stars_of_a_disabled_space_come_back_with_it(shared: &'static Shared) {
    let office = shared.office("stars of a closed space").await;
    let person = office.join(&office.top, "stars.closed", 1).await;
    let container = office.team_space(&office.top).await;
    let file = person.upload(&container, "root", "file", b"x").await;
    person.star(true, &container, &[&file]).await.ok();
    for (status, space_type, named) in [(1, "4", false), (0, "2", true)] {
        let change = json!({"type": 0, "status": status});
        office.admin.change_space(&office.top, &change).await.ok();
        let star = person.star_list("").await.remove(0);
        assert_eq!(star["spaceType"], space_type);
        assert_eq!(star.get("fileName").is_some(), named, "{star}");
    }
    office.admin.delete_space(&office.top, 0).await.ok();
    let list = person.stars("").await.ok();
    assert_eq!(list["starFiles"], json!([]));
    assert_eq!(list["autoDeleted"], 1);
}

async fn other_tenants_are_not_reached(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
    let file = outsider.store("root", "file", b"x").await;
    outsider.give_stars(&[&file]).await;
    for container in [outsider.container(), admin.container()] {
        let refused = admin.star(true, container, &[&file]).await.ok();
        assert_eq!(refused["status"], 2, "{refused}");
    }
    admin.star(false, outsider.container(), &[&file]).await.ok();
    assert!(admin.starred("").await.is_empty());
    assert_eq!(outsider.starred("").await, [file]);
}
