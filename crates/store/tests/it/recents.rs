//! What people used last: the rows tell what [`Use::or`] tells, and no more than are wanted stay.

use crate::support::{Db, on_both_databases};
use coffer_model::{NodeId, Timestamp, UserId};
use coffer_store::recents::{self, Use};
use coffer_store::{Sql, args};

on_both_databases! {
    rows_tell_of_two_uses_what_memory_tells,
    the_newest_stay,
    nothing_is_noted_for_who_was_removed,
}

static TENANT: Sql = Sql::both(
    "INSERT INTO tenant (id, name, capacity, user_limit, personal_space_size, department_space_size,
        group_space_size, auto_provision, seal_key, created_at)
    VALUES (1, '', 0, 0, 0, 0, 0, FALSE, ?1, 0)",
);
static DEPARTMENT: Sql = Sql::both(
    "INSERT INTO department (id, tenant_id, name, name_key, created_at) VALUES (1, 1, '', '', 0)",
);
static MEMBER: Sql = Sql::both(
    "INSERT INTO member (id, tenant_id, department_id, name, subject, mobile, email, role, status, created_at)
    VALUES (?1, 1, 1, '', ?2, '', '', 1, ?3, 0)",
);

const MEMBER_ID: UserId = UserId(5);
const REMOVED: UserId = UserId(6);

async fn people(db: &Db) {
    let made = db.store.write(|tx| {
        tx.execute(&TENANT, args![vec![0_u8]])?;
        tx.execute(&DEPARTMENT, args![])?;
        tx.execute(&MEMBER, args![MEMBER_ID, "a", 0_i64])?;
        tx.execute(&MEMBER, args![REMOVED, "b", 3_i64])
    });
    made.await.unwrap();
}

async fn insert(db: &Db, member: UserId, uses: &[(i64, Use)], keep: u32) {
    let uses: Vec<(UserId, NodeId, Use)> = uses
        .iter()
        .map(|(node, used)| (member, NodeId(*node), *used))
        .collect();
    let written = db.store.write(move |tx| recents::insert(tx, &uses, keep));
    written.await.unwrap();
}

async fn list(db: &Db, member: UserId) -> Vec<(NodeId, Use)> {
    let listed = db.store.read(move |tx| recents::list(tx, member, 1_000));
    listed.await.unwrap()
}

async fn rows_tell_of_two_uses_what_memory_tells(db: Db) {
    people(&db).await;
    let hour = Use::EDITING;
    let times = [1, 2, hour, hour + 1, hour + 2, 3 * hour];
    let every = times.iter().flat_map(|at| {
        [false, true].map(|edited| Use {
            at: Timestamp(*at),
            edited,
        })
    });
    let every: Vec<Use> = every.collect();
    let (mut first, mut second, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    for one in &every {
        for other in &every {
            let node = i64::try_from(expected.len()).unwrap();
            first.push((node, *one));
            second.push((node, *other));
            expected.push((NodeId(node), one.or(*other)));
        }
    }
    insert(&db, MEMBER_ID, &first, 1_000).await;
    insert(&db, MEMBER_ID, &second, 1_000).await;
    let mut listed = list(&db, MEMBER_ID).await;
    listed.sort_by_key(|(node, _)| *node);
    assert_eq!(listed, expected);
}

async fn the_newest_stay(db: Db) {
    people(&db).await;
    let view = |node: i64, at: i64| {
        let at = Timestamp(at);
        (node, Use { at, edited: false })
    };
    insert(&db, MEMBER_ID, &[view(1, 10), view(2, 20), view(3, 30)], 3).await;
    assert_eq!(list(&db, MEMBER_ID).await.len(), 3);
    // Of those at the same time, the larger ids are the newer.
    insert(&db, MEMBER_ID, &[view(4, 20), view(5, 20)], 3).await;
    let kept: Vec<i64> = list(&db, MEMBER_ID)
        .await
        .iter()
        .map(|(node, _)| node.0)
        .collect();
    assert_eq!(kept, [3, 5, 4]);
}

async fn nothing_is_noted_for_who_was_removed(db: Db) {
    people(&db).await;
    let used = Use {
        at: Timestamp(1),
        edited: true,
    };
    insert(&db, REMOVED, &[(1, used)], 3).await;
    assert!(list(&db, REMOVED).await.is_empty());
    insert(&db, MEMBER_ID, &[(1, used)], 3).await;
    assert_eq!(list(&db, MEMBER_ID).await.len(), 1);
}
