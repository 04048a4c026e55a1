//! The audit log is only added to.

use crate::support::{Db, on_both_databases};
use coffer_model::{TenantId, Timestamp, UserId};
use coffer_store::audit::{self, AuditFilter, AuditRow, NewAuditEntry};
use coffer_store::{Sql, StoreError, args};

on_both_databases! {
    nobody_changes_or_removes_an_entry,
    the_name_of_who_did_it_stays_as_it_was,
}

const TENANT: TenantId = TenantId(1);

static UPDATE: Sql = Sql::both("UPDATE audit SET act = 'other' WHERE id = 1");
static UPDATE_ALL: Sql = Sql::both("UPDATE audit SET id = id + 1");
static DELETE: Sql = Sql::both("DELETE FROM audit WHERE id = 1");
static DELETE_ALL: Sql = Sql::both("DELETE FROM audit");
static REPLACE: Sql = Sql::split(
    "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT (id) DO UPDATE SET act = 'other'",
    "INSERT INTO audit SELECT * FROM audit ON CONFLICT (id) DO UPDATE SET act = 'other'",
);
static REPLACE_ROW: Sql = Sql::split(
    "INSERT OR REPLACE INTO audit SELECT * FROM audit",
    "UPDATE audit SET act = 'other' WHERE false",
);
static TRUNCATE: Sql = Sql::split("DELETE FROM audit WHERE true", "TRUNCATE audit");
static TENANT_ROW: Sql = Sql::both(
    "INSERT INTO tenant (id, name, capacity, user_limit, personal_space_size, department_space_size,
        group_space_size, auto_provision, seal_key, created_at)
    VALUES (1, '', 0, 0, 0, 0, 0, FALSE, ?1, 0)",
);
static DEPARTMENT: Sql = Sql::both(
    "INSERT INTO department (id, tenant_id, name, name_key, created_at) VALUES (1, 1, '', '', 0)",
);
static MEMBER: Sql = Sql::both(
    "INSERT INTO member (id, tenant_id, department_id, name, subject, mobile, email, role, status, created_at)
    VALUES (5, 1, 1, 'Zhang San', '', '', '', 1, 0, 0)",
);
static RENAME: Sql = Sql::both("UPDATE member SET name = 'Li Si' WHERE id = 5");

async fn note(db: &Db, id: i64, actor: UserId) {
    let written = db.store.write(move |tx| {
        audit::insert(
            tx,
            &NewAuditEntry {
                id,
                tenant: TENANT,
                at: Timestamp(id),
                actor,
                app: None,
                address: "cli",
                act: "create",
                object_kind: "group",
                object: 7,
                object_name: "Seven",
                object_key: "seven",
                before: "",
                after: "{}",
            },
        )
    });
    written.await.unwrap();
}

async fn entries(db: &Db) -> Vec<AuditRow> {
    let any = AuditFilter {
        from: Timestamp(0),
        until: Timestamp(i64::MAX),
        actor: -1,
        act: String::new(),
        object_kind: String::new(),
        object: -1,
        name_pattern: String::new(),
    };
    let read = db
        .store
        .read(move |tx| audit::list_oldest(tx, TENANT, 0, &any, 10));
    read.await.unwrap()
}

async fn nobody_changes_or_removes_an_entry(db: Db) {
    note(&db, 1, UserId(0)).await;
    let before = format!("{:?}", entries(&db).await);
    for statement in [
        &UPDATE,
        &UPDATE_ALL,
        &DELETE,
        &DELETE_ALL,
        &REPLACE,
        &REPLACE_ROW,
        &TRUNCATE,
    ] {
        let refused = db.store.write(|tx| tx.execute(statement, args![])).await;
        let failure: StoreError = refused.expect_err("it is refused");
        let mut told = format!("{failure:?}");
        let mut cause = std::error::Error::source(&failure);
        while let Some(inner) = cause {
            told.push_str(&inner.to_string());
            cause = inner.source();
        }
        assert!(told.contains("only added to"), "{told}");
    }
    assert_eq!(format!("{:?}", entries(&db).await), before);
    note(&db, 2, UserId(0)).await;
    assert_eq!(entries(&db).await.len(), 2);
}

async fn the_name_of_who_did_it_stays_as_it_was(db: Db) {
    db.store
        .write(|tx| {
            tx.execute(&TENANT_ROW, args![&[0_u8][..]])?;
            tx.execute(&DEPARTMENT, args![])?;
            tx.execute(&MEMBER, args![])
        })
        .await
        .unwrap();
    note(&db, 1, UserId(5)).await;
    db.store
        .write(|tx| tx.execute(&RENAME, args![]))
        .await
        .unwrap();
    note(&db, 2, UserId(5)).await;
    let names: Vec<String> = entries(&db)
        .await
        .into_iter()
        .map(|entry| entry.actor_name)
        .collect();
    assert_eq!(names, ["Zhang San", "Li Si"]);
}
