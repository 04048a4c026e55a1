use super::*;
use crate::audit::{Act, Change, Object};
use crate::organisation::{ChangeTenant, NewTenant};
use crate::{Actor, Clock, Settings};
use coffer_model::space::GIB;
use coffer_model::user::Role;
use coffer_model::{GroupId, TenantId};
use coffer_store::{DatabaseUrl, Store, StoreSettings};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// 2026-01-31T12:00Z.
const START: i64 = 1_769_860_800_000_000;

struct World {
    drive: Drive,
    time: Arc<AtomicI64>,
    tenant: TenantId,
    admin: UserId,
}

impl World {
    async fn new() -> Self {
        let store = Store::open(StoreSettings::new(DatabaseUrl::Memory))
            .await
            .unwrap();
        let time = Arc::new(AtomicI64::new(START));
        let clock = Clock::Fixed(Arc::clone(&time));
        let blobs = Arc::new(coffer_blobs::Memory::new());
        let drive = Drive::open(store, blobs, clock, [7; 32], Settings::default())
            .await
            .unwrap();
        let (tenant, admin) = drive
            .create_first_tenant(new_tenant("Example"))
            .await
            .unwrap();
        Self {
            drive,
            time,
            tenant,
            admin,
        }
    }

    fn ctx(&self, role: Role) -> Ctx {
        let actor = Actor {
            user: self.admin,
            role,
            ..self.operator().actor
        };
        Ctx {
            actor,
            address: "192.0.2.1".to_owned(),
            ..self.operator()
        }
    }

    fn operator(&self) -> Ctx {
        Ctx::operator(self.tenant, self.drive.now())
    }

    /// Writes down that a group was made.
    async fn note(&self, group: i64, name: &str) {
        let (drive, ctx) = (self.drive.clone(), self.ctx(Role::SuperAdministrator));
        let name = name.to_owned();
        self.drive
            .store()
            .write(move |tx| {
                let change = Change {
                    act: Act::Create,
                    object: Object::Group(GroupId(group)),
                    name: &name,
                    before: json!(null),
                    after: json!({"name": name}),
                };
                drive.audit(tx, &ctx, &change)
            })
            .await
            .unwrap();
    }

    async fn page(&self, filter: &AuditFilter, after: Option<i64>, limit: i64) -> AuditPage {
        let ctx = self.ctx(Role::SuperAdministrator);
        self.drive
            .audit_page(&ctx, filter, after, limit)
            .await
            .unwrap()
    }

    async fn names(&self, filter: &AuditFilter) -> Vec<String> {
        let page = self.page(filter, None, AUDIT_PAGE).await;
        let names = page.entries.into_iter().map(|entry| entry.object_name);
        names.collect()
    }

    async fn refusal(&self, ctx: &Ctx, filter: &AuditFilter, limit: i64) -> Error {
        let refused = self.drive.audit_page(ctx, filter, None, limit).await;
        refused.expect_err("it is refused")
    }
}

fn new_tenant(name: &str) -> NewTenant {
    NewTenant {
        name: name.to_owned(),
        login: format!("admin of {name}").replace(' ', "-"),
        password: "correct horse".to_owned(),
    }
}

fn groups() -> AuditFilter {
    AuditFilter {
        object_kind: "group".to_owned(),
        ..AuditFilter::default()
    }
}

#[tokio::test]
async fn what_the_operator_does_to_a_tenant_is_written_down() {
    let world = World::new().await;
    world.time.fetch_add(1_000_000, Ordering::SeqCst);
    let change = ChangeTenant {
        user_limit: Some(0),
        capacity: Some(GIB),
        personal_space_size: Some(GIB / 2),
        group_limit: Some(500),
        ..ChangeTenant::default()
    };
    let view = world.drive.change_tenant(world.tenant, change.clone());
    assert_eq!(view.await.unwrap().settings.user_limit, 0);
    // What is so already is no change.
    let again = world.drive.change_tenant(world.tenant, change).await;
    assert_eq!(again.unwrap().users, 1);
    let page = world.page(&AuditFilter::default(), None, 10).await;
    assert_eq!(page.next, None);
    let [changed, person, made] = page.entries.as_slice() else {
        panic!("three entries expected: {page:?}");
    };
    let expected = AuditEntry {
        id: changed.id,
        at: Timestamp(START + 1_000_000),
        actor: OPERATOR,
        actor_name: "operator".to_owned(),
        app: None,
        address: "cli".to_owned(),
        act: "change".to_owned(),
        object_kind: "tenant".to_owned(),
        object: world.tenant.0,
        object_name: "Example".to_owned(),
        before: json!({"capacity": 1_024, "user_limit": 1_000, "personal_space_size": 10}),
        after: json!({"capacity": 1, "user_limit": 0, "personal_space_size": "536870912 bytes"}),
    };
    assert_eq!(*changed, expected);
    assert_eq!(
        (person.object, person.object_name.as_str()),
        (world.admin.0, "admin-of-Example")
    );
    assert_eq!((made.object, &made.before), (world.tenant.0, &Value::Null));
    assert_eq!(made.after["capacity"], 1_024);
}

