//! Rows of what is not there are found and go.

use crate::fsck::Damaged;
use coffer_core::fsck::Fault;
use coffer_model::{JobId, NodeId, ShareId, UserId};
use coffer_store::{Sql, args};

/// Takes the foreign key off a table and puts a row of a share that is not there into it.
macro_rules! damage {
    ($damaged:ident, $table:literal, $values:literal, $share:expr) => {{
        static COPY: Sql = Sql::both(concat!("CREATE TABLE loose AS SELECT * FROM ", $table));
        static DROP: Sql = Sql::both(concat!("DROP TABLE ", $table));
        static RENAME: Sql = Sql::both(concat!("ALTER TABLE loose RENAME TO ", $table));
        static INSERT: Sql = Sql::both(concat!("INSERT INTO ", $table, " VALUES ", $values));
        for statement in [&COPY, &DROP, &RENAME] {
            $damaged.define(statement).await;
        }
        $damaged.execute(&INSERT, args![ShareId($share)]).await;
    }};
}

#[tokio::test]
async fn rows_of_no_share_go() {
    let damaged = Damaged::new().await;
    damage!(damaged, "share_item", "(?1, 0, 5)", 11);
    damage!(damaged, "share_target", "(?1, 2, 5, 0)", 12);
    damage!(damaged, "share_count", "(?1, 0, 1, 1, 1)", 13);
    let user = damaged.world.user;
    damage!(damaged, "share_reader", "(1, ?1, 1, 0, NULL)", 14);
    static OWN: Sql = Sql::both("UPDATE share_reader SET member_id = ?1");
    damaged.execute(&OWN, args![user]).await;
    let strays = [11, 12, 13, 14].map(|share| Fault::ShareStray {
        share: ShareId(share),
    });
    damaged.expect_repair(strays.to_vec()).await;
}

#[tokio::test]
async fn what_people_who_are_gone_did_with_shares_goes() {
    static SHARE: Sql = Sql::both(
        "INSERT INTO share (id, tenant_id, owner_id, space_id, short_id, scope, code_version, may_preview, may_edit,
            may_download, expires_at, comment, display_name, display_key, items, created_at, updated_at)
         SELECT 7, s.tenant_id, s.owner_id, s.id, 'x', 1, 1, 1, 0, 1, 0, '', '', '', 0, 0, 0 FROM space s WHERE s.id = ?1",
    );
    static READ: Sql = Sql::both("INSERT INTO share_reader VALUES (?1, 7, 1, 0, NULL)");
    let damaged = Damaged::new().await;
    damaged.execute(&SHARE, args![damaged.world.space]).await;
    damaged.execute(&READ, args![damaged.world.user]).await;
    damaged.world.assert_whole().await;
    damaged.execute(&READ, args![UserId(5)]).await;
    let stray = Fault::ReaderStray { member: UserId(5) };
    damaged.expect_repair(vec![stray]).await;
}

#[tokio::test]
async fn folders_that_no_copy_waits_for_go() {
    static FOLDER: Sql = Sql::both("INSERT INTO copy_folder VALUES (?1, 5, 6, '')");
    let damaged = Damaged::new().await;
    damaged.execute(&FOLDER, args![JobId(5)]).await;
    let stray = Fault::CopyStray { job: JobId(5) };
    damaged.expect_repair(vec![stray]).await;
}

#[tokio::test]
async fn roles_of_nobody_and_on_nothing_go() {
    static GRANT: Sql = Sql::both(
        "INSERT INTO node_grant SELECT ?1, ?2, ?3, ?4, s.tenant_id, s.id, 0, 0 FROM space s WHERE s.id = ?5",
    );
    static MARK: Sql = Sql::both("UPDATE node SET marks = 2 WHERE id = ?1");
    let damaged = Damaged::new().await;
    let space = damaged.world.space;
    let user = damaged.world.user.0;
    let node = damaged.folder;
    damaged.execute(&MARK, args![node]).await;
    damaged
        .execute(&GRANT, args![node, 1_i64, user, 4_i64, space])
        .await;
    damaged.world.assert_whole().await;
    for (node, kind, subject, role) in [
        (NodeId(5), 1_i64, user, 4_i64),
        (node, 1, 5, 4),
        (node, 2, 5, 4),
        (node, 3, 5, 4),
        (node, 1, user, 6),
    ] {
        damaged
            .execute(&GRANT, args![node, kind, subject, role, space])
            .await;
    }
    let strays = [NodeId(5), node].map(|node| Fault::GrantStray { node });
    damaged.expect_repair(strays.to_vec()).await;
}

#[tokio::test]
async fn guards_of_nothing_go_and_marks_are_set_again() {
    static GUARD: Sql = Sql::both(
        "INSERT INTO node_guard SELECT ?1, s.tenant_id, s.id, TRUE, s.owner_id, '', 0 FROM space s WHERE s.id = ?2",
    );
    let damaged = Damaged::new().await;
    let (space, node) = (damaged.world.space, damaged.folder);
    damaged.execute(&GUARD, args![node, space]).await;
    damaged.execute(&GUARD, args![NodeId(5), space]).await;
    let faults = vec![
        Fault::GuardStray { node: NodeId(5) },
        Fault::NodeMarks { node },
    ];
    damaged.expect_repair(faults).await;
}
