//! The plans of the statements that run on every click: an index that a query no longer uses is not
//! noticed until a folder is large.

use crate::support::{Db, Kind, on_both_databases};
use coffer_store::{Arg, ColumnMismatch, ColumnValue, FromColumn, Sql, StoreError, args};

macro_rules! explained {
    ($file:literal) => {
        Sql::split(
            concat!(
                "EXPLAIN QUERY PLAN ",
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $file))
            ),
            concat!(
                "EXPLAIN (COSTS OFF) ",
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $file))
            ),
        )
    };
}

static NO_SEQUENTIAL_SCANS: Sql = Sql::split(
    "SELECT 1",
    "SELECT set_config('enable_seqscan', 'off', true) || set_config('enable_sort', 'off', true)",
);
static BY_NAME: Sql = explained!("listing/by_name_ascending.sql");
static BY_NAME_DESCENDING: Sql = explained!("listing/by_name_descending.sql");
static SIBLING: Sql = explained!("nodes/find_sibling.sql");
static ANCESTORS: Sql = explained!("nodes/ancestors.sql");
static UPLOAD: Sql = explained!("uploads/find_of_node.sql");
static BLOB: Sql = explained!("contents/find_by_digest.sql");
static TEAMS: Sql = explained!("groups/list_teams.sql");
static TEAMS_COUNTED: Sql = explained!("groups/count_teams.sql");
static GROUPS: Sql = explained!("groups/list_of_member.sql");
static GROUP_SPACES: Sql = explained!("groups/list_spaces.sql");
static PEOPLE: Sql = explained!("members/list_of_department.sql");
static PEOPLE_COUNTED: Sql = explained!("members/count_of_department.sql");
static BELOW_COUNTED: Sql = explained!("members/count_of_subtree.sql");
static DEPARTMENT_SPACES: Sql = explained!("departments/list_spaces.sql");
static GOING: Sql = explained!("removal/slice.sql");
static CAPACITIES: Sql = explained!("groups/capacities.sql");
static AUDIT_NEWEST: Sql = explained!("audit/list_newest.sql");
static AUDIT_OLDEST: Sql = explained!("audit/list_oldest.sql");
static RECEIVED_NEWEST: Sql = explained!("shares/list_received_newest.sql");
static RECEIVED_OLDEST: Sql = explained!("shares/list_received_oldest.sql");
static RECEIVED_COUNTED: Sql = explained!("shares/count_received.sql");
static NEWLY_NAMED: Sql = explained!("shares/list_newly_named.sql");
static SHARES_OF_SPACE: Sql = explained!("shares/cancel_of_space.sql");
static STARS_NEWEST: Sql = explained!("favourites/list_newest.sql");
static STARS_OLDEST: Sql = explained!("favourites/list_oldest.sql");
static RECENT: Sql = explained!("recents/list.sql");
static KNOWN: Sql = Sql::split(
    concat!(
        "EXPLAIN QUERY PLAN ",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/sql/imports/known_subjects.sqlite.sql"
        ))
    ),
    concat!(
        "EXPLAIN (COSTS OFF) ",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/sql/imports/known_subjects.postgres.sql"
        ))
    ),
);
static CLAIM: Sql = Sql::split(
    concat!(
        "EXPLAIN QUERY PLAN ",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/sql/jobs/claim.sqlite.sql"
        ))
    ),
    concat!(
        "EXPLAIN (COSTS OFF) ",
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/sql/jobs/claim.postgres.sql"
        ))
    ),
);

/// The plan, in one text.
async fn plan(db: &Db, sql: &'static Sql, arguments: Vec<Arg<'static>>) -> String {
    let sqlite = db.kind == Kind::Sqlite;
    db.store
        .write(move |tx| {
            tx.list::<(Ignored,)>(&NO_SEQUENTIAL_SCANS, args![])?;
            let lines: Vec<String> = if sqlite {
                let rows = tx.list::<(i64, i64, i64, String)>(sql, &arguments)?;
                rows.into_iter().map(|(_, _, _, line)| line).collect()
            } else {
                let rows = tx.list::<(String,)>(sql, &arguments)?;
                rows.into_iter().map(|(line,)| line).collect()
            };
            Ok::<_, StoreError>(lines.join("\n"))
        })
        .await
        .unwrap()
}