#[tokio::test]
async fn limits_below_what_is_there_only_block_more() {
    let world = World::new().await;
    let change = ChangeTenant {
        capacity: Some(0),
        ..ChangeTenant::default()
    };
    let view = world.drive.change_tenant(world.tenant, change).await;
    assert_eq!(view.unwrap().given, 20 * GIB);
    let gone = world
        .drive
        .change_tenant(TenantId(1), ChangeTenant::default());
    assert_eq!(gone.await.unwrap_err().code(), Code::NotFound);
    for change in [
        ChangeTenant {
            user_limit: Some(-1),
            ..ChangeTenant::default()
        },
        ChangeTenant {
            capacity: Some(u64::MAX),
            ..ChangeTenant::default()
        },
        ChangeTenant {
            name: Some(" ".to_owned()),
            ..ChangeTenant::default()
        },
    ] {
        let refused = world.drive.change_tenant(world.tenant, change).await;
        assert_eq!(refused.unwrap_err().code(), Code::BadRequest);
    }
}

#[tokio::test]
async fn names_are_found_in_any_script_and_case() {
    let world = World::new().await;
    for (group, name) in (1..).zip([
        "研发一组",
        "Отдел Кадров",
        "Straße 100%",
        "a_b",
        "Cafe\u{301}",
    ]) {
        world.note(group, name).await;
    }
    for (term, found) in [
        ("研发", "研发一组"),
        ("отдел КАДРОВ", "Отдел Кадров"),
        ("STRASSE", "Straße 100%"),
        ("0%", "Straße 100%"),
        ("_", "a_b"),
        ("CAFÉ", "Cafe\u{301}"),
    ] {
        let filter = AuditFilter {
            name: term.to_owned(),
            ..groups()
        };
        assert_eq!(world.names(&filter).await, [found], "{term}");
    }
}

