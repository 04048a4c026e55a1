//! Bringing in many people at once.

use crate::world::World;
use coffer_core::organisation::{ImportRow, MemberList, MemberReach, NewDepartment, Verified};
use coffer_model::space::GIB;
use coffer_model::{Code, DepartmentId};

fn row(subject: &str, department: &str, gib: Option<u64>) -> ImportRow {
    ImportRow {
        name: format!("name of {subject}"),
        subject: subject.to_owned(),
        department: department.to_owned(),
        personal_gib: gib,
        ..ImportRow::default()
    }
}

async fn department(world: &World, parent: DepartmentId, name: &str) -> DepartmentId {
    let name = name.to_owned();
    let new = NewDepartment { name, parent };
    let ctx = world.ctx();
    world.drive.create_department(&ctx, new).await.unwrap()
}

async fn verify(world: &World, rows: Vec<ImportRow>) -> Verified {
    let ctx = world.ctx();
    let verified = world.drive.verify_import(&ctx, world.department, rows);
    verified.await.unwrap()
}

fn codes(verified: &Verified) -> Vec<Option<Code>> {
    let rows = verified.rows.iter();
    rows.map(|row| row.as_ref().err().map(|error| error.code()))
        .collect()
}

async fn members_of(world: &World, department: Option<DepartmentId>) -> Vec<String> {
    let list = MemberList {
        reach: MemberReach {
            department,
            direct: true,
        },
        term: String::new(),
        space_status: None,
        offset: 0,
        limit: 100,
    };
    let page = world.drive.list_members(&world.ctx(), list).await.unwrap();
    let mut names: Vec<_> = page
        .members
        .into_iter()
        .map(|row| row.member.subject)
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn rows_are_judged_one_by_one() {
    let world = World::new().await;
    let sales = department(&world, world.department, "Sales").await;
    let north = department(&world, sales, "North").await;
    let support = department(&world, world.department, "Support").await;
    department(&world, support, "North").await;
    world.somebody("there already").await;
    let rows = vec![
        row("a", "", Some(1)),
        row("b", "sales", None),
        row("c", "Sales/North", None),
        row("d", "North", None),
        row("e", "Nowhere", None),
        row("a", "", None),
        row("there already", "", None),
        row("", "", None),
        row("f", "", Some(0)),
        row("g\u{0}", "", None),
        row("h", "", Some(1_000_000)),
    ];
    let verified = verify(&world, rows).await;
    let expected = [
        None,
        None,
        None,
        Some(Code::Conflict),
        Some(Code::NotFound),
        Some(Code::Conflict),
        Some(Code::Conflict),
        Some(Code::BadRequest),
        Some(Code::BadRequest),
        Some(Code::BadRequest),
        Some(Code::TenantLimit),
    ];
    assert_eq!(codes(&verified), expected);
    let ctx = world.ctx();
    let job = world
        .drive
        .import_people(&ctx, verified.list)
        .await
        .unwrap();
    world.run_jobs().await;
    let result = world.drive.import_result(&ctx, job).await.unwrap();
    assert_eq!(result.succeeded, 3);
    let failed: Vec<_> = result.failures.iter().map(|failure| failure.row).collect();
    assert_eq!(failed, [4, 5, 6, 7, 8, 9, 10, 11]);
    assert_eq!(members_of(&world, Some(sales)).await, ["b"]);
    assert_eq!(members_of(&world, Some(north)).await, ["c"]);
    assert_eq!(world.drive.count_members(&ctx, None).await.unwrap(), 5);
    world.assert_whole().await;
}

#[tokio::test]
async fn a_list_that_is_run_twice_or_interrupted_brings_everybody_in_once() {
    let world = World::new().await;
    let rows: Vec<_> = (0..350)
        .map(|number| row(&format!("p{number:03}"), "", (number < 20).then_some(1)))
        .collect();
    let verified = verify(&world, rows.clone()).await;
    assert!(verified.rows.iter().all(Result::is_ok));
    let ctx = world.ctx();
    let first = world
        .drive
        .import_people(&ctx, verified.list)
        .await
        .unwrap();
    assert!(world.step_job().await);
    world.take_job_and_die().await;
    world.pass(61);
    world.run_jobs().await;
    let result = world.drive.import_result(&ctx, first).await.unwrap();
    assert_eq!((result.succeeded, result.failures.len()), (350, 0));
    let usage = world.drive.usage(&ctx).await.unwrap();
    let again = world
        .drive
        .import_people(&ctx, verified.list)
        .await
        .unwrap();
    world.run_jobs().await;
    let result = world.drive.import_result(&ctx, again).await.unwrap();
    assert_eq!((result.succeeded, result.failures.len()), (0, 350));
    let after = world.drive.usage(&ctx).await.unwrap();
    assert_eq!((after.users, after.assigned()), (351, usage.assigned()));
    assert_eq!(after.users, usage.users);
    assert_eq!(usage.assigned() % GIB, 0);
    let again = verify(&world, rows).await;
    assert!(
        codes(&again)
            .iter()
            .all(|code| *code == Some(Code::Conflict))
    );
    world.assert_whole().await;
}

#[tokio::test]
async fn limits_hold_row_by_row() {
    let world = World::new().await;
    let rows: Vec<_> = (0..1_100)
        .map(|number| row(&format!("p{number}"), "", None))
        .collect();
    let verified = verify(&world, rows).await;
    // The tenant may have 1,000 people and has one.
    let fine = verified.rows.iter().filter(|row| row.is_ok()).count();
    assert_eq!(fine, 999);
    let ctx = world.ctx();
    world.somebody("late").await;
    let job = world
        .drive
        .import_people(&ctx, verified.list)
        .await
        .unwrap();
    world.run_jobs().await;
    let result = world.drive.import_result(&ctx, job).await.unwrap();
    assert_eq!((result.succeeded, result.failures.len()), (998, 102));
    assert_eq!(world.drive.usage(&ctx).await.unwrap().users, 1_000);
}