/// What the first statement answers is of no interest, and differs between the databases.
struct Ignored;

impl FromColumn for Ignored {
    fn from_column(_: ColumnValue<'_>) -> Result<Self, ColumnMismatch> {
        Ok(Self)
    }
}

async fn a_page_by_name_is_one_walk_of_its_index(db: Db) {
    for sql in [&BY_NAME, &BY_NAME_DESCENDING] {
        let place = vec![int(1), int(0), Arg::from(vec![1_u8]), int(1), int(10)];
        let plan = plan(&db, sql, place).await;
        assert!(plan.contains("node_by_name"), "{plan}");
        assert!(
            !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
            "{plan}"
        );
    }
}

async fn due_jobs_are_found_by_their_index(db: Db) {
    let plan = plan(&db, &CLAIM, vec![int(1), int(2), int(0)]).await;
    assert!(plan.contains("job_due"), "{plan}");
}

async fn ancestors_are_found_by_id(db: Db) {
    let plan = plan(&db, &ANCESTORS, vec![int(1)]).await;
    assert!(
        !plan.contains("SCAN n") && !plan.contains("Seq Scan on node"),
        "{plan}"
    );
}

async fn unique_keys_are_looked_up(db: Db) {
    let content = vec![int(1), Arg::from(vec![0_u8; 32]), int(1), Arg::from(false)];
    for (sql, arguments, index) in [
        (&UPLOAD, vec![int(1), int(1)], "upload_node"),
        (&BLOB, content, "blob_content"),
        (&SIBLING, vec![int(1), Arg::from("a")], "node_sibling"),
    ] {
        let plan = plan(&db, sql, arguments).await;
        // Of an empty table, PostgreSQL thinks every index of the folder equally good.
        let any_of_folder = db.kind == Kind::Postgres && plan.contains("node_by_name");
        assert!(plan.contains(index) || any_of_folder, "{plan}");
    }
}

async fn groups_are_found_through_their_people(db: Db) {
    let text = || Arg::from("");
    let teams = || vec![int(1), int(1), int(1), text()];
    let page = || vec![int(0), int(100)];
    for (sql, arguments) in [
        (&TEAMS, [teams(), page()].concat()),
        (&TEAMS_COUNTED, teams()),
        (&GROUPS, vec![int(1), int(1), text(), int(1), int(100)]),
    ] {
        let plan = plan(&db, sql, arguments).await;
        assert!(plan.contains("group_member_of"), "{plan}");
        assert!(!plan.contains("space_list"), "{plan}");
    }
    let plan = plan(&db, &GROUP_SPACES, vec![int(1), text(), int(0), int(100)]).await;
    assert!(plan.contains("user_group_tenant"), "{plan}");
}

async fn people_of_a_department_are_found_through_it(db: Db) {
    let text = || Arg::from("");
    let filter = || vec![int(1), int(1), text(), text(), int(-1)];
    let page = vec![int(0), int(100)];
    for (sql, arguments) in [
        (&PEOPLE, [filter(), page].concat()),
        (&PEOPLE_COUNTED, filter()),
        (&BELOW_COUNTED, filter()),
    ] {
        let plan = plan(&db, sql, arguments).await;
        assert!(plan.contains("member_department"), "{plan}");
        assert!(!plan.contains("member_tenant"), "{plan}");
    }
}

async fn shares_are_found_through_whom_they_name(db: Db) {
    let reader = || vec![int(1), int(1), int(1), Arg::from("")];
    for (sql, more) in [
        (&RECEIVED_NEWEST, vec![int(1), int(100)]),
        (&RECEIVED_OLDEST, vec![int(1), int(100)]),
        (&RECEIVED_COUNTED, vec![int(100)]),
    ] {
        let plan = plan(&db, sql, [reader(), more].concat()).await;
        assert!(plan.contains("share_target_of"), "{plan}");
        assert!(!plan.contains("share_owner"), "{plan}");
        assert!(!plan.contains("Seq Scan on share "), "{plan}");
    }
    let plan = plan(&db, &SHARES_OF_SPACE, vec![int(1), int(1), int(100)]).await;
    assert!(plan.contains("share_space"), "{plan}");
}

