//! What becomes of groups when people go, what is told of it, and what the log says.

use crate::world::{World, assert_code};
use coffer_core::organisation::groups::{
    ChangeGroup, ListGroupMembers, ListGroups, ListTeams, NewGroupSpace, Teams,
};
use coffer_model::group::{GroupName, IconUrl};
use coffer_model::organisation::{GroupKind, GroupRole};
use coffer_model::space::SpaceKind;
use coffer_model::{Code, GroupId, UserId};
use coffer_store::{Sql, args};

fn name(text: &str) -> GroupName {
    GroupName::parse("name", text).unwrap()
}

#[track_caller]
fn assert_done(failed: coffer_model::Result<Vec<UserId>>) {
    assert_eq!(failed.unwrap(), []);
}

async fn people_group(owner: &World, text: &str, people: &[&World]) -> GroupId {
    let created = owner.drive.create_group(&owner.ctx(), name(text)).await;
    let group = created.unwrap();
    // One after the other, so that there is an order of joining.
    for person in people {
        owner.pass(1);
        assert_done(
            owner
                .drive
                .add_group_members(&owner.ctx(), group, vec![person.user])
                .await,
        );
    }
    group
}

async fn space_group(owner: &World, text: &str) -> GroupId {
    let new = NewGroupSpace {
        name: name(text),
        icon_url: IconUrl::default(),
        capacity: None,
        people: Vec::new(),
    };
    let opened = owner.drive.open_group_space(&owner.ctx(), new).await;
    opened.unwrap().group
}

async fn set_role(owner: &World, group: GroupId, member: &World, role: GroupRole) {
    let change = ChangeGroup {
        id: group,
        kind: None,
        name: None,
        icon_url: None,
        pinned: None,
        role: Some((member.user, role)),
    };
    owner
        .drive
        .change_group(&owner.ctx(), change)
        .await
        .unwrap();
}

/// The members with their roles; nobody when there is no such group.
async fn members(admin: &World, group: GroupId) -> Vec<(UserId, GroupRole)> {
    let list = ListGroupMembers {
        group,
        term: String::new(),
        offset: 0,
        limit: 100,
    };
    match admin.drive.list_group_members(&admin.ctx(), list).await {
        Ok(page) => page
            .members
            .iter()
            .map(|member| (member.user, member.role))
            .collect(),
        Err(error) => {
            assert_eq!(error.code(), Code::NotFound);
            Vec::new()
        }
    }
}

async fn count(person: &World, kind: GroupKind) -> u64 {
    let list = ListGroups {
        kind,
        term: String::new(),
        after: None,
        limit: 1,
    };
    let page = person.drive.list_groups(&person.ctx(), list).await;
    page.unwrap().total
}

/// The keys and teams of what somebody was told, in order.
async fn told(person: &World) -> Vec<(String, String)> {
    static MESSAGES: Sql = Sql::both(
        "SELECT text_key, facts FROM message WHERE member_id = ?1 AND kind = 1 ORDER BY id",
    );
    let user = person.user;
    let rows: Vec<(String, String)> = person
        .store
        .read(move |tx| tx.list(&MESSAGES, args![user]))
        .await
        .unwrap();
    rows.into_iter()
        .map(|(key, facts)| {
            let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
            let team = facts["team"].as_str().unwrap().to_owned();
            (key.trim_start_matches("message.team.").to_owned(), team)
        })
        .collect()
}

/// What the log says of a group: act, before, after.
async fn log(admin: &World, group: GroupId) -> Vec<String> {
    static ENTRIES: Sql = Sql::both(
        "SELECT act, before, after FROM audit WHERE object_kind = 'group' AND object_id = ?1 ORDER BY id",
    );
    let rows: Vec<(String, String, String)> = admin
        .store
        .read(move |tx| tx.list(&ENTRIES, args![group]))
        .await
        .unwrap();
    rows.into_iter()
        .map(|(act, before, after)| format!("{act} {before} {after}"))
        .collect()
}

fn said(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, team)| ((*key).to_owned(), (*team).to_owned()))
        .collect()
}

#[tokio::test]
async fn groups_of_somebody_who_is_removed_pass_to_the_longest_serving() {
    let admin = World::new().await;
    let (leaver, first, second) = (
        admin.somebody("leaver").await,
        admin.somebody("first").await,
        admin.somebody("second").await,
    );
    let managed = people_group(&leaver, "managed", &[&first, &second]).await;
    set_role(&leaver, managed, &second, GroupRole::Manager).await;
    let equal = people_group(&leaver, "equal", &[&second, &first]).await;
    let alone = people_group(&leaver, "alone", &[]).await;
    let space = space_group(&leaver, "space").await;
    let joined = people_group(&first, "joined", &[&leaver]).await;
    admin
        .drive
        .remove_member(&admin.ctx(), leaver.user)
        .await
        .unwrap();
    let (owner, member) = (GroupRole::Owner, GroupRole::Member);
    let expected = [(second.user, owner), (first.user, member)];
    assert_eq!(members(&admin, managed).await, expected);
    assert_eq!(members(&admin, equal).await, expected);
    assert_eq!(members(&admin, joined).await, [(first.user, owner)]);
    for gone in [alone, space] {
        assert_eq!(members(&admin, gone).await, []);
    }
    let found = admin
        .drive
        .space_of_owner(&admin.ctx(), SpaceKind::Group, space.0)
        .await;
    assert_code(found, Code::SpaceNotFound);
    let news = [
        ("added", "managed"),
        ("added", "equal"),
        ("owner", "managed"),
        ("owner", "equal"),
    ];
    assert_eq!(told(&second).await, said(&news));
    let entries = log(&admin, joined).await;
    let last = format!("remove_members {{\"members\":[\"{}\"]}} ", leaver.user);
    assert_eq!(entries.last(), Some(&last));
    admin.run_jobs().await;
    admin.assert_whole().await;
}