#[tokio::test]
async fn every_filter_narrows() {
    let world = World::new().await;
    world.note(1, "first").await;
    world
        .time
        .fetch_add(12 * 3_600 * 1_000_000, Ordering::SeqCst);
    world.note(2, "second").await;
    let both = ["second", "first"];
    type Narrow = fn(&mut AuditFilter, UserId);
    let cases: [(Narrow, &[&str]); 11] = [
        (
            |filter, _| filter.from = "2026-02-01".to_owned(),
            &both[..1],
        ),
        (
            |filter, _| filter.from = "2026-02-01T00:00:00.001Z".to_owned(),
            &[],
        ),
        (|filter, _| filter.to = "2026-01-31".to_owned(), &both[1..]),
        (|filter, _| filter.to = "2026-02-01".to_owned(), &both),
        (
            |filter, _| filter.to = "2026-02-01T01:00:00+01:00".to_owned(),
            &both[1..],
        ),
        (|filter, admin| filter.actor = Some(admin), &both),
        (|filter, _| filter.actor = Some(OPERATOR), &[]),
        (|filter, _| filter.act = "create".to_owned(), &both),
        (|filter, _| filter.act = "change".to_owned(), &[]),
        (|filter, _| filter.object = Some(1), &both[1..]),
        (|filter, _| filter.object_kind = "space".to_owned(), &[]),
    ];
    for (narrow, expected) in cases {
        let mut filter = groups();
        narrow(&mut filter, world.admin);
        assert_eq!(world.names(&filter).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn pages_have_no_gaps_and_no_doubles_while_entries_come_in() {
    let world = World::new().await;
    for oldest_first in [false, true] {
        let filter = AuditFilter {
            oldest_first,
            ..groups()
        };
        let before = world.names(&filter).await;
        for group in 0..7 {
            world.note(group, &format!("{oldest_first}{group}")).await;
        }
        let mut expected = world.names(&filter).await;
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = world.page(&filter, after, 3).await;
            assert!(page.entries.len() <= 3);
            seen.extend(page.entries.into_iter().map(|entry| entry.object_name));
            pages += 1;
            if pages == 1 {
                world.note(9, "meanwhile").await;
                if oldest_first {
                    expected.push("meanwhile".to_owned());
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, expected);
        assert_eq!(pages, expected.len().div_ceil(3));
        assert!(expected.len() >= before.len() + 7);
    }
}

#[tokio::test]
async fn only_super_administrators_read_it_themselves() {
    let world = World::new().await;
    let any = AuditFilter::default();
    let app = Actor {
        app: Some(AppId(1)),
        ..world.ctx(Role::SuperAdministrator).actor
    };
    for ctx in [
        world.ctx(Role::Member),
        world.ctx(Role::DepartmentAdministrator),
        Ctx {
            actor: app,
            ..world.operator()
        },
    ] {
        let refused = world.refusal(&ctx, &any, 1).await;
        assert_eq!(refused.code(), Code::Forbidden);
    }
    let (other, _) = world.drive.add_tenant(new_tenant("Other")).await.unwrap();
    assert_eq!(world.names(&any).await, ["admin-of-Example", "Example"]);
    let theirs = Ctx {
        tenant: other,
        ..world.operator()
    };
    let page = world.drive.audit_page(&theirs, &any, None, 10).await;
    assert_eq!(page.unwrap().entries.len(), 2);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_name() {
    let world = World::new().await;
    let ctx = world.operator();
    type Spoil = fn(&mut AuditFilter);
    let cases: [(&str, Spoil); 7] = [
        ("from", |filter| filter.from = "yesterday".to_owned()),
        ("from", |filter| filter.from = "1969-12-31".to_owned()),
        ("to", |filter| filter.to = "2026-02-30".to_owned()),
        ("act", |filter| filter.act = "Create".to_owned()),
        ("object_kind", |filter| {
            filter.object_kind = "a'b".to_owned()
        }),
        ("object_id", |filter| filter.object = Some(-1)),
        ("name", |filter| filter.name = "a".repeat(129)),
    ];
    for (parameter, spoil) in cases {
        let mut filter = AuditFilter::default();
        spoil(&mut filter);
        let refused = world.refusal(&ctx, &filter, 1).await;
        assert_eq!(refused.facts().parameter.as_deref(), Some(parameter));
    }
    for limit in [0, MAX_AUDIT_PAGE + 1] {
        let refused = world.refusal(&ctx, &AuditFilter::default(), limit).await;
        assert_eq!(refused.facts().limit.as_deref(), Some("1-10000"));
    }
}

#[tokio::test]
async fn a_tenant_is_named_or_the_only_one() {
    let world = World::new().await;
    let find = async |named| world.drive.find_tenant(named).await.unwrap();
    assert_eq!(find(None).await, Some(world.tenant));
    assert_eq!(find(Some(TenantId(1))).await, None);
    let (other, administrator) = world.drive.add_tenant(new_tenant("Other")).await.unwrap();
    assert_eq!(find(None).await, None);
    assert_eq!(find(Some(other)).await, Some(other));
    let listed = world.drive.list_tenants(None).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|tenant| tenant.settings.id).collect();
    assert_eq!(ids, [world.tenant, other]);
    let behind = world.drive.list_tenants(Some(world.tenant)).await.unwrap();
    assert_eq!(behind, listed[1..]);
    // It has what the first one has.
    let (first, second) = (&listed[0], &listed[1]);
    assert_eq!((first.users, first.given), (second.users, second.given));
    assert_ne!(administrator, world.admin);
    let taken = world.drive.add_tenant(new_tenant("Other")).await;
    assert_eq!(taken.unwrap_err().code(), Code::Conflict);
    assert_eq!(world.drive.list_tenants(None).await.unwrap().len(), 2);
}