async fn whom_a_share_newly_names_is_not_sought_among_all_people(db: Db) {
    let arguments = [1, 1, 1, 1, 0, 100].map(int).to_vec();
    let plan = plan(&db, &NEWLY_NAMED, arguments).await;
    let page_first = plan.contains("member_department") && !plan.contains("member_tenant");
    // PostgreSQL chooses by how many people there are, and here there are none.
    assert!(page_first || db.kind == Kind::Postgres, "{plan}");
    assert!(!plan.contains("Seq Scan on member "), "{plan}");
}

async fn each_subject_of_an_import_is_looked_up(db: Db) {
    let plan = plan(&db, &KNOWN, vec![int(1), Arg::from("[]")]).await;
    let looked_up = plan.contains("member_subject (tenant_id=? AND subject=?)");
    assert!(looked_up || db.kind == Kind::Postgres, "{plan}");
}

async fn administrators_of_departments_have_an_index(db: Db) {
    let arguments = vec![int(1), int(1), Arg::from("%a%"), int(0), int(100)];
    let plan = plan(&db, &DEPARTMENT_SPACES, arguments).await;
    assert!(plan.contains("member_administrator"), "{plan}");
}

async fn a_slice_of_a_space_that_goes_is_one_walk_of_its_index(db: Db) {
    let plan = plan(&db, &GOING, vec![int(1), int(500)]).await;
    assert!(plan.contains("node_space"), "{plan}");
    assert!(
        !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
        "{plan}"
    );
}

async fn capacities_are_summed_without_the_spaces(db: Db) {
    let plan = plan(&db, &CAPACITIES, vec![int(1)]).await;
    // Of an empty table, PostgreSQL thinks every index of it equally good.
    let covered = plan.contains("COVERING INDEX space_capacity");
    assert!(covered || db.kind == Kind::Postgres, "{plan}");
}

async fn a_page_of_the_audit_log_is_one_walk_of_its_index(db: Db) {
    for sql in [&AUDIT_NEWEST, &AUDIT_OLDEST] {
        let any = Arg::from("");
        let filter = [
            int(0),
            int(9),
            int(-1),
            any.clone(),
            any.clone(),
            int(-1),
            any,
        ];
        let arguments = [vec![int(1), int(5)], filter.to_vec(), vec![int(10)]].concat();
        let plan = plan(&db, sql, arguments).await;
        assert!(plan.contains("audit_tenant"), "{plan}");
        assert!(
            !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
            "{plan}"
        );
    }
}

async fn what_was_used_last_is_one_walk_of_its_index(db: Db) {
    let plan = plan(&db, &RECENT, vec![int(1), int(100)]).await;
    assert!(plan.contains("recent_by_time"), "{plan}");
    assert!(
        !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
        "{plan}"
    );
}

async fn a_page_of_stars_is_one_walk_of_its_index(db: Db) {
    for sql in [&STARS_NEWEST, &STARS_OLDEST] {
        let plan = plan(&db, sql, vec![int(1), int(5), int(5), int(-1), int(10)]).await;
        assert!(plan.contains("favourite_by_time"), "{plan}");
        assert!(
            !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
            "{plan}"
        );
    }
}

fn int(number: i64) -> Arg<'static> {
    Arg::from(number)
}

on_both_databases!(
    a_page_by_name_is_one_walk_of_its_index,
    due_jobs_are_found_by_their_index,
    ancestors_are_found_by_id,
    unique_keys_are_looked_up,
    groups_are_found_through_their_people,
    people_of_a_department_are_found_through_it,
    shares_are_found_through_whom_they_name,
    whom_a_share_newly_names_is_not_sought_among_all_people,
    each_subject_of_an_import_is_looked_up,
    administrators_of_departments_have_an_index,
    a_slice_of_a_space_that_goes_is_one_walk_of_its_index,
    capacities_are_summed_without_the_spaces,
    a_page_of_the_audit_log_is_one_walk_of_its_index,
    a_page_of_stars_is_one_walk_of_its_index,
    what_was_used_last_is_one_walk_of_its_index,
);