#[tokio::test]
async fn groups_are_handed_over_with_everything_else() {
    let admin = World::new().await;
    let (leaver, receiver) = (
        admin.somebody("leaver").await,
        admin.somebody("receiver").await,
    );
    let people = people_group(&leaver, "people", &[&receiver]).await;
    let space = space_group(&leaver, "space").await;
    let joined = people_group(&admin, "joined", &[&leaver]).await;
    let id = admin
        .drive
        .hand_over(&admin.ctx(), leaver.user, receiver.user)
        .await;
    id.unwrap();
    for group in [people, space] {
        assert_eq!(
            members(&admin, group).await,
            [(receiver.user, GroupRole::Owner)]
        );
        let entries = log(&admin, group).await;
        let last = format!(
            "hand_over {{\"owner\":\"{}\"}} {{\"owner\":\"{}\"}}",
            leaver.user, receiver.user
        );
        assert_eq!(entries.last(), Some(&last));
    }
    assert_eq!(
        members(&admin, joined).await,
        [(admin.user, GroupRole::Owner)]
    );
    // Put in again before the job ends: whoever is removed belongs to nothing.
    assert_done(
        admin
            .drive
            .add_group_members(&admin.ctx(), joined, vec![leaver.user])
            .await,
    );
    admin.run_jobs().await;
    assert_eq!(
        members(&admin, joined).await,
        [(admin.user, GroupRole::Owner)]
    );
    let news = [("added", "people"), ("owner", "people"), ("owner", "space")];
    assert_eq!(told(&receiver).await, said(&news));
    let list = ListTeams {
        teams: Teams::Groups,
        term: String::new(),
        offset: 0,
        limit: 10,
    };
    let teams = receiver
        .drive
        .list_teams(&receiver.ctx(), list)
        .await
        .unwrap();
    assert_eq!(teams.teams[0].team.owner, receiver.user.0);
    admin.assert_whole().await;
}

#[tokio::test]
async fn who_gets_groups_may_have_more_than_one_may_make_and_leaves_all_of_them() {
    let admin = World::new().await;
    let (leaver, receiver) = (
        admin.somebody("leaver").await,
        admin.somebody("receiver").await,
    );
    for number in 0..200 {
        people_group(&receiver, &number.to_string(), &[]).await;
    }
    for number in 0..3 {
        people_group(&leaver, &format!("of leaver {number}"), &[]).await;
    }
    let more = receiver
        .drive
        .create_group(&receiver.ctx(), name("more"))
        .await;
    assert_code(more, Code::TenantLimit);
    let id = admin
        .drive
        .hand_over(&admin.ctx(), leaver.user, receiver.user)
        .await;
    id.unwrap();
    admin.run_jobs().await;
    assert_eq!(count(&receiver, GroupKind::People).await, 203);
    admin
        .drive
        .remove_member(&admin.ctx(), receiver.user)
        .await
        .unwrap();
    assert_eq!(count(&receiver, GroupKind::People).await, 0);
    static LEFT: Sql = Sql::both("SELECT COUNT(*) FROM user_group");
    let left: Option<(i64,)> = admin
        .store
        .read(|tx| tx.find(&LEFT, args![]))
        .await
        .unwrap();
    assert_eq!(left, Some((0,)));
}

#[tokio::test]
async fn people_are_told_what_others_do() {
    let admin = World::new().await;
    let (owner, one, other) = (
        admin.somebody("owner").await,
        admin.somebody("one").await,
        admin.somebody("other").await,
    );
    let group = people_group(&owner, "Team", &[&one, &other]).await;
    set_role(&owner, group, &one, GroupRole::Owner).await;
    assert_done(
        one.drive
            .remove_group_members(&one.ctx(), group, vec![other.user])
            .await,
    );
    one.drive.dissolve_group(&one.ctx(), group).await.unwrap();
    // Who does it knows.
    assert_eq!(told(&owner).await, said(&[("dissolved", "Team")]));
    assert_eq!(
        told(&one).await,
        said(&[("added", "Team"), ("owner", "Team")])
    );
    assert_eq!(
        told(&other).await,
        said(&[("added", "Team"), ("removed", "Team")])
    );
    let entries = log(&admin, group).await;
    let acts = entries.iter().map(|entry| entry.split(' ').next().unwrap());
    let expected = [
        "create",
        "add_members",
        "add_members",
        "hand_over",
        "remove_members",
        "delete",
    ];
    assert_eq!(acts.collect::<Vec<_>>(), expected);
    for fact in ["create ", "\"kind\":\"people\"", "\"name\":\"Team\""] {
        assert!(entries[0].contains(fact), "{}", entries[0]);
    }
}
